import { GoError } from '../errors';

/** A semantic version; numbers are unsigned 64-bit. */
export interface Version {
  readonly major: bigint;
  readonly minor: bigint;
  readonly patch: bigint;
  readonly prerelease: string;
  readonly metadata: string;
  /** As it was written, with its `v` and without missing parts. */
  readonly original: string;
}

const LOOSE =
  /^v?([0-9]+)(?:\.([0-9]+))?(?:\.([0-9]+))?(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:\+([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?$/;
const MAX_UINT64 = 2n ** 64n - 1n;

function segment(text: string | undefined): bigint {
  const value = BigInt(text ?? '0');
  if (value > MAX_UINT64) {
    throw new GoError(
      `error parsing version segment: strconv.ParseUint: parsing "${text}": value out of range`,
    );
  }
  return value;
}

/**
 * Reads a version; minor and patch may be missing and a `v` may be in front.
 * @throws GoError - not a version, worded as Masterminds/semver words it
 */
export function parseVersion(text: string): Version {
  const match = LOOSE.exec(text);
  if (!match) {
    throw new GoError('invalid semantic version');
  }
  const [, major, minor, patch, prerelease = '', metadata = ''] = match;
  const version = {
    major: segment(major),
    minor: segment(minor),
    patch: segment(patch),
    prerelease,
    metadata,
    original: text,
  };
  if (prerelease.split('.').some(part => /^0[0-9]+$/.test(part))) {
    throw new GoError('version segment starts with 0');
  }
  return version;
}

/** The version in full: `1.2.3-rc.1+build`. */
export function versionText(version: Version): string {
  const { major, minor, patch, prerelease, metadata } = version;
  const pre = prerelease === '' ? '' : `-${prerelease}`;
  const meta = metadata === '' ? '' : `+${metadata}`;
  return `${major}.${minor}.${patch}${pre}${meta}`;
}

function compareNumbers(a: bigint, b: bigint): number {
  if (a === b) {
    return 0;
  }
  return a < b ? -1 : 1;
}

/** Order by precedence: -1, 0 or 1; metadata doesn't count. */
export function compareVersions(a: Version, b: Version): number {
  return (
    compareNumbers(a.major, b.major) ||
    compareNumbers(a.minor, b.minor) ||
    compareNumbers(a.patch, b.patch) ||
    comparePrereleases(a.prerelease, b.prerelease)
  );
}

/** A release comes after its pre-releases; parts are compared one by one. */
export function comparePrereleases(a: string, b: string): number {
  if (a === b) {
    return 0;
  }
  if (a === '' || b === '') {
    return a === '' ? 1 : -1;
  }
  const [left, right] = [a.split('.'), b.split('.')];
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const order = compareParts(left[i], right[i]);
    if (order !== 0) {
      return order;
    }
  }
  return 0;
}

function compareParts(a: string | undefined, b: string | undefined): number {
  if (a === b) {
    return 0;
  }
  if (a === undefined || b === undefined) {
    return a === undefined ? -1 : 1;
  }
  const [isNumber, isOtherNumber] = [a, b].map(part => /^[0-9]+$/.test(part));
  if (isNumber && isOtherNumber) {
    return compareNumbers(BigInt(a), BigInt(b));
  }
  if (isNumber !== isOtherNumber) {
    return isNumber ? -1 : 1;
  }
  return a < b ? -1 : 1;
}
