import { asPrerelease, outsideOf } from './comparison';
import type { Comparison } from './comparison';
import { SemverError } from './errors';
import { isLongerThan, quoteGo } from './goText';
import { parseVersion, versionText } from './version';
import type { Version } from './version';

/** Bytes that the text of a range may have. */
export const MAX_CONSTRAINT_BYTES = 512;
/** Alternatives, parted by `||`, that a range may have. */
export const MAX_ALTERNATIVES = 32;

/** What {@link Constraint.check} takes into account. */
export interface CheckOptions {
  /** Lets every alternative admit pre-releases. Default false. */
  readonly includePrerelease?: boolean;
}

/** Comparisons that must all hold. */
interface Alternative {
  readonly comparisons: readonly Comparison[];
  /** One comparison names a pre-release, so all of them admit some. */
  readonly namesPrerelease: boolean;
}

/** A parsed range; checking a version against it takes at most 256 comparisons. */
export class Constraint {
  /** @internal */
  constructor(private readonly alternatives: readonly Alternative[]) {}

  /** Whether a version is inside the range. */
  check(version: Version, options: CheckOptions = {}): boolean {
    return this.alternatives.some(
      alternative =>
        admits(version, alternative, options) &&
        alternative.comparisons.every(
          comparison => outsideOf(version, comparison) === undefined,
        ),
    );
  }

  /** Why a version is outside the range, a sentence for each part of it; empty inside. */
  reasons(version: Version, options: CheckOptions = {}): string[] {
    const shown = quoteGo(versionText(version));
    const reasons: string[] = [];
    for (const alternative of this.alternatives) {
      const found = admits(version, alternative, options)
        ? whyOutside(version, shown, alternative)
        : [asPrerelease(shown, '')];
      if (found.length === 0) {
        return [];
      }
      // The pre-release is named once for all alternatives.
      reasons.push(...found.filter(text => isNew(text, shown, reasons)));
    }
    return reasons;
  }

  /** The range in one spelling: `>=1.2 <2 || 4.x`. */
  toString(): string {
    return this.alternatives
      .map(({ comparisons }) =>
        comparisons.map(({ operator, text }) => operator + text).join(' '),
      )
      .join(' || ');
  }
}

function admits(
  { prerelease }: Version,
  { namesPrerelease }: Alternative,
  { includePrerelease = false }: CheckOptions,
): boolean {
  return prerelease === '' || includePrerelease || namesPrerelease;
}

function whyOutside(
  version: Version,
  shown: string,
  { comparisons }: Alternative,
): string[] {
  return comparisons.flatMap(comparison => {
    const reason = outsideOf(version, comparison);
    return reason ? [reason(shown, quoteGo(comparison.text))] : [];
  });
}

function isNew(text: string, shown: string, before: string[]): boolean {
  return text !== asPrerelease(shown, '') || !before.includes(text);
}

const SPACE = '[\\t\\n\\f\\r ]';
const OPERATORS = '=|!=|>=|=>|<=|=<|>|<|~>|~|\\^|';
const NAMES = '[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*';
const VERSION = `v?([0-9|xX*]+)(\\.[0-9|xX*]+)?(\\.[0-9|xX*]+)?(-${NAMES})?(?:\\+${NAMES})?`;
const COMPARISON = `(${OPERATORS})${SPACE}*(${VERSION})`;
const FIRST = new RegExp(`${SPACE}*${COMPARISON}`, 'y');
const NEXT = new RegExp(`(?:${SPACE}*,${SPACE}*|${SPACE}+)${COMPARISON}`, 'y');
const END = new RegExp(`${SPACE}*$`, 'y');
const PLAIN_VERSION = VERSION.replace(/\((?!\?)/g, '(?:');
const HYPHEN = new RegExp(
  `${SPACE}*(${PLAIN_VERSION})${SPACE}+-${SPACE}+(${PLAIN_VERSION})${SPACE}*`,
  'g',
);

/**
 * Parses a range: comparisons that must all hold parted by spaces or commas
 * (`>=1.2 <2`), alternatives by `||`; `~1.4`, `^0.3`, `1.x`, `1.2 - 1.4`.
 * @throws SemverError - `invalid-constraint`, `limit`
 * @see github.com/Masterminds/semver/v3, `NewConstraint`
 */
export function parseConstraint(text: string): Constraint {
  if (isLongerThan(text, MAX_CONSTRAINT_BYTES)) {
    throw new SemverError(
      'limit',
      `constraint string is too long (max ${MAX_CONSTRAINT_BYTES} bytes)`,
    );
  }
  const alternatives = rewriteHyphens(text).split('||');
  if (alternatives.length > MAX_ALTERNATIVES) {
    throw new SemverError(
      'limit',
      `too many constraint groups (max ${MAX_ALTERNATIVES})`,
    );
  }
  return new Constraint(alternatives.map(parseAlternative));
}

/** Makes `1.2 - 1.4` two comparisons; as in Go, where its text comes up first. */
function rewriteHyphens(text: string): string {
  let rewritten = text;
  for (const [found, from, to] of text.matchAll(HYPHEN)) {
    rewritten = rewritten.replace(found, () => `>= ${from}, <= ${to} `);
  }
  return rewritten;
}

function parseAlternative(text: string): Alternative {
  const comparisons = splitComparisons(text).map(toComparison);
  return {
    comparisons,
    namesPrerelease: comparisons.some(
      ({ version }) => version.prerelease !== '',
    ),
  };
}

/** Takes one comparison after the other, so that no text takes long to refuse. */
function splitComparisons(text: string): RegExpExecArray[] {
  const found: RegExpExecArray[] = [];
  let at = 0;
  const take = (pattern: RegExp) => {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    at = match ? pattern.lastIndex : at;
    return match;
  };
  for (let match = take(FIRST); match; match = take(NEXT)) {
    found.push(match);
  }
  if (found.length === 0 || !take(END)) {
    throw new SemverError(
      'invalid-constraint',
      `improper constraint: ${quoteGo(text)}`,
      text,
    );
  }
  return found;
}

function isLeftOpen(part: string | undefined): boolean {
  return part === undefined || /^\.?[xX*]$/.test(part);
}

function toComparison(match: RegExpExecArray): Comparison {
  const [, operator, text, major, minor, patch, prerelease = ''] = match;
  const isMajorOpen = isLeftOpen(major);
  const isMinorOpen = !isMajorOpen && isLeftOpen(minor);
  const isPatchOpen = !isMajorOpen && !isMinorOpen && isLeftOpen(patch);
  let whole = text;
  if (isMajorOpen) {
    whole = `0.0.0${prerelease}`;
  } else if (isMinorOpen) {
    whole = `${major}.0.0${prerelease}`;
  } else if (isPatchOpen) {
    whole = `${major}${minor}.0${prerelease}`;
  }
  const isOpen = isMajorOpen || isMinorOpen || isPatchOpen;
  const version = parseBound(whole);
  return { operator, text, version, isOpen, isMinorOpen, isPatchOpen };
}

/** As in Go, the error doesn't say what is wrong with a bound such as `1x`. */
function parseBound(text: string): Version {
  try {
    return parseVersion(text);
  } catch {
    throw new SemverError('invalid-constraint', 'constraint parser error');
  }
}
