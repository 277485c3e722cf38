import type { Budget } from '../evaluate/Budget';
import { CelType } from '../types/CelType';
import type { Value } from './Value';
import {
  CelList,
  CelMap,
  Duration,
  Opaque,
  Optional,
  Timestamp,
  Uint,
} from './Value';

const BYTES_PER_STEP = 64;

/** Whether two numbers are equal, whatever their types; undefined when one is not a number. */
function numbersEqual(left: Value, right: Value): boolean | undefined {
  const a = left instanceof Uint ? left.value : left;
  const b = right instanceof Uint ? right.value : right;
  if (typeof a === 'bigint') {
    if (typeof b === 'bigint') return a === b;
    return typeof b === 'number' ? Number(a) === b : undefined;
  }
  if (typeof a !== 'number') return undefined;
  if (typeof b === 'number') return a === b;
  return typeof b === 'bigint' ? a === Number(b) : undefined;
}

/** Whether two values are equal; values of different types are not. */
export function equals(left: Value, right: Value, budget: Budget): boolean {
  const isText = typeof left === 'string' && typeof right === 'string';
  budget.step(isText ? 1 + left.length / BYTES_PER_STEP : 1);
  if (left === right) return true;
  const numbers = numbersEqual(left, right);
  if (numbers !== undefined) return numbers;
  if (typeof left === 'string') {
    return false;
  }
  if (left instanceof CelList) {
    return right instanceof CelList && listsEqual(left, right, budget);
  }
  if (left instanceof CelMap) {
    return right instanceof CelMap && mapsEqual(left, right, budget);
  }
  return scalarsEqual(left, right, budget);
}

function scalarsEqual(left: Value, right: Value, budget: Budget): boolean {
  if (left instanceof Timestamp) {
    return right instanceof Timestamp && left.nanoseconds === right.nanoseconds;
  }
  if (left instanceof Duration) {
    return right instanceof Duration && left.nanoseconds === right.nanoseconds;
  }
  if (left instanceof Uint8Array) {
    return right instanceof Uint8Array && bytesEqual(left, right, budget);
  }
  if (left instanceof CelType) {
    return right instanceof CelType && left.name === right.name;
  }
  if (left instanceof Optional) {
    return right instanceof Optional && optionalsEqual(left, right, budget);
  }
  return (
    left instanceof Opaque &&
    right instanceof Opaque &&
    left.type.name === right.type.name &&
    left.equals(right)
  );
}

function bytesEqual(
  left: Uint8Array,
  right: Uint8Array,
  budget: Budget,
): boolean {
  if (left.length !== right.length) return false;
  budget.step(left.length / BYTES_PER_STEP);
  return left.every((byte, index) => byte === right[index]);
}

function optionalsEqual(
  left: Optional,
  right: Optional,
  budget: Budget,
): boolean {
  if (left.value === undefined || right.value === undefined) {
    return left.value === right.value;
  }
  return equals(left.value, right.value, budget);
}

function listsEqual(left: CelList, right: CelList, budget: Budget): boolean {
  const { size } = left;
  if (size !== right.size) return false;
  for (let index = 0; index < size; index++) {
    if (!equals(left.at(index), right.at(index), budget)) return false;
  }
  return true;
}

function mapsEqual(left: CelMap, right: CelMap, budget: Budget): boolean {
  if (left.size !== right.size) return false;
  budget.step(left.size);
  for (const key of left.keys()) {
    budget.step(1);
    const other = right.find(key);
    const value = left.find(key);
    if (other === undefined || value === undefined) return false;
    if (!equals(value, other, budget)) return false;
  }
  return true;
}

/** Whether a list has an item that equals a value. */
export function listContains(
  list: CelList,
  value: Value,
  budget: Budget,
): boolean {
  for (const item of list) {
    if (equals(item, value, budget)) return true;
  }
  return false;
}
