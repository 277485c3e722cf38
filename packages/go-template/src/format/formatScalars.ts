import type { GoComplex } from '../values/goComplex';
import { encodeUtf8, hasRawBytes } from '../values/utf8';
import { Flags, pad, padWithSpaces } from './flags';
import { formatFloat } from './formatFloat';
import { describeRune, quoteGo, quoteRune } from './quote';

const MAX_RUNE = 0x10ffffn;
const RADIX: Readonly<Record<string, number>> = {
  v: 10,
  d: 10,
  b: 2,
  o: 8,
  O: 8,
  x: 16,
  X: 16,
};
const PREFIX: Readonly<Record<string, string>> = {
  b: '0b',
  o: '0',
  x: '0x',
  X: '0X',
};

/** A bool under `%t` and `%v`; undefined when the verb is not for bools. */
export function formatBool(
  value: boolean,
  verb: string,
  flags: Flags,
): string | undefined {
  return verb === 't' || verb === 'v' ? pad(String(value), flags) : undefined;
}

/** An integer; undefined when the verb is not for integers. */
export function formatInteger(
  value: bigint,
  verb: string,
  flags: Flags,
  isUnsigned: boolean,
): string | undefined {
  switch (verb) {
    case 'v':
      return flags.sharpV && isUnsigned
        ? digitsOf(value, 'x', { ...flags, sharp: true })
        : digitsOf(value, 'd', flags);
    case 'd':
    case 'b':
    case 'o':
    case 'O':
    case 'x':
    case 'X':
      return digitsOf(value, verb, flags);
    case 'c':
      return pad(runeOf(value), flags);
    case 'q':
      return pad(quoteRune(runeOf(value), flags.plus), flags);
    case 'U':
      return formatUnicode(value, flags);
    default:
      return undefined;
  }
}

function runeOf(value: bigint): string {
  const isRune =
    value >= 0n && value <= MAX_RUNE && !(value >= 0xd800n && value <= 0xdfffn);
  return isRune ? String.fromCodePoint(Number(value)) : '\ufffd';
}

function formatUnicode(value: bigint, flags: Flags): string {
  const digits = BigInt.asUintN(64, value).toString(16).toUpperCase();
  const name = `U+${digits.padStart(Math.max(4, flags.precision ?? 4), '0')}`;
  const rune = runeOf(value);
  const shown =
    flags.sharp &&
    value >= 0n &&
    value <= MAX_RUNE &&
    describeRune(rune).includes("'")
      ? `${name} '${rune}'`
      : name;
  return padWithSpaces(shown, flags);
}

function digitsOf(value: bigint, verb: string, flags: Flags): string {
  const negative = value < 0n;
  let digits = (negative ? -value : value).toString(RADIX[verb]);
  if (verb === 'X') {
    digits = digits.toUpperCase();
  }
  const sign = signOf(negative, flags);
  const { precision } = flags;
  if (precision !== undefined) {
    if (precision === 0 && value === 0n) {
      return ' '.repeat(flags.width ?? 0);
    }
    digits = digits.padStart(precision, '0');
  } else if (flags.zero && !flags.minus && flags.width !== undefined) {
    digits = digits.padStart(flags.width - sign.length, '0');
  }
  return padWithSpaces(sign + prefixOf(verb, flags, digits) + digits, flags);
}

function signOf(negative: boolean, flags: Flags): string {
  if (negative) {
    return '-';
  }
  if (flags.plus) {
    return '+';
  }
  return flags.space ? ' ' : '';
}

function prefixOf(verb: string, flags: Flags, digits: string): string {
  if (verb === 'O') {
    return flags.sharp && !digits.startsWith('0') ? '0o0' : '0o';
  }
  if (!flags.sharp || (verb === 'o' && digits.startsWith('0'))) {
    return '';
  }
  return PREFIX[verb] ?? '';
}

/** A complex128; undefined when the verb is not for floats. */
export function formatComplex(
  { real, imaginary }: GoComplex,
  verb: string,
  flags: Flags,
): string | undefined {
  const first = formatFloatVerb(real, verb, flags);
  const second = formatFloatVerb(imaginary, verb, { ...flags, plus: true });
  return first === undefined ? undefined : `(${first}${second}i)`;
}

