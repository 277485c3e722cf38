import { parseFloatGo, parseIntGo } from '../format/parseNumber';
import { GoNamedString } from './goCollections';
import { GoInt } from './goInt';
import { GoTypes } from './goType';
import type { GoValue } from './goValue';

const MIN_INT64 = -(2n ** 63n);
const MAX_INT64 = 2n ** 63n - 1n;

function integerOfText(text: string): bigint {
  const value = parseIntGo(trimZeroDecimal(text), 0) ?? 0n;
  return value < MIN_INT64 || value > MAX_INT64 ? 0n : value;
}

/** `1.00` is read as `1`: cut at the last point that a zero follows, if only zeros and points do. */
function trimZeroDecimal(text: string): string {
  const end = /[0.]*$/.exec(text)?.[0] ?? '';
  const zero = end.lastIndexOf('0');
  const point = zero < 0 ? -1 : end.lastIndexOf('.', zero);
  return point < 0 ? text : text.slice(0, text.length - end.length + point);
}

/** A float64 as int64, as amd64 converts it. */
function truncateToInt64(value: number): bigint {
  if (!Number.isFinite(value) || Math.abs(value) >= 2 ** 63) {
    return MIN_INT64;
  }
  return BigInt(Math.trunc(value));
}

function isPlainInteger(value: GoInt): boolean {
  return value.type !== GoTypes.duration;
}

/** spf13/cast ToInt64 and ToInt: anything that is no number gives 0. */
export function toInt64(value: GoValue): bigint {
  switch (typeof value) {
    case 'number':
      return truncateToInt64(value);
    case 'string':
      return integerOfText(value);
    case 'boolean':
      return value ? 1n : 0n;
    default:
  }
  if (value instanceof GoInt && isPlainInteger(value)) {
    return BigInt.asIntN(64, value.value);
  }
  const isNumber =
    value instanceof GoNamedString && value.goType === GoTypes.jsonNumber;
  return isNumber ? integerOfText(value.text) : 0n;
}

/** spf13/cast ToFloat64: anything that is no number gives 0. */
export function toFloat64(value: GoValue): number {
  switch (typeof value) {
    case 'number':
      return value;
    case 'string':
      return parseFloatGo(value) ?? 0;
    case 'boolean':
      return value ? 1 : 0;
    default:
  }
  if (value instanceof GoInt && isPlainInteger(value)) {
    return value.toNumber();
  }
  const isNumber =
    value instanceof GoNamedString && value.goType === GoTypes.jsonNumber;
  return isNumber ? parseFloatGo(value.text) ?? 0 : 0;
}
