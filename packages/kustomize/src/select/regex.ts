import { RE2JS } from 're2js';
import { KustomizeError } from '../errors';

/** Tests texts; made by {@link compilePattern}. */
export type TextMatcher = (text: string) => boolean;

const LITERAL = /^[A-Za-z0-9_/ -]*$/;

/**
 * Compiles a regular expression of Go's RE2 syntax, which takes linear time
 * whatever the pattern. Unanchored.
 * @throws KustomizeError - invalid-config, for a pattern that does not parse
 */
export function compilePattern(pattern: string): TextMatcher {
  if (LITERAL.test(pattern)) return text => text.includes(pattern);
  const compiled = compile(pattern);
  return text => compiled.matcher(text).find();
}

/** As {@link compilePattern}, but the whole text must match; `''` fits everything. */
export function compileAnchored(pattern: string): TextMatcher {
  if (pattern === '') return () => true;
  if (LITERAL.test(pattern)) return text => text === pattern;
  const compiled = compile(`^(?:${pattern})$`);
  return text => compiled.matcher(text).find();
}

function compile(pattern: string): RE2JS {
  try {
    return RE2JS.compile(pattern);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new KustomizeError(
      'invalid-config',
      `error parsing regexp: ${why.replace(/^error parsing regexp: /, '')}`,
      { cause },
    );
  }
}
