import { SemVer } from 'semver';
import { GitError } from '../errors';

/** One comparison: an operator and a version, of which parts may be left out. */
interface Comparison {
  readonly operator: string;
  readonly version: SemVer;
  /** Whether any part was left out or a wildcard. */
  readonly isPartial: boolean;
  readonly isMinorOpen: boolean;
  readonly isPatchOpen: boolean;
}

/** A parsed version range. */
export interface VersionConstraint {
  /** Whether a version is inside the range. */
  check(version: SemVer): boolean;
}

const PART = '[0-9]+|[xX*]';
const COMPARISON = new RegExp(
  `^(=|!=|>=|=>|<=|=<|>|<|~>|~|\\^)?\\s*v?(${PART})(?:\\.(${PART}))?(?:\\.(${PART}))?` +
    `(-[0-9A-Za-z.-]+)?(\\+[0-9A-Za-z.-]+)?$`,
);
const HYPHEN = /(^|[\s,])v?([0-9xX*][^\s,]*)\s+-\s+v?([0-9xX*][^\s,]*)/g;
const OPERATOR_SPACE = /(=|!=|>=|=>|<=|=<|>|<|~>|~|\^)\s+/g;

function isOpen(part: string | undefined): boolean {
  return part === undefined || /^[xX*]$/.test(part);
}

function parseComparison(text: string, range: string): Comparison {
  const match = COMPARISON.exec(text);
  if (!match) {
    throw new GitError(
      'reference-not-found',
      `semver parse error: improper constraint: ${range}`,
    );
  }
  const [, operator = '', major, minor, patch, pre = '', build = ''] = match;
  const isMajorOpen = isOpen(major);
  const isMinorOpen = !isMajorOpen && isOpen(minor);
  const isPatchOpen = !isMajorOpen && !isMinorOpen && isOpen(patch);
  const numbers = [
    isMajorOpen ? '0' : major,
    isMajorOpen || isMinorOpen ? '0' : minor,
    isMajorOpen || isMinorOpen || isPatchOpen ? '0' : patch,
  ].map(digits => digits.replace(/^0+(?=\d)/, ''));
  return {
    operator,
    version: new SemVer(`${numbers.join('.')}${pre}${build}`),
    isPartial: isMajorOpen || isMinorOpen || isPatchOpen,
    isMinorOpen,
    isPatchOpen,
  };
}

function checkTilde(v: SemVer, c: Comparison): boolean {
  const { version: low } = c;
  if (v.compare(low) < 0) {
    return false;
  }
  const isZero = low.major === 0 && low.minor === 0 && low.patch === 0;
  if (isZero && !c.isMinorOpen && !c.isPatchOpen) {
    return true;
  }
  return v.major === low.major && (c.isMinorOpen || v.minor === low.minor);
}

function checkCaret(v: SemVer, c: Comparison): boolean {
  const { version: low } = c;
  if (v.compare(low) < 0) {
    return false;
  }
  if (low.major > 0 || c.isMinorOpen) {
    return v.major === low.major;
  }
  if (v.major > 0) {
    return false;
  }
  if (low.minor > 0 || c.isPatchOpen) {
    return v.minor === low.minor;
  }
  return v.minor === 0 && v.patch === low.patch;
}

function checkNotEqual(v: SemVer, c: Comparison): boolean {
  if (!c.isPartial) {
    return v.compare(c.version) !== 0;
  }
  if (v.major !== c.version.major) {
    return true;
  }
  return !c.isMinorOpen && v.minor !== c.version.minor;
}

function checkGreater(v: SemVer, c: Comparison): boolean {
  if (!c.isPartial) {
    return v.compare(c.version) > 0;
  }
  if (v.major !== c.version.major) {
    return v.major > c.version.major;
  }
  return c.isPatchOpen && v.minor > c.version.minor;
}

function checkLessOrEqual(v: SemVer, c: Comparison): boolean {
  if (!c.isPartial) {
    return v.compare(c.version) <= 0;
  }
  if (v.major !== c.version.major) {
    return v.major < c.version.major;
  }
  return c.isMinorOpen || v.minor <= c.version.minor;
}

function checkOne(v: SemVer, c: Comparison): boolean {
  // A pre-release is chosen only by who asks for pre-releases.
  if (v.prerelease.length > 0 && c.version.prerelease.length === 0) {
    return false;
  }
  switch (c.operator) {
    case '!=':
      return checkNotEqual(v, c);
    case '>':
      return checkGreater(v, c);
    case '<':
      return v.compare(c.version) < 0;
    case '>=':
    case '=>':
      return v.compare(c.version) >= 0;
    case '<=':
    case '=<':
      return checkLessOrEqual(v, c);
    case '~':
    case '~>':
      return checkTilde(v, c);
    case '^':
      return checkCaret(v, c);
    default:
      return c.isPartial ? checkTilde(v, c) : v.compare(c.version) === 0;
  }
}

/**
 * Parses a version range: `>=1.2 <2`, `~1.4`, `^0.3`, `1.x`, `1.2 - 1.4`,
 * alternatives with `||`.
 * @throws GitError - `reference-not-found`: not a range
 * @see the rules of the Go library Masterminds/semver v3, which Flux uses
 */
export function parseConstraint(range: string): VersionConstraint {
  const alternatives = range.split('||').map(text =>
    text
      .replace(HYPHEN, '$1>=$2 <=$3')
      .replace(OPERATOR_SPACE, '$1')
      .split(/[\s,]+/)
      .filter(part => part !== '')
      .map(part => parseComparison(part, range)),
  );
  if (alternatives.some(parts => parts.length === 0)) {
    throw new GitError(
      'reference-not-found',
      `semver parse error: improper constraint: ${range}`,
    );
  }
  return {
    check: version =>
      alternatives.some(parts => parts.every(part => checkOne(version, part))),
  };
}
