import {
  compareVersions,
  parseConstraint,
  parseVersion,
  SemverError,
} from '@backstage-gitops/semver';
import type { Constraint, Version } from '@backstage-gitops/semver';
import { GitError } from '../errors';
import { TimeSlices } from '../TimeSlices';

/**
 * Parses the range of a reference.
 * @throws GitError - `reference-not-found`: no range, or longer than one may be
 */
export function parseRange(range: string): Constraint {
  try {
    return parseConstraint(range);
  } catch (error) {
    if (!(error instanceof SemverError)) {
      throw error;
    }
    const { message } = error;
    throw new GitError('reference-not-found', `semver parse error: ${message}`);
  }
}

/**
 * The version of a tag: two dots at least, so `1.2` is none, a leading `v` and
 * leading zeros allowed.
 * @returns undefined for a tag that is none
 * @see Flux: fluxcd/pkg, version.ParseVersion
 */
export function versionOfTag(tag: string): Version | undefined {
  if (tag.split('.', 3).length < 3) {
    return undefined;
  }
  try {
    return parseVersion(tag);
  } catch (error) {
    if (error instanceof SemverError) {
      return undefined;
    }
    throw error;
  }
}

/** Start of the full name of a tag. */
export const TAG_PREFIX = 'refs/tags/';

/**
 * Tags with the highest version inside a range, in the order given. More than
 * one only when they differ in build metadata, zeros or the letter `v`. Gives
 * the event loop a turn every few milliseconds.
 * @param references - their full names; those that are no tags don't count
 * @param signal - ends the search with its reason
 * @throws GitError - `reference-not-found`: no tag matches, or not a range
 */
export async function selectTags<T extends { readonly name: string }>(
  references: readonly T[],
  range: string,
  signal?: AbortSignal,
): Promise<T[]> {
  const constraint = parseRange(range);
  const slices = new TimeSlices(signal);
  let best: Version | undefined;
  let found: T[] = [];
  for (const reference of references) {
    const turn = slices.next();
    if (turn) await turn;
    const { name } = reference;
    const version = name.startsWith(TAG_PREFIX)
      ? versionOfTag(name.slice(TAG_PREFIX.length))
      : undefined;
    const order = version && best ? compareVersions(version, best) : 1;
    // What is lower than the best need not be checked.
    if (!version || order < 0 || !constraint.check(version)) {
      continue;
    }
    if (order > 0) {
      best = version;
      found = [];
    }
    found.push(reference);
  }
  if (found.length === 0) {
    throw new GitError(
      'reference-not-found',
      `no match found for semver: ${range}`,
    );
  }
  return found;
}
