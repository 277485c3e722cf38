/** Unicode's names of character categories by their short names. */
const NAMES: Readonly<Record<string, string>> = {
  L: 'letter',
  Lu: 'uppercaseletter',
  Ll: 'lowercaseletter',
  Lt: 'titlecaseletter',
  Lm: 'modifierletter',
  Lo: 'otherletter',
  M: 'mark combiningmark',
  Mn: 'nonspacingmark',
  Mc: 'spacingmark',
  Me: 'enclosingmark',
  N: 'number',
  Nd: 'decimalnumber digit',
  Nl: 'letternumber',
  No: 'othernumber',
  P: 'punctuation punct',
  Pc: 'connectorpunctuation',
  Pd: 'dashpunctuation',
  Ps: 'openpunctuation',
  Pe: 'closepunctuation',
  Pi: 'initialpunctuation',
  Pf: 'finalpunctuation',
  Po: 'otherpunctuation',
  S: 'symbol',
  Sm: 'mathsymbol',
  Sc: 'currencysymbol',
  Sk: 'modifiersymbol',
  So: 'othersymbol',
  Z: 'separator',
  Zs: 'spaceseparator',
  Zl: 'lineseparator',
  Zp: 'paragraphseparator',
  C: 'other',
  Cc: 'control cntrl',
  Cf: 'format',
  Cs: 'surrogate',
  Co: 'privateuse',
};

const SHORT = new Map(
  Object.entries(NAMES).flatMap(([short, names]) =>
    names.split(' ').map(name => [name, short] as const),
  ),
);

/** An escaped character, or a class by name such as `\p{^Letter}`. */
const CLASS = /\\(?:([pP])\{(\^?)([A-Za-z_ -]{3,})\}|[^])/g;

/**
 * A pattern with `\p{Letter}` written as `\p{L}`: RE2JS knows the short names
 * only, Go since 1.25 both, the long ones without regard to case, spaces,
 * hyphens and underscores.
 */
export function withShortUnicodeNames(pattern: string): string {
  return pattern.replace(
    CLASS,
    (whole, kind?: string, negation?: string, name?: string) => {
      const short = SHORT.get(name?.replace(/[_ -]/g, '').toLowerCase() ?? '');
      return short ? `\\${kind}{${negation}${short}}` : whole;
    },
  );
}
