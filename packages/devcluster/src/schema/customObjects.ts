import { clone, isObject, JsonObject } from '../json';
import { childSchema, fieldPath, isDeclared, Schema } from './Schema';

/**
 * A custom object with fields removed that its schema does not declare. The
 * paths of what was removed are appended to `unknown`.
 * @see apiextensions-apiserver "pruning": x-kubernetes-preserve-unknown-fields keeps a subtree
 */
export function pruneCustom(
  schema: Schema,
  object: JsonObject,
  unknown: string[],
): JsonObject {
  return prune(schema, object, '', unknown) as JsonObject;
}

function prune(
  schema: Schema | undefined,
  value: unknown,
  path: string,
  unknown: string[],
): unknown {
  if (!schema) {
    return value;
  }
  if (Array.isArray(value)) {
    return value.map((item, index) =>
      prune(schema.items, item, `${path}[${index}]`, unknown),
    );
  }
  if (!isObject(value)) {
    return value;
  }
  const out: JsonObject = {};
  for (const [key, item] of Object.entries(value)) {
    const at = fieldPath(path, key);
    const child = childSchema(schema, key);
    if (child) {
      // metadata is decoded as a built-in type afterwards
      out[key] = child.definition ? item : prune(child, item, at, unknown);
    } else if (schema.preserveUnknown || isUntyped(schema)) {
      out[key] = item;
    } else {
      unknown.push(at);
    }
  }
  return out;
}

/** A node that says nothing about fields keeps nothing; only int-or-string and scalars end here. */
function isUntyped(schema: Schema): boolean {
  return schema.type !== undefined && schema.type !== 'object';
}

/** A custom object with the defaults of its schema filled in; nulls of non-nullable fields give way to them. */
export function defaultCustom(schema: Schema, value: JsonObject): JsonObject {
  return applyDefaults(schema, value) as JsonObject;
}

function applyDefaults(schema: Schema | undefined, value: unknown): unknown {
  if (!schema || schema.definition) {
    return value;
  }
  if (Array.isArray(value)) {
    return value.map(item => applyDefaults(schema.items, item));
  }
  if (!isObject(value)) {
    return value;
  }
  const out: JsonObject = { ...value };
  for (const [key, child] of Object.entries(schema.properties ?? {})) {
    const isDroppableNull =
      out[key] === null && !child.nullable && child.default !== undefined;
    if (
      (out[key] === undefined || isDroppableNull) &&
      child.default !== undefined
    ) {
      out[key] = clone(child.default);
    }
  }
  for (const key of Object.keys(out)) {
    out[key] = applyDefaults(
      isDeclared(schema, key)
        ? schema.properties?.[key]
        : schema.additionalProperties,
      out[key],
    );
  }
  return out;
}

/**
 * Removes nulls of fields and map values that are not nullable; nulls in lists
 * and below x-kubernetes-preserve-unknown-fields stay.
 * @see apiextensions-apiserver `PruneNonNullableNullsWithoutDefaults`
 */
export function dropNulls(
  schema: Schema | undefined,
  value: JsonObject,
): JsonObject {
  return withoutNulls(schema, value) as JsonObject;
}

function withoutNulls(schema: Schema | undefined, value: unknown): unknown {
  if (!schema || schema.definition) {
    return value;
  }
  if (Array.isArray(value)) {
    return value.map(item => withoutNulls(schema.items, item));
  }
  if (!isObject(value)) {
    return value;
  }
  const out: JsonObject = {};
  for (const [key, item] of Object.entries(value)) {
    const child = childSchema(schema, key);
    if (item !== null || !child || child.nullable) {
      out[key] = withoutNulls(child, item);
    }
  }
  return out;
}
