import { parse } from 'semver';
import type { SemVer } from 'semver';
import { GitError } from '../errors';
import { parseConstraint } from './constraint';

/** A version is three numbers, `v` in front allowed; `1.2` is none. */
const THREE_PARTS = /^v?\d+\.\d+\.\d+(?:[-+].*)?$/;

/**
 * Tags with the highest version inside a range, in the order given. More than
 * one only when they differ in build metadata or the letter `v`.
 * @throws GitError - `reference-not-found`: no tag matches, or not a range
 */
export function selectTags(tags: readonly string[], range: string): string[] {
  const constraint = parseConstraint(range);
  let best: SemVer | undefined;
  let names: string[] = [];
  for (const tag of tags) {
    const version = THREE_PARTS.test(tag) ? parse(tag) : null;
    if (!version || !constraint.check(version)) {
      continue;
    }
    const order = best ? version.compare(best) : 1;
    if (order > 0) {
      best = version;
      names = [tag];
    } else if (order === 0) {
      names.push(tag);
    }
  }
  if (names.length === 0) {
    throw new GitError(
      'reference-not-found',
      `no match found for semver: ${range}`,
    );
  }
  return names;
}
