import { CelType } from '../types/CelType';
import { formatShortest } from './numbers';
import { formatTimestamp } from './time';
import type { Value } from './Value';
import { Duration, Timestamp, Uint } from './Value';
import { typeOf } from './typeOf';

/** A value as error messages name it: scalars by their value, others by their type. */
export function describe(value: Value): string {
  if (typeof value === 'number') return formatShortest(value);
  if (typeof value !== 'object') return String(value);
  if (value instanceof Uint) return String(value.value);
  if (value instanceof Timestamp) return formatTimestamp(value);
  if (value instanceof Duration) return `${value.nanoseconds}ns`;
  if (value instanceof CelType) return value.name;
  return typeOf(value).name;
}
