import { isObject, JsonObject } from '../json';
import { definition } from './builtinSchemas';
import { Schema, ValidationRule } from './Schema';

const OBJECT_META = 'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta';
const COPIED = [
  'type',
  'format',
  'default',
  'nullable',
  'required',
  'enum',
  'pattern',
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
  'minLength',
  'maxLength',
  'minItems',
  'maxItems',
  'uniqueItems',
  'minProperties',
  'maxProperties',
] as const;
const EXTENSIONS: Readonly<Record<string, keyof Schema>> = {
  'x-kubernetes-list-type': 'listType',
  'x-kubernetes-list-map-keys': 'listMapKeys',
  'x-kubernetes-map-type': 'mapType',
  'x-kubernetes-int-or-string': 'intOrString',
  'x-kubernetes-preserve-unknown-fields': 'preserveUnknown',
  'x-kubernetes-embedded-resource': 'embedded',
};

/** The schema of a custom kind: its openAPIV3Schema with the object's own fields added. */
export function customResourceSchema(source: JsonObject | undefined): Schema {
  if (!source) {
    return withObjectFields({ type: 'object', preserveUnknown: true });
  }
  return withObjectFields(structuralSchema(source));
}

/** Reads one node of an openAPIV3Schema. */
export function structuralSchema(source: JsonObject): Schema {
  const out: Record<string, unknown> = { source };
  for (const key of COPIED) {
    if (source[key] !== undefined) {
      out[key] = source[key];
    }
  }
  for (const [key, name] of Object.entries(EXTENSIONS)) {
    if (source[key] !== undefined) {
      out[name] = source[key];
    }
  }
  if (isObject(source.properties)) {
    out.properties = mapValues(source.properties);
  }
  if (isObject(source.items)) {
    out.items = structuralSchema(source.items);
  }
  if (isObject(source.additionalProperties)) {
    out.additionalProperties = structuralSchema(source.additionalProperties);
  } else if (source.additionalProperties === true) {
    out.additionalProperties = { preserveUnknown: true };
  }
  for (const key of ['allOf', 'anyOf', 'oneOf'] as const) {
    const list = source[key];
    if (Array.isArray(list)) {
      out[key] = list.filter(isObject).map(structuralSchema);
    }
  }
  if (isObject(source.not)) {
    out.not = structuralSchema(source.not);
  }
  const rules = source['x-kubernetes-validations'];
  if (Array.isArray(rules)) {
    out.rules = rules as ValidationRule[];
  }
  const schema = out as Schema;
  return schema.embedded ? withObjectFields(schema) : schema;
}

function mapValues(properties: JsonObject): Record<string, Schema> {
  const out: Record<string, Schema> = {};
  for (const [key, value] of Object.entries(properties)) {
    out[key] = structuralSchema(isObject(value) ? value : {});
  }
  return out;
}

function withObjectFields(schema: Schema): Schema {
  return {
    ...schema,
    properties: {
      ...schema.properties,
      apiVersion: { type: 'string' },
      kind: { type: 'string' },
      metadata: definition(OBJECT_META),
    },
  };
}
