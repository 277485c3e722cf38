import { Fault, NO_SUCH_OVERLOAD } from './Fault';
import type { Value } from './Value';
import { Duration, Timestamp, Uint } from './Value';

function order<T>(left: T, right: T): number {
  if (left < right) return -1;
  return left > right ? 1 : 0;
}

const SURROGATES = 0xd800;
const AFTER_SURROGATES = 0xe000;

/** Puts surrogates behind all other units, where their code points are. */
function rank(unit: number): number {
  if (unit < SURROGATES) return unit;
  return unit < AFTER_SURROGATES ? unit + 0x2000 : unit - 0x800;
}

/** Orders texts by code points, as the bytes of UTF-8 do. */
export function compareStrings(left: string, right: string): number {
  if (left === right) return 0;
  const length = Math.min(left.length, right.length);
  for (let index = 0; index < length; index++) {
    const a = left.charCodeAt(index);
    const b = right.charCodeAt(index);
    if (a !== b) return rank(a) - rank(b);
  }
  return left.length - right.length;
}

function compareBytes(left: Uint8Array, right: Uint8Array): number {
  const length = Math.min(left.length, right.length);
  for (let index = 0; index < length; index++) {
    if (left[index] !== right[index]) return left[index] - right[index];
  }
  return left.length - right.length;
}

const NAN = new Fault('NaN values cannot be ordered');

function compareNumbers(
  left: bigint | number,
  right: bigint | number,
): number | Fault {
  if (typeof left === 'bigint' && typeof right === 'bigint') {
    return order(left, right);
  }
  const [a, b] = [Number(left), Number(right)];
  return Number.isNaN(a) || Number.isNaN(b) ? NAN : order(a, b);
}

function numberOf(value: Value): bigint | number | undefined {
  if (typeof value === 'bigint' || typeof value === 'number') return value;
  return value instanceof Uint ? value.value : undefined;
}

/** Less than 0, 0, or more than 0; a fault for values that have no order. */
export function compare(left: Value, right: Value): number | Fault {
  const number = numberOf(left);
  if (number !== undefined) {
    const other = numberOf(right);
    return other === undefined
      ? NO_SUCH_OVERLOAD
      : compareNumbers(number, other);
  }
  if (typeof left === 'string') {
    return typeof right === 'string'
      ? compareStrings(left, right)
      : NO_SUCH_OVERLOAD;
  }
  if (typeof left === 'boolean') {
    return typeof right === 'boolean' ? order(left, right) : NO_SUCH_OVERLOAD;
  }
  if (left instanceof Uint8Array && right instanceof Uint8Array) {
    return compareBytes(left, right);
  }
  if (left instanceof Timestamp && right instanceof Timestamp) {
    return order(left.nanoseconds, right.nanoseconds);
  }
  if (left instanceof Duration && right instanceof Duration) {
    return order(left.nanoseconds, right.nanoseconds);
  }
  return NO_SUCH_OVERLOAD;
}

/** Whether values of this kind have an order. */
export function isComparable(value: Value): boolean {
  return (
    numberOf(value) !== undefined ||
    typeof value === 'string' ||
    typeof value === 'boolean' ||
    value instanceof Uint8Array ||
    value instanceof Timestamp ||
    value instanceof Duration
  );
}
