import { describe } from '../values/describe';
import { Fault } from '../values/Fault';
import { typeOf } from '../values/typeOf';
import type { Result, Value } from '../values/Value';
import { CelList, CelMap, Optional, Uint } from '../values/Value';

/** The value of a field or an index; undefined when it is not there. */
function find(operand: Value, key: Value): Value | undefined | Fault {
  if (operand instanceof CelMap) return operand.find(key);
  if (!(operand instanceof CelList)) return undefined;
  const index = indexOf(key);
  if (index instanceof Fault) return index;
  return index >= 0 && index < operand.size ? operand.at(index) : undefined;
}

/** A number as an index; a fault for values that are none. */
function indexOf(key: Value): number | Fault {
  if (typeof key === 'bigint') return Number(key);
  if (key instanceof Uint) return Number(key.value);
  if (typeof key === 'number') {
    return Number.isInteger(key)
      ? key
      : new Fault(`unsupported index value ${describe(key)} in list`);
  }
  return new Fault(`unsupported index type '${typeOf(key).name}' in list`);
}

/** Selects a field or an index that must be there. */
export function qualify(operand: Value, key: Value): Result {
  if (operand instanceof Optional) return qualifyOptional(operand, key);
  const value = find(operand, key);
  if (value !== undefined) return value;
  return operand instanceof CelList
    ? new Fault(`index out of bounds: ${describe(key)}`)
    : new Fault(`no such key: ${describe(key)}`);
}

/** Selects a field or an index that may be missing; the result is an optional. */
export function qualifyOptional(operand: Value, key: Value): Result {
  const inner = operand instanceof Optional ? operand.value : operand;
  if (inner === undefined) return Optional.NONE;
  const value = find(inner, key);
  if (value instanceof Fault) return value;
  return value === undefined ? Optional.NONE : new Optional(value);
}

/** Whether a field or an index is there. */
export function isPresent(operand: Value, key: Value): Result {
  const inner = operand instanceof Optional ? operand.value : operand;
  if (inner === undefined) return false;
  const value = find(inner, key);
  return value instanceof Fault ? value : value !== undefined;
}

/** Whether a value may select: others are no key of anything. */
export function isQualifier(key: Value): boolean {
  return (
    typeof key === 'string' ||
    typeof key === 'bigint' ||
    typeof key === 'number' ||
    typeof key === 'boolean' ||
    key instanceof Uint
  );
}
