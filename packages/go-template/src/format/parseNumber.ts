const DIGITS: Readonly<Record<number, RegExp>> = {
  2: /^[01]+$/,
  8: /^[0-7]+$/,
  10: /^[0-9]+$/,
  16: /^[0-9a-fA-F]+$/,
};
const PREFIX: Readonly<Record<number, string>> = { 2: '0b', 8: '0o', 16: '0x' };

function detectBase(digits: string): { base: number; rest: string } {
  const mark = digits.slice(0, 2).toLowerCase();
  const base = { '0x': 16, '0b': 2, '0o': 8 }[mark];
  if (base) {
    return { base, rest: digits.slice(2) };
  }
  return digits.length > 1 && digits[0] === '0'
    ? { base: 8, rest: digits.slice(1) }
    : { base: 10, rest: digits };
}

/** Go allows single underscores between digits, and after a base prefix. */
function hasGoodUnderscores(digits: string): boolean {
  const body = digits.replace(/^0[xXbBoO]?/, '0');
  return !/^_|__|_$/.test(body);
}

/**
 * Go's strconv.ParseInt without its range check.
 * @param base - 0 reads prefixes (0x, 0b, 0o, 0) and underscores
 * @returns undefined when the text is not an integer
 */
export function parseIntGo(text: string, base: number): bigint | undefined {
  const negative = text.startsWith('-');
  let digits = /^[+-]/.test(text) ? text.slice(1) : text;
  let radix = base;
  if (base === 0) {
    if (digits.includes('_') && !hasGoodUnderscores(digits)) {
      return undefined;
    }
    const detected = detectBase(digits);
    radix = detected.base;
    digits = detected.rest.replace(/_/g, '');
  }
  if (!DIGITS[radix]?.test(digits)) {
    return undefined;
  }
  const value = BigInt((PREFIX[radix] ?? '') + digits);
  return negative ? -value : value;
}

const DECIMAL = /^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$/;
/** Go wants a digit on both sides. */
const BAD_UNDERSCORE = /(?<![0-9])_|_(?![0-9])/;
const HEXADECIMAL =
  /^([+-]?)0[xX]([0-9a-fA-F_]*)(?:\.([0-9a-fA-F_]*))?[pP]([+-]?[0-9]+)$/;
const SPECIAL = /^([+-]?)(inf|infinity|nan)$/i;

/**
 * Go's strconv.ParseFloat.
 * @returns undefined when the text is not a number or too large for a float64
 */
export function parseFloatGo(text: string): number | undefined {
  const digits = BAD_UNDERSCORE.test(text) ? text : text.replace(/_/g, '');
  if (DECIMAL.test(digits)) {
    const value = Number(digits);
    return Number.isFinite(value) ? value : undefined;
  }
  const special = SPECIAL.exec(text);
  if (special) {
    const size = special[2].toLowerCase() === 'nan' ? NaN : Infinity;
    return special[1] === '-' ? -size : size;
  }
  return parseHexFloat(text);
}

function parseHexFloat(text: string): number | undefined {
  const match = HEXADECIMAL.exec(text);
  if (!match) {
    return undefined;
  }
  const whole = match[2].replace(/_/g, '');
  const fraction = (match[3] ?? '').replace(/_/g, '');
  if (whole + fraction === '') {
    return undefined;
  }
  const mantissa = parseInt(whole + fraction, 16);
  const value = mantissa * 2 ** (Number(match[4]) - 4 * fraction.length);
  return match[1] === '-' ? -value : value;
}
