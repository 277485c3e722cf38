import { GoError } from '../errors';
import {
  comparePrereleases,
  compareVersions,
  parseVersion,
  Version,
} from './version';

const VERSION =
  'v?([0-9|x|X|*]+)(\\.[0-9|x|X|*]+)?(\\.[0-9|x|X|*]+)?(-(?:[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*))?(?:\\+(?:[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*))?';
const UNCAPTURED = VERSION.replace(/\((?!\?)/g, '(?:');
const OPERATORS = '=>|=<|>=|<=|!=|~>|=|>|<|~|\\^|';
const SPACE = '[\\t\\n\\f\\r ]';
const ONE = new RegExp(
  `^${SPACE}*(${OPERATORS})${SPACE}*(${VERSION})${SPACE}*$`,
);
/** Runs of spaces that would cost time; Go's error would show them in full. */
const LONG_SPACES = new RegExp(`${SPACE}{64,}`, 'g');
const RANGE = new RegExp(
  `${SPACE}*(${UNCAPTURED})${SPACE}+-${SPACE}+(${UNCAPTURED})${SPACE}*`,
  'g',
);
const EACH = new RegExp(`(?:${OPERATORS})${SPACE}*(?:${UNCAPTURED})`, 'g');
const VALID = new RegExp(
  `^(?:${SPACE}*(?:${OPERATORS})${SPACE}*(?:${UNCAPTURED})${SPACE}*)(?:(?:${SPACE}+|,${SPACE}*)(?:${OPERATORS})${SPACE}*(?:${UNCAPTURED})${SPACE}*)*$`,
);

/** One comparison; `any…` tell which parts were left open (`1.x`, `1`). */
interface Comparison {
  readonly operator: string;
  readonly version: Version;
  readonly anyMinor: boolean;
  readonly anyPatch: boolean;
  readonly isOpen: boolean;
}

/** Alternatives (`||`), each a list of comparisons that must all hold. */
export type Constraint = readonly (readonly Comparison[])[];

/**
 * Reads a constraint such as `>=1.2.3 <2, ~3.1 || 4.x`.
 * @throws GoError - not a constraint, worded as Masterminds/semver words it
 */
export function parseConstraint(text: string): Constraint {
  const rewritten = text
    .replace(LONG_SPACES, ' ')
    .replace(RANGE, (_, from: string, to: string) => `>= ${from}, <= ${to} `);
  return rewritten.split('||').map(alternative => {
    if (!VALID.test(alternative)) {
      throw new GoError(`improper constraint: ${alternative}`);
    }
    return (alternative.match(EACH) ?? []).map(parseComparison);
  });
}

function isWildcard(part: string): boolean {
  return part === 'x' || part === 'X' || part === '*';
}

function isAny(part: string | undefined): boolean {
  return part === undefined || isWildcard(part.replace('.', ''));
}

function parseComparison(text: string): Comparison {
  const match = ONE.exec(text);
  if (!match) {
    throw new GoError(`improper constraint: ${text}`);
  }
  const [, operator, whole, major, minor, patch, pre = ''] = match;
  const anyMajor = isAny(major);
  const anyMinor = !anyMajor && isAny(minor);
  const anyPatch = !anyMajor && !anyMinor && isAny(patch);
  let version = whole;
  if (anyMajor) {
    version = `0.0.0${pre}`;
  } else if (anyMinor) {
    version = `${major}.0.0${pre}`;
  } else if (anyPatch) {
    version = `${major}${minor}.0${pre}`;
  }
  try {
    return {
      operator,
      version: parseVersion(version),
      anyMinor,
      anyPatch,
      isOpen: anyMajor || anyMinor || anyPatch,
    };
  } catch (error) {
    throw error instanceof GoError
      ? new GoError('constraint parser error', error)
      : error;
  }
}

/** Whether the version satisfies the constraint. */
export function satisfies(version: Version, constraint: Constraint): boolean {
  return constraint.some(comparisons => {
    const allowsPrerelease = comparisons.some(
      comparison => comparison.version.prerelease !== '',
    );
    return (
      (version.prerelease === '' || allowsPrerelease) &&
      comparisons.every(comparison => holds(version, comparison))
    );
  });
}

function holds(version: Version, comparison: Comparison): boolean {
  const order = compareVersions(version, comparison.version);
  switch (comparison.operator) {
    case '!=':
      return isNotEqual(version, comparison, order);
    case '>':
      return isGreater(version, comparison, order);
    case '<':
      return order < 0;
    case '>=':
    case '=>':
      return order >= 0;
    case '<=':
    case '=<':
      return isAtMost(version, comparison, order);
    case '~':
    case '~>':
      return isTilde(version, comparison, order);
    case '^':
      return isCaret(version, comparison, order);
    default:
      return comparison.isOpen
        ? isTilde(version, comparison, order)
        : order === 0;
  }
}

function isNotEqual(
  version: Version,
  { version: wanted, isOpen, anyMinor, anyPatch }: Comparison,
  order: number,
): boolean {
  if (!isOpen || version.major !== wanted.major) {
    return isOpen || order !== 0;
  }
  if (anyMinor) {
    return false;
  }
  if (version.minor !== wanted.minor) {
    return true;
  }
  if (anyPatch) {
    return comparePrereleases(version.prerelease, wanted.prerelease) !== 0;
  }
  return version.patch !== wanted.patch || order !== 0;
}

function isGreater(
  version: Version,
  { version: wanted, isOpen, anyMinor, anyPatch }: Comparison,
  order: number,
): boolean {
  if (!isOpen) {
    return order > 0;
  }
  if (version.major !== wanted.major) {
    return version.major > wanted.major;
  }
  if (anyMinor) {
    return false;
  }
  return anyPatch ? version.minor > wanted.minor : order > 0;
}

function isAtMost(
  version: Version,
  { version: wanted, isOpen, anyMinor }: Comparison,
  order: number,
): boolean {
  if (!isOpen) {
    return order <= 0;
  }
  const isSameMajor = version.major === wanted.major;
  return (
    version.major <= wanted.major &&
    !(isSameMajor && version.minor > wanted.minor && !anyMinor)
  );
}

function isTilde(
  version: Version,
  { version: wanted, anyMinor, anyPatch }: Comparison,
  order: number,
): boolean {
  if (order < 0) {
    return false;
  }
  const isZero =
    wanted.major === 0n && wanted.minor === 0n && wanted.patch === 0n;
  if (isZero && !anyMinor && !anyPatch) {
    return true;
  }
  return (
    version.major === wanted.major &&
    (anyMinor || version.minor === wanted.minor)
  );
}

function isCaret(
  version: Version,
  { version: wanted, anyMinor, anyPatch }: Comparison,
  order: number,
): boolean {
  if (order < 0 || version.major !== wanted.major) {
    return false;
  }
  if (wanted.major > 0n || anyMinor) {
    return true;
  }
  if (version.minor !== wanted.minor) {
    return false;
  }
  return wanted.minor > 0n || anyPatch || version.patch === wanted.patch;
}
