import {
  compareVersions,
  parseConstraint,
  parseVersion,
  SemverError,
} from '@backstage-gitops/semver';
import type { Constraint, Version } from '@backstage-gitops/semver';
import { RE2JS } from 're2js';
import { setImmediate as nextTurn } from 'timers/promises';
import { OciError } from '../errors';

/** Which tag {@link selectTag} takes. */
export interface TagSelector {
  /** Version range: `>=1.0.0 <2.0.0`. */
  readonly semver: string;
  /** Regular expression of Go that a tag must match before the range is asked. */
  readonly filter?: string;
  /** Whether `_` in a tag stands for the `+` of a version, as Helm writes it. */
  readonly isChart?: boolean;
  readonly signal?: AbortSignal;
}

/** Tags looked at before others get a turn. */
const TAGS_PER_TURN = 1000;

function parseRange(semver: string): Constraint {
  try {
    return parseConstraint(semver);
  } catch (error) {
    if (!(error instanceof SemverError)) throw error;
    throw new OciError(
      'invalid-reference',
      `semver '${semver}' parse error: ${error.message}`,
      { cause: error },
    );
  }
}

function compileFilter(filter: string): (tag: string) => boolean {
  if (filter === '') return () => true;
  try {
    const pattern = RE2JS.compile(filter);
    return tag => pattern.matcher(tag).find();
  } catch (error) {
    const why = (error as Error).message.replace(/^error parsing regexp: /, '');
    throw new OciError('invalid-reference', `error parsing regexp: ${why}`, {
      cause: error,
    });
  }
}

/**
 * The version of a tag: two dots at least, so `1.2` is none; a leading `v` and
 * leading zeros are allowed.
 * @see Flux: fluxcd/pkg, version.ParseVersion
 */
export function versionOf(tag: string): Version | undefined {
  if (tag.split('.', 3).length < 3) return undefined;
  try {
    return parseVersion(tag);
  } catch (error) {
    if (error instanceof SemverError) return undefined;
    throw error;
  }
}

/**
 * The tag with the highest version inside a range; of equal versions the first.
 * @throws OciError - `invalid-reference`: no range or regular expression;
 *   `not-found`: no tag matches
 */
export async function selectTag(
  tags: readonly string[],
  { semver, filter = '', isChart = false, signal }: TagSelector,
): Promise<string> {
  const isWanted = compileFilter(filter);
  const constraint = parseRange(semver);
  let best: { tag: string; version: Version } | undefined;
  for (const [i, tag] of tags.entries()) {
    if (i % TAGS_PER_TURN === TAGS_PER_TURN - 1) {
      await nextTurn();
      signal?.throwIfAborted();
    }
    if (!isWanted(tag)) continue;
    const version = versionOf(isChart ? tag.replace(/_/g, '+') : tag);
    if (!version || (best && compareVersions(version, best.version) <= 0)) {
      continue;
    }
    if (constraint.check(version)) best = { tag, version };
  }
  if (best) return best.tag;
  throw new OciError('not-found', `no match found for semver: ${semver}`);
}
