import { binaryFloat, hexFloat } from './binaryFloat';
import {
  Decimal,
  exactDecimal,
  roundDecimal,
  shortestDecimal,
} from './exactDecimal';

const SHORTEST_EXPONENT = 21;
const DEFAULT_EXPONENT = 6;

/**
 * Go's strconv.FormatFloat(value, verb, precision, 64).
 * @param verb - e, E, f, F, g or G
 * @param precision - undefined for the shortest text that reads back the same
 */
export function formatFloat(
  value: number,
  verb: string,
  precision?: number,
): string {
  if (!Number.isFinite(value)) {
    return formatSpecial(value);
  }
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  const size = Math.abs(value);
  const text = formatSize(size, verb.toLowerCase(), precision);
  return sign + (/[EGX]/.test(verb) ? text.toUpperCase() : text);
}

function formatSpecial(value: number): string {
  if (Number.isNaN(value)) {
    return 'NaN';
  }
  return value > 0 ? '+Inf' : '-Inf';
}

function formatSize(size: number, verb: string, precision?: number): string {
  if (verb === 'b') {
    return binaryFloat(size);
  }
  if (verb === 'x') {
    return hexFloat(size, precision);
  }
  if (precision === undefined) {
    const decimal = shortestDecimal(size);
    const length = decimal.digits.length;
    switch (verb) {
      case 'e':
        return exponential(decimal, Math.max(length - 1, 0));
      case 'f':
        return fixed(decimal, Math.max(length - decimal.point, 0));
      default:
        return general(decimal, DEFAULT_EXPONENT, length);
    }
  }
  const exact = exactDecimal(size);
  switch (verb) {
    case 'e':
      return exponential(roundDecimal(exact, precision + 1), precision);
    case 'f':
      return fixed(roundDecimal(exact, exact.point + precision), precision);
    default: {
      const count = precision === 0 ? 1 : precision;
      const rounded = roundDecimal(exact, count);
      const { digits, point } = rounded;
      const limit =
        count > digits.length && digits.length >= point ? digits.length : count;
      return general(rounded, limit, digits.length);
    }
  }
}

function general(decimal: Decimal, limit: number, length: number): string {
  const exponent = decimal.digits === '' ? -1 : decimal.point - 1;
  if (decimal.digits !== '' && (exponent < -4 || exponent >= limit)) {
    return exponential(decimal, Math.max(length - 1, 0));
  }
  return fixed(decimal, Math.max(length - decimal.point, 0));
}

function exponential({ digits, point }: Decimal, places: number): string {
  const exponent = digits === '' ? 0 : point - 1;
  const padded = digits.padEnd(places + 1, '0');
  const fraction = places > 0 ? `.${padded.slice(1, places + 1)}` : '';
  const size = String(Math.abs(exponent)).padStart(2, '0');
  return `${padded[0]}${fraction}e${exponent < 0 ? '-' : '+'}${size}`;
}

function fixed({ digits, point }: Decimal, places: number): string {
  const whole = point > 0 ? digits.slice(0, point).padEnd(point, '0') : '0';
  if (places <= 0) {
    return whole;
  }
  const zeros = '0'.repeat(Math.max(0, -point));
  const fraction = (zeros + digits.slice(Math.max(0, point))).slice(0, places);
  return `${whole}.${fraction.padEnd(places, '0')}`;
}

/** Go's encoding/json form: fixed up to 1e21, no padded exponent. */
export function formatJsonFloat(value: number): string {
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-6 || size >= 10 ** SHORTEST_EXPONENT)) {
    return formatFloat(value, 'e').replace(/e-0(\d)$/, 'e-$1');
  }
  return formatFloat(value, 'f');
}
