import { badRequest } from '../errors/ApiError';
import { JsonObject } from '../json';
import { builtinSchema, definition } from '../schema/builtinSchemas';
import { Schema } from '../schema/Schema';
import { readFields, WireError, WireField } from './wire';

/** Every protobuf body of the Kubernetes API begins with these bytes. */
const MAGIC = Buffer.from('k8s\0');
const DELETE_OPTIONS = 'io.k8s.apimachinery.pkg.apis.meta.v1.DeleteOptions';
const META = 'io.k8s.apimachinery.pkg.apis.meta.v1.';
const OPEN = new Set([
  'io.k8s.apimachinery.pkg.runtime.RawExtension',
  'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSON',
  `${META}FieldsV1`,
]);

/**
 * A body in Kubernetes' protobuf envelope, as the JSON object that it stands for.
 * @throws ApiError - 400, not such a body, or of a kind that has no protobuf form
 * @see Kubernetes documentation, "Alternate representations of resources"
 */
export function decodeProtobuf(bytes: Buffer): JsonObject {
  if (!bytes.subarray(0, 4).equals(MAGIC)) {
    throw badRequest(
      'provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]',
    );
  }
  try {
    return decodeEnvelope(bytes.subarray(4));
  } catch (error) {
    if (error instanceof WireError) {
      throw badRequest(`cannot read the protobuf body: ${error.message}`);
    }
    throw error;
  }
}

function decodeEnvelope(bytes: Uint8Array): JsonObject {
  const envelope = readFields(bytes);
  const type = readFields(bytesOf(envelope.find(({ number }) => number === 1)));
  const apiVersion = text(type.find(({ number }) => number === 1));
  const kind = text(type.find(({ number }) => number === 2));
  const [group, version] = apiVersion.includes('/')
    ? apiVersion.split('/')
    : ['', apiVersion];
  const schema =
    kind === 'DeleteOptions'
      ? definition(DELETE_OPTIONS)
      : builtinSchema(group, version, kind);
  if (!schema) {
    throw badRequest(
      `no kind "${kind}" is registered for version "${apiVersion}"`,
    );
  }
  const body = decodeMessage(
    schema,
    bytesOf(envelope.find(({ number }) => number === 2)),
  );
  return { ...body, apiVersion, kind };
}

function bytesOf(field: WireField | undefined): Uint8Array {
  return field?.value instanceof Uint8Array ? field.value : new Uint8Array();
}

function text(field: WireField | undefined): string {
  return Buffer.from(bytesOf(field)).toString('utf8');
}

function decodeMessage(schema: Schema, bytes: Uint8Array): JsonObject {
  const byNumber = new Map(
    Object.entries(schema.properties ?? {}).map(([key, property]) => [
      property.number,
      { key, property },
    ]),
  );
  const out: JsonObject = {};
  for (const field of readFields(bytes)) {
    const known = byNumber.get(field.number);
    if (known) {
      out[known.key] = addValue(known.property, out[known.key], field);
    }
  }
  return out;
}

/** The value of a field after one more occurrence of it. */
function addValue(schema: Schema, current: unknown, field: WireField): unknown {
  if (schema.type === 'array') {
    const items = Array.isArray(current) ? current : [];
    return [...items, decodeValue(schema.items ?? {}, field)];
  }
  if (
    schema.type === 'object' &&
    schema.additionalProperties &&
    !schema.properties
  ) {
    const [key, value] = decodeEntry(
      schema.additionalProperties,
      bytesOf(field),
    );
    return { ...(current as JsonObject | undefined), [key]: value };
  }
  return decodeValue(schema, field);
}

function decodeEntry(values: Schema, bytes: Uint8Array): [string, unknown] {
  const fields = readFields(bytes);
  const value = fields.find(({ number }) => number === 2);
  const zero = { number: 2, value: new Uint8Array() };
  return [
    text(fields.find(({ number }) => number === 1)),
    decodeValue(values, value ?? zero),
  ];
}

function decodeValue(schema: Schema, field: WireField): unknown {
  const special = specialForm(schema, field);
  if (special !== undefined) {
    return special.value;
  }
  switch (schema.type) {
    case 'object':
      return decodeMessage(schema, bytesOf(field));
    case 'boolean':
      return Number(field.value) !== 0;
    case 'integer':
    case 'number':
      return Number(field.value);
    case 'array':
      // a list inside a map is a message with one repeated field
      return readFields(bytesOf(field)).map(item =>
        decodeValue(schema.items ?? {}, item),
      );
    default:
      return schema.format === 'byte'
        ? Buffer.from(bytesOf(field)).toString('base64')
        : text(field);
  }
}

/** Types whose protobuf form is not that of their JSON. */
function specialForm(
  schema: Schema,
  field: WireField,
): { value: unknown } | undefined {
  if (schema.definition && OPEN.has(schema.definition)) {
    const raw = text(readFields(bytesOf(field))[0]);
    return { value: raw ? (JSON.parse(raw) as unknown) : undefined };
  }
  if (schema.format === 'date-time') {
    return {
      value: timestamp(
        bytesOf(field),
        schema.definition === `${META}MicroTime`,
      ),
    };
  }
  if (schema.intOrString) {
    return {
      value:
        schema.format === 'int-or-string'
          ? intOrString(bytesOf(field))
          : text(readFields(bytesOf(field))[0]),
    };
  }
  return undefined;
}

function timestamp(bytes: Uint8Array, isMicro: boolean): string | undefined {
  const fields = readFields(bytes);
  const part = (number: number) =>
    Number(fields.find(field => field.number === number)?.value ?? 0);
  if (fields.length === 0) {
    return undefined;
  }
  const seconds = new Date(part(1) * 1000).toISOString().slice(0, 19);
  const micros = String(Math.floor(part(2) / 1000)).padStart(6, '0');
  return isMicro ? `${seconds}.${micros}Z` : `${seconds}Z`;
}

function intOrString(bytes: Uint8Array): number | string {
  const fields = readFields(bytes);
  const isText =
    Number(fields.find(({ number }) => number === 1)?.value ?? 0) === 1;
  return isText
    ? text(fields.find(({ number }) => number === 3))
    : Number(fields.find(({ number }) => number === 2)?.value ?? 0);
}
