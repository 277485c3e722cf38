import { isObject, JsonObject } from '../../json';

/** A copy with `values` for the fields that are not set. Empty text counts as not set, as in Go. */
export function withDefaults(
  object: JsonObject,
  values: JsonObject,
): JsonObject {
  const out: JsonObject = { ...object };
  for (const [key, value] of Object.entries(values)) {
    if (out[key] === undefined || out[key] === '' || out[key] === null) {
      out[key] = value;
    }
  }
  return out;
}

/** A copy with the object at `key` changed; nothing happens when there is none. */
export function within(
  object: JsonObject,
  key: string,
  change: (child: JsonObject) => JsonObject,
): JsonObject {
  const child = object[key];
  return isObject(child) ? { ...object, [key]: change(child) } : object;
}

/** A copy with every item of the list at `key` changed. */
export function withinEach(
  object: JsonObject,
  key: string,
  change: (child: JsonObject) => JsonObject,
): JsonObject {
  const list = object[key];
  return Array.isArray(list)
    ? {
        ...object,
        [key]: list.map(item => (isObject(item) ? change(item) : item)),
      }
    : object;
}
