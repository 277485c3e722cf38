import type { FieldType, StructType } from './decodeJson';

/** Fields that Go writes also when they are empty, by the name of their type. */
const ALWAYS_WRITTEN: Readonly<Record<string, readonly string[]>> = {
  Var: ['name', 'objref', 'fieldref'],
  Target: ['name'],
  Replica: ['count'],
  TargetSelector: ['select'],
  LegacySortOptions: ['orderFirst', 'orderLast'],
};

/** Of those, the ones that are null rather than an empty value. */
const NULL_WHEN_UNSET = new Set(['select', 'orderFirst', 'orderLast']);

/** Text that is written also when it is empty: its absence means more. */
const OPTIONAL_TEXT = new Set(['sourceValue']);

type Fields = Readonly<Record<string, unknown>>;

/**
 * What Go's encoding/json makes of a value of a type: fields without a value
 * are left out where their tag says so. The reverse of `decodeJson`.
 * @returns data for `marshal`
 */
export function encodeJson(value: unknown, type: StructType): Fields {
  const given = value as Fields;
  const always = ALWAYS_WRITTEN[type.struct] ?? [];
  const result: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(type.fields)) {
    const isWritten = always.includes(name);
    if (!isWritten && isOmitted(name, given[name])) continue;
    result[name] = isUnset(given[name])
      ? zeroOf(name, field)
      : encode(given[name], field);
  }
  return result;
}

function isUnset(value: unknown): boolean {
  return value === undefined || value === null;
}

function isOmitted(name: string, value: unknown): boolean {
  if (OPTIONAL_TEXT.has(name)) return isUnset(value);
  return (
    isUnset(value) ||
    value === '' ||
    value === false ||
    value === 0 ||
    (Array.isArray(value) && value.length === 0) ||
    (value instanceof Map && value.size === 0)
  );
}

function zeroOf(name: string, type: FieldType): unknown {
  if (NULL_WHEN_UNSET.has(name)) return null;
  if (type === 'int') return 0;
  return typeof type === 'object' && 'struct' in type
    ? encodeJson({}, type)
    : '';
}

function encode(value: unknown, type: FieldType): unknown {
  if (typeof type === 'string' || value === null) return value;
  if ('list' in type) {
    return (value as unknown[]).map(item => encode(item, type.list));
  }
  if ('map' in type) return value;
  return encodeJson(value, type);
}
