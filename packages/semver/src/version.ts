import { SemverError } from './errors';
import { isLongerThan } from './goText';

/** A semantic version; its numbers are unsigned 64-bit. */
export interface Version {
  readonly major: bigint;
  readonly minor: bigint;
  readonly patch: bigint;
  /** `rc.1` of `1.2.3-rc.1+build`; empty for a release. */
  readonly prerelease: string;
  /** `build` of `1.2.3-rc.1+build`. */
  readonly metadata: string;
  /** As it was written, with its `v` and without missing parts. */
  readonly original: string;
}

/** Bytes that the text of a version may have. */
export const MAX_VERSION_BYTES = 256;

const MAX_UINT64 = 2n ** 64n - 1n;
const NAMES = '[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*';
const LOOSE = new RegExp(
  `^v?([0-9]+)(?:\\.([0-9]+))?(?:\\.([0-9]+))?(?:-(${NAMES}))?(?:\\+(${NAMES}))?$`,
);

function invalid(message: string): SemverError {
  return new SemverError('invalid-version', message);
}

/** Go's strconv.ParseUint of decimal digits, with its errors. */
function parseUint(text: string): bigint {
  const refuse = (why: string) =>
    invalid(`strconv.ParseUint: parsing "${text}": ${why}`);
  if (text === '') {
    throw refuse('invalid syntax');
  }
  const value = BigInt(text);
  if (value > MAX_UINT64) {
    throw refuse('value out of range');
  }
  return value;
}

function segment(text: string | undefined): bigint {
  try {
    return parseUint(text ?? '0');
  } catch (error) {
    throw invalid(
      `error parsing version segment: ${(error as SemverError).message}`,
    );
  }
}

function requireLength(text: string): void {
  if (isLongerThan(text, MAX_VERSION_BYTES)) {
    throw new SemverError(
      'limit',
      `version string is too long (max ${MAX_VERSION_BYTES} bytes)`,
    );
  }
}

function requirePrerelease(text: string): void {
  for (const part of text.split('.')) {
    if (!/^[0-9A-Za-z-]+$/.test(part)) {
      throw invalid('invalid prerelease string');
    }
    if (/^0[0-9]+$/.test(part)) {
      throw invalid('version segment starts with 0');
    }
  }
}

/**
 * Reads a version as loosely as tags are written: minor and patch may be
 * missing, a `v` may be in front, and numbers may start with zeros
 * (`v2026.03.01`).
 * @throws SemverError - `invalid-version`, `limit`
 * @see github.com/Masterminds/semver/v3, `NewVersion`
 */
export function parseVersion(text: string): Version {
  requireLength(text);
  const match = LOOSE.exec(text);
  if (!match) {
    throw invalid('invalid semantic version');
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
  if (prerelease !== '') {
    requirePrerelease(prerelease);
  }
  return version;
}

/** Splits at the first mark; the second part is undefined without one. */
function cut(text: string, mark: string): [string, string | undefined] {
  const at = text.indexOf(mark);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}

function requireMetadata(text: string): void {
  if (!text.split('.').every(part => /^[0-9A-Za-z-]+$/.test(part))) {
    throw invalid('invalid metadata string');
  }
}

/**
 * Reads a version as semver.org defines it: three numbers without leading
 * zeros, and no `v`.
 * @throws SemverError - `invalid-version`, `limit`
 * @see github.com/Masterminds/semver/v3, `StrictNewVersion`
 */
export function parseStrictVersion(text: string): Version {
  if (text === '') {
    throw invalid('version string empty');
  }
  requireLength(text);
  const [first, afterFirst] = cut(text, '.');
  const [second, rest] = cut(afterFirst ?? '', '.');
  if (rest === undefined) {
    throw invalid('invalid semantic version');
  }
  const [beforeMetadata, metadata] = cut(rest, '+');
  if (metadata !== undefined) {
    requireMetadata(metadata);
  }
  const [third, prerelease] = cut(beforeMetadata, '-');
  if (prerelease !== undefined) {
    requirePrerelease(prerelease);
  }
  const [major, minor, patch] = strictNumbers([first, second, third]);
  return {
    ...{ major, minor, patch },
    prerelease: prerelease ?? '',
    metadata: metadata ?? '',
    original: text,
  };
}

function strictNumbers(texts: readonly string[]): bigint[] {
  for (const text of texts) {
    if (/[^0-9]/.test(text)) {
      throw invalid('invalid characters in version');
    }
    if (text.length > 1 && text.startsWith('0')) {
      throw invalid('version segment starts with 0');
    }
  }
  return texts.map(parseUint);
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

/** The number of a part; undefined for a name, which is also a number over 64 bits. */
function numberOf(part: string): bigint | undefined {
  if (!/^[0-9]+$/.test(part)) {
    return undefined;
  }
  const value = BigInt(part);
  return value > MAX_UINT64 ? undefined : value;
}

function compareParts(a: string | undefined, b: string | undefined): number {
  if (a === b) {
    return 0;
  }
  if (a === undefined || b === undefined) {
    return a === undefined ? -1 : 1;
  }
  const [left, right] = [numberOf(a), numberOf(b)];
  if (left !== undefined && right !== undefined) {
    return left > right ? 1 : -1;
  }
  if (left !== undefined || right !== undefined) {
    return left === undefined ? 1 : -1;
  }
  return a > b ? 1 : -1;
}
