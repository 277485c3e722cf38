import { formatTimestamp } from '../values/time';
import type { Value } from '../values/Value';
import {
  CelList,
  CelMap,
  Duration,
  Opaque,
  Optional,
  Timestamp,
  Uint,
} from '../values/Value';

function double(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  return Object.is(value, -0) ? '-0e+0' : value.toExponential();
}

/** A value with its type, as `test/oracle/cel` writes it. */
export function toText(value: Value): string {
  if (typeof value === 'number') return double(value);
  if (typeof value === 'string') return JSON.stringify(value);
  if (value === null || typeof value !== 'object') return String(value);
  if (value instanceof Uint) return `${value.value}u`;
  if (value instanceof Uint8Array) {
    return `b"${Buffer.from(value).toString('base64')}"`;
  }
  if (value instanceof CelList) return `[${[...value].map(toText).join(', ')}]`;
  if (value instanceof CelMap) {
    const entries = [...value.keys()].map(
      key => `${toText(key)}: ${toText(value.find(key) ?? null)}`,
    );
    return `{${entries.sort().join(', ')}}`;
  }
  if (value instanceof Duration) return `duration(${value.nanoseconds})`;
  if (value instanceof Timestamp) return `timestamp(${formatTimestamp(value)})`;
  if (value instanceof Optional) {
    return value.value === undefined
      ? 'optional.none()'
      : `optional.of(${toText(value.value)})`;
  }
  return value instanceof Opaque ? `${value.type.name}` : `type(${value.name})`;
}
