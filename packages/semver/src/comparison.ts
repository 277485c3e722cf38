import { comparePrereleases, compareVersions } from './version';
import type { Version } from './version';

/** One comparison of a range, such as `>=1.2`. */
export interface Comparison {
  /** `=`, `!=`, `>`, `<`, `>=`, `=>`, `<=`, `=<`, `~`, `~>`, `^`, or empty. */
  readonly operator: string;
  /** The version as it was written: `1.x`. */
  readonly text: string;
  /** The version with zeros in place of what was left open. */
  readonly version: Version;
  /** A part was left out or is a wildcard. */
  readonly isOpen: boolean;
  /** Minor and patch were left open: `1`, `1.x`. */
  readonly isMinorOpen: boolean;
  /** Only the patch was left open: `1.2`, `1.2.x`. */
  readonly isPatchOpen: boolean;
}

/** Words why a version is outside; both texts come in quotes. */
type Reason = (version: string, range: string) => string;

/** A pre-release, and nobody asked for pre-releases. */
export const asPrerelease: Reason = version =>
  `${version} is a prerelease version and the constraint is only looking for release versions`;
const asEqual: Reason = (version, range) => `${version} is equal to ${range}`;
const asOther: Reason = (version, range) =>
  `${version} is not equal to ${range}`;
const asLess: Reason = (version, range) => `${version} is less than ${range}`;
const asAtMost: Reason = (version, range) =>
  `${version} is less than or equal to ${range}`;
const asGreater: Reason = (version, range) =>
  `${version} is greater than ${range}`;
const asAtLeast: Reason = (version, range) =>
  `${version} is greater than or equal to ${range}`;
const asOtherMajor: Reason = (version, range) =>
  `${version} does not have same major version as ${range}`;
const asOtherMajorOrMinor: Reason = (version, range) =>
  `${version} does not have same major and minor version as ${range}`;
const asOtherMinor: Reason = (version, range) =>
  `${version} does not have same minor version as ${range}`;
const asOtherMinorOfZero: Reason = (version, range) =>
  `${asOtherMinor(
    version,
    range,
  )}. Expected minor versions to match when constraint major version is 0`;
const asOtherPatchOfZero: Reason = (version, range) =>
  `${version} does not equal ${range}. Expect version and constraint to equal when major and minor versions are 0`;

/**
 * Why a version is outside a comparison; undefined inside. Pre-releases are
 * for the caller to admit.
 */
export function outsideOf(
  version: Version,
  comparison: Comparison,
): Reason | undefined {
  switch (comparison.operator) {
    case '!=':
      return isEqual(version, comparison) ? asEqual : undefined;
    case '>':
      return isGreater(version, comparison) ? undefined : asAtMost;
    case '<':
      return compareVersions(version, comparison.version) < 0
        ? undefined
        : asAtLeast;
    case '>=':
    case '=>':
      return compareVersions(version, comparison.version) >= 0
        ? undefined
        : asLess;
    case '<=':
    case '=<':
      return isAtMost(version, comparison) ? undefined : asGreater;
    case '~':
    case '~>':
      return outsideOfTilde(version, comparison);
    case '^':
      return outsideOfCaret(version, comparison);
    default:
      return outsideOfEqual(version, comparison);
  }
}

function outsideOfEqual(
  version: Version,
  comparison: Comparison,
): Reason | undefined {
  if (comparison.isOpen) {
    return outsideOfTilde(version, comparison);
  }
  return compareVersions(version, comparison.version) === 0
    ? undefined
    : asOther;
}

function isEqual(version: Version, comparison: Comparison): boolean {
  const { version: wanted, isOpen, isMinorOpen, isPatchOpen } = comparison;
  if (!isOpen) {
    return compareVersions(version, wanted) === 0;
  }
  if (version.major !== wanted.major) {
    return false;
  }
  if (isMinorOpen) {
    return true;
  }
  if (version.minor !== wanted.minor) {
    return false;
  }
  return isPatchOpen
    ? comparePrereleases(version.prerelease, wanted.prerelease) === 0
    : compareVersions(version, wanted) === 0;
}

function isGreater(version: Version, comparison: Comparison): boolean {
  const { version: wanted, isOpen, isMinorOpen, isPatchOpen } = comparison;
  if (isOpen && version.major !== wanted.major) {
    return version.major > wanted.major;
  }
  if (isMinorOpen) {
    return false;
  }
  return isPatchOpen
    ? version.minor > wanted.minor
    : compareVersions(version, wanted) > 0;
}

function isAtMost(version: Version, comparison: Comparison): boolean {
  const { version: wanted, isOpen, isMinorOpen } = comparison;
  if (!isOpen) {
    return compareVersions(version, wanted) <= 0;
  }
  if (version.major !== wanted.major) {
    return version.major < wanted.major;
  }
  return isMinorOpen || version.minor <= wanted.minor;
}

/** `~1.2.3` is `>=1.2.3 <1.3.0`, `~1` is `>=1.0.0 <2.0.0`, `~0.0.0` admits all. */
function outsideOfTilde(
  version: Version,
  comparison: Comparison,
): Reason | undefined {
  const { version: low, isMinorOpen, isPatchOpen } = comparison;
  if (compareVersions(version, low) < 0) {
    return asLess;
  }
  const isZero = low.major === 0n && low.minor === 0n && low.patch === 0n;
  if (isZero && !isMinorOpen && !isPatchOpen) {
    return undefined;
  }
  if (version.major !== low.major) {
    return asOtherMajor;
  }
  return isMinorOpen || version.minor === low.minor
    ? undefined
    : asOtherMajorOrMinor;
}

/** `^1.2.3` is `>=1.2.3 <2.0.0`, `^0.2.3` is `>=0.2.3 <0.3.0`, `^0.0.3` is `0.0.3`. */
function outsideOfCaret(
  version: Version,
  comparison: Comparison,
): Reason | undefined {
  const { version: low, isMinorOpen, isPatchOpen } = comparison;
  if (compareVersions(version, low) < 0) {
    return asLess;
  }
  if (version.major !== low.major) {
    return asOtherMajor;
  }
  if (low.major > 0n || isMinorOpen) {
    return undefined;
  }
  if (low.minor > 0n || isPatchOpen) {
    return version.minor === low.minor ? undefined : asOtherMinorOfZero;
  }
  if (version.minor > 0n) {
    return asOtherMinor;
  }
  return version.patch === low.patch ? undefined : asOtherPatchOfZero;
}
