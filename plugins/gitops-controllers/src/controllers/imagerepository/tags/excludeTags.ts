import { GoRegexp } from '@backstage-gitops/go-template';
import { Turns } from '../../../database/Turns';

/** A pattern of spec.exclusionList is none. */
class ExclusionError extends Error {
  override readonly name = 'ExclusionError';
  readonly code = 'invalid-pattern';
}

function compile(pattern: string): GoRegexp {
  try {
    return new GoRegexp(pattern);
  } catch (error) {
    throw new ExclusionError(
      `failed to compile regex ${pattern}: ${(error as Error).message}`,
      { cause: error },
    );
  }
}

/**
 * Tags that no pattern matches, in turns with other work.
 * @throws ExclusionError - a pattern is none
 */
export async function excludeTags(
  tags: readonly string[],
  patterns: readonly string[],
  signal: AbortSignal,
): Promise<string[]> {
  const compiled = patterns.map(compile);
  const turns = new Turns(signal);
  const kept: string[] = [];
  for (const tag of tags) {
    if (!compiled.some(pattern => pattern.test(tag))) kept.push(tag);
    if (turns.isOver) await turns.next();
  }
  return kept;
}
