import {
  BOOL,
  BYTES,
  CelType,
  DOUBLE,
  DURATION,
  INT,
  LIST,
  MAP,
  NULL,
  OPTIONAL,
  STRING,
  TIMESTAMP,
  TYPE,
  UINT,
} from '../types/CelType';
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

/** The type of a value, without the types of its elements. */
export function typeOf(value: Value): CelType {
  switch (typeof value) {
    case 'boolean':
      return BOOL;
    case 'bigint':
      return INT;
    case 'number':
      return DOUBLE;
    case 'string':
      return STRING;
    default:
      return typeOfObject(value);
  }
}

function typeOfObject(
  value: Exclude<Value, boolean | bigint | number | string>,
): CelType {
  if (value === null) return NULL;
  if (value instanceof CelMap) return MAP;
  if (value instanceof CelList) return LIST;
  if (value instanceof Uint) return UINT;
  if (value instanceof Uint8Array) return BYTES;
  if (value instanceof Timestamp) return TIMESTAMP;
  if (value instanceof Duration) return DURATION;
  if (value instanceof Optional) return OPTIONAL;
  return value instanceof Opaque ? value.type : TYPE;
}
