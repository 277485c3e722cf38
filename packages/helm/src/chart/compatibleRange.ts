import { parseConstraint, parseVersion } from '@backstage-gitops/semver';

/**
 * True when `version` satisfies `constraint`; false also where one of the two
 * can't be read.
 * @see github.com/Masterminds/semver for the constraints
 */
export function isCompatibleRange(
  constraint: string,
  version: string,
): boolean {
  try {
    return parseConstraint(constraint).check(parseVersion(version));
  } catch {
    return false;
  }
}

/** True for a version as charts may carry it; `1.2` and `v1` count. */
export function isVersion(text: string): boolean {
  try {
    parseVersion(text);
    return true;
  } catch {
    return false;
  }
}