/** A float64; undefined when the verb is not for floats. */
export function formatFloatVerb(
  value: number,
  verb: string,
  flags: Flags,
): string | undefined {
  switch (verb) {
    case 'v':
      return floatText(value, 'g', flags.precision, flags);
    case 'g':
    case 'G':
      return floatText(value, verb, flags.precision, flags);
    case 'e':
    case 'E':
    case 'f':
      return floatText(value, verb, flags.precision ?? 6, flags);
    case 'x':
    case 'X':
    case 'b':
      return floatText(value, verb, flags.precision, flags);
    case 'F':
      return floatText(value, 'f', flags.precision ?? 6, flags);
    default:
      return undefined;
  }
}

function floatText(
  value: number,
  verb: string,
  precision: number | undefined,
  flags: Flags,
): string {
  let digits = formatFloat(value, verb, precision).replace(/^[+-]/, '');
  const isNegative = value < 0 || Object.is(value, -0);
  const isFinite = Number.isFinite(value);
  let sign = signOf(isNegative, flags);
  if (value === Infinity && sign === '') {
    sign = '+';
  }
  if (Number.isNaN(value) && sign === '-') {
    sign = '';
  }
  if (flags.sharp && isFinite && verb !== 'b') {
    digits = sharpDigits(digits, verb, precision);
  }
  const text = sign + digits;
  const signLength = text.length - digits.length;
  const fillsZeros =
    flags.zero && !flags.minus && flags.width !== undefined && isFinite;
  if (fillsZeros && signLength > 0) {
    const width = (flags.width as number) - signLength;
    return text.slice(0, signLength) + digits.padStart(width, '0');
  }
  return fillsZeros ? pad(text, flags) : padWithSpaces(text, flags);
}

/** `%#g` and the like: a point always, trailing zeros kept for %g and %x. */
function sharpDigits(
  digits: string,
  verb: string,
  precision: number | undefined,
): string {
  const isHex = verb === 'x' || verb === 'X';
  const parts = isHex ? /^([^pP]*)(.*)$/ : /^([^eE]*)(.*)$/;
  const [, mantissa, exponent] = parts.exec(digits) as string[];
  let body = mantissa.includes('.') ? mantissa : `${mantissa}.`;
  if (verb === 'x' && precision === undefined) {
    // Go counts the `x` of `0x` as one of the six digits.
    const counted = body.slice(1).replace('.', '').length;
    body += '0'.repeat(Math.max(0, 6 - counted));
  }
  if (verb === 'g' || verb === 'G') {
    const wanted = precision ?? 6;
    const significant = body.replace('.', '').replace(/^0+/, '').length;
    const isZero = /^[0.]*$/.test(body);
    body += '0'.repeat(Math.max(0, wanted - (isZero ? 1 : significant)));
  }
  return body + exponent;
}

/** A string; undefined when the verb is not for strings. */
export function formatString(
  text: string,
  verb: string,
  flags: Flags,
): string | undefined {
  switch (verb) {
    case 'v':
      return flags.sharpV ? quoted(text, flags) : padText(text, flags);
    case 's':
      return padText(text, flags);
    case 'x':
    case 'X':
      return hexText(encodeUtf8(cut(text, flags, true)), verb, flags);
    case 'q':
      return quoted(text, flags);
    default:
      return undefined;
  }
}

function cut(text: string, flags: Flags, inBytes = false): string {
  const { precision } = flags;
  if (precision === undefined || inBytes) {
    return text;
  }
  return Array.from(text).slice(0, precision).join('');
}

/** A text cut to the precision and padded to the width. */
export function padText(text: string, flags: Flags): string {
  return pad(cut(text, flags), flags);
}

function quoted(text: string, flags: Flags): string {
  const shown = cut(text, flags);
  const canBackquote = !/[\u0000-\u0008\u000a-\u001f\u007f`\ufeff]/.test(shown);
  if (flags.sharp && canBackquote && !hasRawBytes(shown)) {
    return pad(`\`${shown}\``, flags);
  }
  return pad(quoteGo(shown, flags.plus), flags);
}

/** Bytes under `%x` and `%X`. */
export function hexText(all: Uint8Array, verb: string, flags: Flags): string {
  const bytes =
    flags.precision === undefined ? all : all.subarray(0, flags.precision);
  const prefix = flags.sharp ? `0${verb}` : '';
  const pairs = Array.from(bytes, byte => byte.toString(16).padStart(2, '0'));
  const digits = flags.space
    ? pairs.map(pair => prefix + pair).join(' ')
    : (pairs.length > 0 ? prefix : '') + pairs.join('');
  const shown =
    verb === 'X' ? digits.toUpperCase().replace(/0X/g, '0X') : digits;
  return pad(shown, flags);
}
