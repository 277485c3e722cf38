export const INT_MIN = -(2n ** 63n);
export const INT_MAX = 2n ** 63n - 1n;
export const UINT_MAX = 2n ** 64n - 1n;

const MIN_PLAIN_EXPONENT = -4;
const MAX_PLAIN_EXPONENT = 21;
/** From here on Go's `%g` prints an exponent. */
const SHORTEST_PRECISION = 6;

function special(value: number): string | undefined {
  if (Number.isNaN(value)) return 'NaN';
  if (value === Infinity) return '+Inf';
  return value === -Infinity ? '-Inf' : undefined;
}

function goExponent(text: string): string {
  return text.replace(/e([+-])(\d)$/, 'e$10$2');
}

/** As Go's `%g` prints a number: the shortest digits, e.g. `1e+06`, `0.5`, `+Inf`. */
export function formatShortest(value: number): string {
  const name = special(value);
  if (name !== undefined) return name;
  if (value === 0) return Object.is(value, -0) ? '-0' : '0';
  const scientific = value.toExponential();
  const exponent = Number(scientific.slice(scientific.indexOf('e') + 1));
  return exponent < MIN_PLAIN_EXPONENT || exponent >= SHORTEST_PRECISION
    ? goExponent(scientific)
    : formatPlain(value);
}

/** All digits without an exponent, e.g. `0.000001`; not for infinities. */
export function formatPlain(value: number): string {
  if (Object.is(value, -0)) return '-0';
  const size = Math.abs(value);
  if (size === 0 || (size >= 1e-6 && size < 10 ** MAX_PLAIN_EXPONENT)) {
    return String(value);
  }
  const [mantissa, exponent] = size.toExponential().split('e');
  const digits = mantissa.replace('.', '');
  const point = 1 + Number(exponent);
  const sign = value < 0 ? '-' : '';
  return point <= 0
    ? `${sign}0.${'0'.repeat(-point)}${digits}`
    : `${sign}${digits.padEnd(point, '0')}`;
}

/** All digits of a finite number and where its point is: 12.5 is `125`, 2. */
function exactDigits(value: number): { digits: string; point: number } {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  const bits = view.getBigUint64(0);
  const biased = Number((bits >> 52n) & 0x7ffn);
  const fraction = bits & 0xfffffffffffffn;
  const mantissa = biased === 0 ? fraction : fraction | 0x10000000000000n;
  const exponent = Math.max(biased, 1) - 1075;
  const digits =
    exponent >= 0
      ? String(mantissa << BigInt(exponent))
      : String(mantissa * 5n ** BigInt(-exponent));
  return { digits, point: digits.length + Math.min(exponent, 0) };
}

/** Keeps so many digits; half is rounded to even, as Go does. */
function roundDigits(digits: string, count: number): string {
  if (count < 0) return '0';
  const kept = digits.slice(0, count).padEnd(count, '0') || '0';
  const rest = digits.slice(count).replace(/0+$/, '');
  const last = Number(kept[kept.length - 1]);
  const isUp = rest > '5' || (rest === '5' && last % 2 === 1);
  return isUp ? String(BigInt(kept) + 1n).padStart(kept.length, '0') : kept;
}

function signOf(value: number): string {
  return value < 0 || Object.is(value, -0) ? '-' : '';
}

/** As Go's `%.Ne` prints a number, e.g. `1.50e+00`. */
export function formatScientific(value: number, precision: number): string {
  const { digits, point } = exactDigits(value);
  const isZero = digits === '0';
  const rounded = roundDigits(digits, precision + 1);
  const grew = rounded.length > precision + 1;
  const exponent = isZero ? 0 : point - 1 + (grew ? 1 : 0);
  const shown = rounded.slice(0, precision + 1);
  const fraction = precision > 0 ? `.${shown.slice(1)}` : '';
  const size = String(Math.abs(exponent)).padStart(2, '0');
  const sign = exponent < 0 ? '-' : '+';
  return `${signOf(value)}${shown[0]}${fraction}e${sign}${size}`;
}

/** As Go's `%.Nf` prints a number. */
export function formatFixed(value: number, precision: number): string {
  const { digits, point } = exactDigits(value);
  const padded = point < 0 ? '0'.repeat(-point) + digits : digits;
  const whole = Math.max(point, 0);
  const rounded = roundDigits(padded, whole + precision);
  const text = rounded.padStart(precision + 1, '0');
  const end = text.length - precision;
  const fraction = precision > 0 ? `.${text.slice(end)}` : '';
  return `${signOf(value)}${text.slice(0, end)}${fraction}`;
}

const DIGITS = String.raw`\d+(?:_\d+)*`;
const DOUBLE = new RegExp(
  `^[+-]?(?:${DIGITS}\\.?(?:${DIGITS})?|\\.${DIGITS})(?:e[+-]?${DIGITS})?$`,
  'i',
);
const HEX_DOUBLE = /^[+-]?0x([0-9a-f]*)\.?([0-9a-f]*)p([+-]?\d+)$/i;

/** As Go's strconv.ParseFloat reads a number; undefined for what it refuses. */
export function parseDouble(text: string): number | undefined {
  if (/^[+-]?inf(inity)?$/i.test(text)) {
    return text.startsWith('-') ? -Infinity : Infinity;
  }
  if (/^[+-]?nan$/i.test(text)) return NaN;
  const hex = HEX_DOUBLE.exec(text);
  const value = hex ? hexDouble(text, hex) : decimalDouble(text);
  return value !== undefined && Number.isFinite(value) ? value : undefined;
}

function decimalDouble(text: string): number | undefined {
  return DOUBLE.test(text) ? Number(text.replace(/_/g, '')) : undefined;
}

function hexDouble(text: string, parts: RegExpExecArray): number | undefined {
  const [, whole, fraction, exponent] = parts;
  if (whole + fraction === '') return undefined;
  const digits = Number(BigInt(`0x${whole}${fraction}`));
  const size = digits * 2 ** (Number(exponent) - 4 * fraction.length);
  return text.startsWith('-') ? -size : size;
}

/** As Go's strconv.ParseInt reads a decimal number within bounds. */
export function parseInteger(
  text: string,
  pattern: RegExp,
  min: bigint,
  max: bigint,
): bigint | undefined {
  if (!pattern.test(text) || text.length > MAX_DIGITS) return undefined;
  const value = BigInt(text.startsWith('+') ? text.slice(1) : text);
  return value >= min && value <= max ? value : undefined;
}

/** Longer texts can only be leading zeros. */
const MAX_DIGITS = 1000;
