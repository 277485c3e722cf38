import { badRequest } from '../errors/ApiError';
import { isObject, JsonObject } from '../json';
import { childSchema, fieldPath, isDeclared, Schema } from './Schema';

/** What is asked of a decode: where to collect the paths of unknown fields. */
interface Walk {
  readonly kind: string;
  readonly version: string;
  readonly unknown: string[];
}

/**
 * A built-in object as Go decodes and writes it again: unknown fields dropped
 * (their paths are collected), nulls and empty values dropped where the struct
 * says so, fields that are always written filled in.
 * @throws ApiError - 400, a value has the wrong type
 */
export function decodeTyped(
  schema: Schema,
  object: JsonObject,
  kind: string,
  version: string,
): { object: JsonObject; unknown: string[] } {
  const walk: Walk = { kind, version, unknown: [] };
  const decoded = decodeStruct(schema, object, '', walk);
  return { object: decoded, unknown: walk.unknown };
}

function decodeStruct(
  schema: Schema,
  value: JsonObject,
  path: string,
  walk: Walk,
): JsonObject {
  const out: JsonObject = {};
  for (const key of Object.keys(value)) {
    if (!isDeclared(schema, key)) {
      walk.unknown.push(fieldPath(path, key));
    }
  }
  for (const [key, field] of Object.entries(schema.properties ?? {})) {
    const written = decodeField(
      field,
      value[key],
      fieldPath(path, key),
      walk,
      schema,
    );
    if (written !== undefined) {
      out[key] = written;
    }
  }
  return out;
}

/** The value to write for one field, or undefined to leave it out. */
function decodeField(
  field: Schema,
  value: unknown,
  path: string,
  walk: Walk,
  owner: Schema,
): unknown {
  if (value === undefined || value === null) {
    return field.written === 'a' ? zeroOf(field, path, walk) : undefined;
  }
  const decoded = decodeValue(field, value, path, walk, owner);
  if (!field.written && isEmpty(decoded, field)) {
    return undefined;
  }
  return decoded;
}

function decodeValue(
  schema: Schema,
  value: unknown,
  path: string,
  walk: Walk,
  owner: Schema,
): unknown {
  if (schema.preserveUnknown) {
    return value;
  }
  if (schema.intOrString) {
    if (typeof value !== 'string' && typeof value !== 'number') {
      throw mismatch(walk, owner, path, value, 'intstr.IntOrString');
    }
    return value;
  }
  switch (schema.type) {
    case 'object': {
      if (!isObject(value)) {
        throw mismatch(walk, owner, path, value, goType(schema));
      }
      return schema.properties
        ? decodeStruct(schema, value, path, walk)
        : decodeMap(schema, value, path, walk);
    }
    case 'array':
      if (schema.items?.format === 'byte' || !Array.isArray(value)) {
        throw mismatch(walk, owner, path, value, goType(schema));
      }
      return value.map((item, index) => {
        const at = `${path}[${index}]`;
        return item === null || item === undefined
          ? zeroOf(schema.items ?? {}, at, walk)
          : decodeValue(schema.items ?? {}, item, at, walk, owner);
      });
    default:
      return decodeScalar(schema, value, path, walk, owner);
  }
}

function decodeMap(
  schema: Schema,
  value: JsonObject,
  path: string,
  walk: Walk,
): JsonObject {
  const out: JsonObject = {};
  for (const [key, item] of Object.entries(value)) {
    const child = childSchema(schema, key) ?? {};
    const at = fieldPath(path, key);
    out[key] =
      item === null
        ? zeroOf(child, at, walk)
        : decodeValue(child, item, at, walk, schema);
  }
  return out;
}

function decodeScalar(
  schema: Schema,
  value: unknown,
  path: string,
  walk: Walk,
  owner: Schema,
): unknown {
  const ok =
    (schema.type === 'string' && typeof value === 'string') ||
    (schema.type === 'boolean' && typeof value === 'boolean') ||
    (schema.type === 'number' && typeof value === 'number') ||
    (schema.type === 'integer' &&
      typeof value === 'number' &&
      Number.isInteger(value)) ||
    schema.type === undefined;
  if (!ok) {
    throw mismatch(walk, owner, path, value, goType(schema));
  }
  return value;
}

/** Go's zero value, as it is written for a field without omitempty. */
function zeroOf(schema: Schema, path: string, walk: Walk): unknown {
  if (schema.preserveUnknown || schema.intOrString) {
    return undefined;
  }
  switch (schema.type) {
    case 'object':
      return schema.properties ? decodeStruct(schema, {}, path, walk) : null;
    case 'array':
      return null;
    case 'boolean':
      return false;
    case 'integer':
    case 'number':
      return 0;
    default:
      return schema.format === 'date-time' ? null : '';
  }
}

function isEmpty(value: unknown, schema: Schema): boolean {
  if (Array.isArray(value)) {
    return value.length === 0;
  }
  if (isObject(value)) {
    return Object.keys(value).length === 0 && !schema.preserveUnknown;
  }
  return value === '' || value === 0 || value === false;
}

function mismatch(
  walk: Walk,
  owner: Schema,
  path: string,
  value: unknown,
  type: string,
) {
  const struct = owner.definition?.split('.').pop();
  const field = struct
    ? `Go struct field ${struct}.${path.replace(/\[\d+\]/g, '')}`
    : 'Go value';
  return badRequest(
    `${walk.kind} in version "${walk.version}" cannot be handled as a ${walk.kind}: ` +
      `json: cannot unmarshal ${jsonType(value)} into ${field} of type ${type}`,
  );
}

function jsonType(value: unknown): string {
  if (Array.isArray(value)) {
    return 'array';
  }
  if (typeof value === 'boolean') {
    return 'bool';
  }
  if (typeof value === 'number' && !Number.isInteger(value)) {
    return `number ${value}`;
  }
  return typeof value;
}

/** The Go type that the message names, as far as the schema tells it. */
function goType(schema: Schema): string {
  switch (schema.type) {
    case 'array':
      return `[]${goType(schema.items ?? {})}`;
    case 'object': {
      if (schema.definition) {
        const [kind, version] = schema.definition.split('.').reverse();
        return `${version}.${kind}`;
      }
      return `map[string]${goType(schema.additionalProperties ?? {})}`;
    }
    case 'boolean':
      return 'bool';
    case 'integer':
      return schema.format ?? 'int';
    case 'number':
      return 'float64';
    default:
      return 'string';
  }
}
