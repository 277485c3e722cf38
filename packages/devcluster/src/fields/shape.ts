import { isObject, JsonObject, sortedJson } from '../json';
import { Schema } from '../schema/Schema';

/** How ownership sees a value: one leaf, a list with or without keys, or fields. */
export type Shape = 'leaf' | 'set' | 'keyed' | 'map';

/**
 * The shape of a value under a schema. Without a schema it is deduced:
 * objects are owned field by field, lists as a whole.
 * @see sigs.k8s.io/structured-merge-diff schema, "ElementRelationship" and "deduced"
 */
export function shapeOf(schema: Schema | undefined, value: unknown): Shape {
  if (Array.isArray(value)) {
    if (schema?.listType === 'map') {
      return 'keyed';
    }
    return schema?.listType === 'set' ? 'set' : 'leaf';
  }
  if (!isObject(value)) {
    return 'leaf';
  }
  return schema?.mapType === 'atomic' || isOpaque(schema) ? 'leaf' : 'map';
}

/** Built-in fields that hold any JSON (not an object) are owned as a whole. */
function isOpaque(schema: Schema | undefined): boolean {
  return (
    !!schema?.preserveUnknown &&
    !!schema.definition &&
    schema.type === undefined
  );
}

/** The path element of a list item, or undefined when it lacks its keys. */
export function itemElement(
  schema: Schema | undefined,
  shape: Shape,
  item: unknown,
): string | undefined {
  if (shape === 'set') {
    return `v:${sortedJson(item)}`;
  }
  if (!isObject(item)) {
    return undefined;
  }
  const keys: JsonObject = {};
  for (const key of schema?.listMapKeys ?? []) {
    const value = item[key] ?? schema?.items?.properties?.[key]?.default;
    if (value !== undefined) {
      keys[key] = value;
    }
  }
  return Object.keys(keys).length === 0 ? undefined : `k:${sortedJson(keys)}`;
}
