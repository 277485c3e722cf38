import {
  Fault,
  INT_OVERFLOW,
  NO_SUCH_OVERLOAD,
  noSuchOverload,
  TIMESTAMP_OVERFLOW,
  UINT_OVERFLOW,
} from '../values/Fault';
import { INT_MAX, INT_MIN, UINT_MAX } from '../values/numbers';
import { isInRange } from '../values/time';
import type { Result, Value } from '../values/Value';
import { ArrayList, CelList, Duration, Timestamp, Uint } from '../values/Value';
import type { Budget } from './Budget';

const DIVISION = new Fault('division by zero');
const MODULUS = new Fault('modulus by zero');

/** An int within 64 bits. */
function int(value: bigint): Result {
  return value >= INT_MIN && value <= INT_MAX ? value : INT_OVERFLOW;
}

/** A uint within 64 bits. */
export function uint(value: bigint): Result {
  return value >= 0n && value <= UINT_MAX ? new Uint(value) : UINT_OVERFLOW;
}

function duration(nanoseconds: bigint): Result {
  return nanoseconds >= INT_MIN && nanoseconds <= INT_MAX
    ? new Duration(nanoseconds)
    : INT_OVERFLOW;
}

/** A time moved by nanoseconds, in the same zone. */
function moved({ nanoseconds, offsetMinutes }: Timestamp, by: bigint): Result {
  return isInRange(nanoseconds + by)
    ? new Timestamp(nanoseconds + by, offsetMinutes)
    : TIMESTAMP_OVERFLOW;
}

interface NumberOperator {
  readonly ints: (left: bigint, right: bigint) => Result;
  readonly uints: (left: bigint, right: bigint) => Result;
  readonly doubles?: (left: number, right: number) => number;
  /** What it is called in errors about operands that have no such operator. */
  readonly name: string;
}

/** Applies an operator to two numbers of one type; undefined for anything else. */
function onNumbers(
  { ints, uints, doubles }: NumberOperator,
  left: Value,
  right: Value,
): Result | undefined {
  if (typeof left === 'bigint') {
    return typeof right === 'bigint' ? ints(left, right) : NO_SUCH_OVERLOAD;
  }
  if (typeof left === 'number' && doubles) {
    return typeof right === 'number' ? doubles(left, right) : NO_SUCH_OVERLOAD;
  }
  if (left instanceof Uint) {
    return right instanceof Uint
      ? uints(left.value, right.value)
      : NO_SUCH_OVERLOAD;
  }
  return undefined;
}

const ADD: NumberOperator = {
  name: '_+_',
  ints: (left, right) => int(left + right),
  uints: (left, right) => uint(left + right),
  doubles: (left, right) => left + right,
};
const SUBTRACT: NumberOperator = {
  name: '_-_',
  ints: (left, right) => int(left - right),
  uints: (left, right) => uint(left - right),
  doubles: (left, right) => left - right,
};
const MULTIPLY: NumberOperator = {
  name: '_*_',
  ints: (left, right) => int(left * right),
  uints: (left, right) => uint(left * right),
  doubles: (left, right) => left * right,
};
const DIVIDE: NumberOperator = {
  name: '_/_',
  ints: (left, right) => (right === 0n ? DIVISION : int(left / right)),
  uints: (left, right) => (right === 0n ? DIVISION : uint(left / right)),
  doubles: (left, right) => left / right,
};
const MODULO: NumberOperator = {
  name: '_%_',
  ints: (left, right) => {
    if (right === 0n) return MODULUS;
    return right === -1n && left === INT_MIN ? INT_OVERFLOW : left % right;
  },
  uints: (left, right) => (right === 0n ? MODULUS : uint(left % right)),
};

const CHAR_BYTES = 2;
const ITEM_BYTES = 8;

function addTexts(
  left: string | Uint8Array | CelList,
  right: Value,
  budget: Budget,
): Result {
  if (typeof left === 'string') {
    if (typeof right !== 'string') return NO_SUCH_OVERLOAD;
    budget.allocate((left.length + right.length) * CHAR_BYTES);
    return left + right;
  }
  if (left instanceof Uint8Array) {
    if (!(right instanceof Uint8Array)) return NO_SUCH_OVERLOAD;
    budget.allocate(left.length + right.length);
    const bytes = new Uint8Array(left.length + right.length);
    bytes.set(left);
    bytes.set(right, left.length);
    return bytes;
  }
  if (!(right instanceof CelList)) return NO_SUCH_OVERLOAD;
  budget.allocate((left.size + right.size) * ITEM_BYTES);
  budget.step((left.size + right.size) / ITEM_BYTES);
  return new ArrayList([...left, ...right]);
}

export function add(left: Value, right: Value, budget: Budget): Result {
  const sum = onNumbers(ADD, left, right);
  if (sum !== undefined) return sum;
  const isText =
    typeof left === 'string' ||
    left instanceof Uint8Array ||
    left instanceof CelList;
  if (isText) return addTexts(left, right, budget);
  if (left instanceof Timestamp) {
    return right instanceof Duration
      ? moved(left, right.nanoseconds)
      : NO_SUCH_OVERLOAD;
  }
  if (!(left instanceof Duration)) return noSuchOverload(ADD.name, left);
  if (right instanceof Duration) {
    return duration(left.nanoseconds + right.nanoseconds);
  }
  return right instanceof Timestamp
    ? moved(right, left.nanoseconds)
    : NO_SUCH_OVERLOAD;
}

export function subtract(left: Value, right: Value): Result {
  const difference = onNumbers(SUBTRACT, left, right);
  if (difference !== undefined) return difference;
  if (left instanceof Duration) {
    return right instanceof Duration
      ? duration(left.nanoseconds - right.nanoseconds)
      : NO_SUCH_OVERLOAD;
  }
  if (!(left instanceof Timestamp)) return noSuchOverload(SUBTRACT.name, left);
  if (right instanceof Timestamp) {
    return duration(left.nanoseconds - right.nanoseconds);
  }
  if (!(right instanceof Duration)) return NO_SUCH_OVERLOAD;
  return right.nanoseconds === INT_MIN
    ? INT_OVERFLOW
    : moved(left, -right.nanoseconds);
}

export function multiply(left: Value, right: Value): Result {
  return (
    onNumbers(MULTIPLY, left, right) ?? noSuchOverload(MULTIPLY.name, left)
  );
}

export function divide(left: Value, right: Value): Result {
  return onNumbers(DIVIDE, left, right) ?? noSuchOverload(DIVIDE.name, left);
}

export function modulo(left: Value, right: Value): Result {
  return onNumbers(MODULO, left, right) ?? noSuchOverload(MODULO.name, left);
}

export function negate(value: Value): Result {
  if (typeof value === 'bigint') return int(-value);
  if (typeof value === 'number') return -value;
  if (value instanceof Duration) return duration(-value.nanoseconds);
  return typeof value === 'boolean'
    ? NO_SUCH_OVERLOAD
    : noSuchOverload('-_', value);
}
