import { GoInt, type GoValue } from '@backstage-gitops/go-template';

/** A value as schemas see it. */
export type JsonValue =
  | null
  | boolean
  | number
  | string
  | readonly JsonValue[]
  | ReadonlyMap<string, JsonValue>;

/** Names of JSON's types in the order in which a fault lists them. */
export const TYPE_NAMES = [
  'null',
  'boolean',
  'number',
  'integer',
  'string',
  'array',
  'object',
];

/** Values of a chart as JSON; mappings have their keys sorted, so that faults come in one order. */
export function toJsonValue(value: GoValue): JsonValue {
  if (value instanceof Map) {
    return sortedMap([...value], toJsonValue);
  }
  if (Array.isArray(value)) {
    return value.map(toJsonValue);
  }
  if (value instanceof GoInt) {
    return value.toNumber();
  }
  return typeof value === 'object' || typeof value === 'undefined'
    ? null
    : value;
}

/** What JSON.parse returned, with objects as maps in the order of the text. */
export function fromParsedJson(value: unknown): JsonValue {
  if (Array.isArray(value)) {
    return value.map(fromParsedJson);
  }
  if (typeof value === 'object' && value !== null) {
    return new Map(
      Object.entries(value).map(([key, item]) => [key, fromParsedJson(item)]),
    );
  }
  return value as JsonValue;
}

function sortedMap<T>(
  entries: readonly (readonly [string, T])[],
  convert: (value: T) => JsonValue,
): ReadonlyMap<string, JsonValue> {
  return new Map(
    [...entries]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => [key, convert(item)]),
  );
}

/** True for an object. */
export function isObject(
  value: JsonValue | undefined,
): value is ReadonlyMap<string, JsonValue> {
  return value instanceof Map;
}

/** True for a list. */
export function isList(
  value: JsonValue | undefined,
): value is readonly JsonValue[] {
  return Array.isArray(value);
}

/** The name of a value's type; whole numbers are `number` too. */
export function typeOf(value: JsonValue): string {
  if (value === null) {
    return 'null';
  }
  if (isList(value)) {
    return 'array';
  }
  return isObject(value) ? 'object' : typeof value;
}

/** Equality of JSON values: the order of keys does not count. */
export function isEqual(a: JsonValue, b: JsonValue): boolean {
  if (isList(a) && isList(b)) {
    return (
      a.length === b.length && a.every((item, index) => isEqual(item, b[index]))
    );
  }
  if (isObject(a) && isObject(b)) {
    return (
      a.size === b.size &&
      [...a].every(([key, item]) => {
        const other = b.get(key);
        return other !== undefined && isEqual(item, other);
      })
    );
  }
  return a === b;
}

/** A text that is the same for equal values and differs for all others. */
export function canonicalText(value: JsonValue): string {
  if (isList(value)) {
    return `[${value.map(canonicalText).join()}]`;
  }
  if (!isObject(value)) {
    return JSON.stringify(value);
  }
  const entries = [...value].map(
    ([key, item]) => `${JSON.stringify(key)}:${canonicalText(item)}`,
  );
  return `{${entries.sort().join()}}`;
}
