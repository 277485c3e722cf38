/** A version as the Go library of the API server reads it. */
export interface Version {
  readonly numbers: readonly [bigint, bigint, bigint];
  readonly preRelease: readonly (bigint | string)[];
}

const VERSION =
  /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-([0-9A-Za-z.-]+))?(?:\+([0-9A-Za-z.-]+))?$/;
const UINT_MAX = 2n ** 64n - 1n;
const MAX_LENGTH = 1_000;

function preReleaseOf(text: string): (bigint | string)[] | undefined {
  const parts: (bigint | string)[] = [];
  for (const part of text.split('.')) {
    if (part === '') return undefined;
    if (!/^\d+$/.test(part)) parts.push(part);
    else if (part.length > 1 && part.startsWith('0')) return undefined;
    else if (BigInt(part) > UINT_MAX) return undefined;
    else parts.push(BigInt(part));
  }
  return parts;
}

/** Reads a full version, e.g. `1.2.3-rc.1+build`; undefined for anything else. */
export function parseVersion(text: string): Version | undefined {
  const parts = text.length <= MAX_LENGTH ? VERSION.exec(text) : null;
  if (!parts) return undefined;
  const [, major, minor, patch, preRelease, build] = parts;
  const numbers = [BigInt(major), BigInt(minor), BigInt(patch)] as const;
  const names = preRelease === undefined ? [] : preReleaseOf(preRelease);
  const isBuildValid = build === undefined || !/^\.|\.\.|\.$/.test(build);
  const fits = numbers.every(number => number <= UINT_MAX);
  return names && isBuildValid && fits
    ? { numbers, preRelease: names }
    : undefined;
}

/** Removes a `v` and leading zeros, and fills up `1` and `1.2`. */
export function normalizeVersion(text: string): string | undefined {
  const plain = text.replace(/^v/, '');
  const parts = plain.split('.');
  const shown = [...parts.slice(0, 2), parts.slice(2).join('.')]
    .slice(0, Math.min(parts.length, 3))
    .map(stripZeros);
  if (shown.length < 3 && /[+-]/.test(shown[shown.length - 1])) {
    return undefined;
  }
  while (shown.length < 3) shown.push('0');
  return shown.join('.');
}

function stripZeros(part: string): string {
  if (part.length < 2) return part;
  const stripped = part.replace(/^0+/, '');
  return /^\d/.test(stripped) ? stripped : `0${stripped}`;
}

export function compareVersions(a: Version, b: Version): number {
  for (let index = 0; index < 3; index++) {
    const [left, right] = [a.numbers[index], b.numbers[index]];
    if (left !== right) return left < right ? -1 : 1;
  }
  return comparePreReleases(a.preRelease, b.preRelease);
}

function comparePreReleases(
  a: Version['preRelease'],
  b: Version['preRelease'],
): number {
  if (a.length === 0 || b.length === 0) {
    return Math.sign(Number(a.length === 0) - Number(b.length === 0));
  }
  for (let index = 0; index < Math.min(a.length, b.length); index++) {
    const order = compareNames(a[index], b[index]);
    if (order !== 0) return order;
  }
  return Math.sign(a.length - b.length);
}

function compareNames(a: bigint | string, b: bigint | string): number {
  if (a === b) return 0;
  const isNumber = typeof a === 'bigint';
  if (isNumber !== (typeof b === 'bigint')) return isNumber ? -1 : 1;
  return a < b ? -1 : 1;
}
