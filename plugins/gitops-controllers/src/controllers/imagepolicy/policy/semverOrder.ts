import { versionOf } from '@backstage-gitops/oci';
import {
  compareVersions,
  parseConstraint,
  SemverError,
} from '@backstage-gitops/semver';
import type { Constraint, Version } from '@backstage-gitops/semver';
import { InvalidPolicyError } from './TagOrder';
import type { TagOrder } from './TagOrder';

function parseRange(range: string): Constraint {
  try {
    return parseConstraint(range);
  } catch (error) {
    if (!(error instanceof SemverError)) throw error;
    throw new InvalidPolicyError(`invalid policy: ${error.message}`, {
      cause: error,
    });
  }
}

/** Keeps what it has read of the best version. */
class SemverOrder implements TagOrder {
  private highest?: Version;

  constructor(private readonly constraint: Constraint) {}

  isBetter(text: string): boolean {
    const version = versionOf(text);
    if (!version) return false;
    const isHigher =
      !this.highest || compareVersions(version, this.highest) > 0;
    if (!isHigher || !this.constraint.check(version)) return false;
    this.highest = version;
    return true;
  }
}

/**
 * The highest version in a range; of equal ones the first. What is no version
 * of three parts is left out.
 * @param range - `>=1.2.0 <2.0.0`
 * @throws InvalidPolicyError - it is no range
 */
export function semverOrder(range: string): TagOrder {
  return new SemverOrder(parseRange(range));
}
