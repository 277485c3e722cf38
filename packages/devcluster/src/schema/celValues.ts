import {
  CelList,
  CelMap,
  Environment,
  fromJson,
  kubernetesLibraries,
  parseDuration,
  parseTimestamp,
} from '@backstage-gitops/cel';
import type { Value } from '@backstage-gitops/cel';
import { isObject, JsonObject } from '../json';
import { childSchema, Schema } from './Schema';

/** Words that CEL reserves: as field names they are written `__for__`. */
const RESERVED = new Set(
  'true false null in as break const continue else for function if import let loop package namespace return var void while'.split(
    ' ',
  ),
);
const ESCAPES: Readonly<Record<string, string>> = {
  __: '__underscores__',
  '.': '__dot__',
  '-': '__dash__',
  '/': '__slash__',
};

/** The name that CEL knows a field by; undefined for one that it can't spell. */
function escapeName(name: string): string | undefined {
  if (RESERVED.has(name)) return `__${name}__`;
  if (!/^[A-Za-z_.\-/][A-Za-z0-9_.\-/]*$/.test(name)) return undefined;
  return name.replace(/__|[.\-/]/g, part => ESCAPES[part]);
}

const FIELDS = new WeakMap<Schema, ReadonlyMap<string, string>>();

/** Field names by the names that CEL knows them by. */
function fieldsOf(schema: Schema): ReadonlyMap<string, string> {
  const known = FIELDS.get(schema);
  if (known) return known;
  const fields = new Map<string, string>();
  for (const name of Object.keys(schema.properties ?? {})) {
    const escaped = escapeName(name);
    if (escaped !== undefined) fields.set(escaped, name);
  }
  FIELDS.set(schema, fields);
  return fields;
}

/** An object with declared fields: only those can be seen. */
class FieldsMap extends CelMap {
  readonly #fields: ReadonlyMap<string, string>;

  constructor(readonly schema: Schema, readonly object: JsonObject) {
    super();
    this.#fields = fieldsOf(schema);
  }

  get size(): number {
    return [...this.keys()].length;
  }

  find(key: Value): Value | undefined {
    const name = typeof key === 'string' ? this.#fields.get(key) : undefined;
    if (name === undefined || !Object.hasOwn(this.object, name)) {
      return undefined;
    }
    return toCel(childSchema(this.schema, name), this.object[name]);
  }

  *keys(): Iterable<string> {
    for (const [escaped, name] of this.#fields) {
      if (Object.hasOwn(this.object, name)) yield escaped;
    }
  }
}

/** An object whose keys are data. */
class ValuesMap extends CelMap {
  constructor(readonly schema: Schema, readonly object: JsonObject) {
    super();
  }

  get size(): number {
    return Object.keys(this.object).length;
  }

  find(key: Value): Value | undefined {
    return typeof key === 'string' && Object.hasOwn(this.object, key)
      ? toCel(childSchema(this.schema, key), this.object[key])
      : undefined;
  }

  keys(): Iterable<string> {
    return Object.keys(this.object);
  }
}

class ItemsList extends CelList {
  constructor(
    readonly schema: Schema | undefined,
    readonly items: readonly unknown[],
  ) {
    super();
  }

  get size(): number {
    return this.items.length;
  }

  at(index: number): Value {
    return toCel(this.schema, this.items[index]);
  }
}

/** A text in the type that its format has in CEL; a text when it has none. */
function formatted(schema: Schema, text: string): Value {
  switch (schema.format) {
    case 'date':
      return parseTimestamp(`${text}T00:00:00Z`) ?? text;
    case 'date-time':
      return parseTimestamp(text) ?? text;
    case 'duration':
      return parseDuration(text) ?? text;
    case 'byte':
      return Uint8Array.from(Buffer.from(text, 'base64'));
    default:
      return text;
  }
}

/**
 * A JSON value as CEL sees it under a schema: whole numbers are ints unless the
 * schema says number, texts with a format are timestamps, durations or bytes.
 */
export function toCel(schema: Schema | undefined, value: unknown): Value {
  if (Array.isArray(value)) return new ItemsList(schema?.items, value);
  if (isObject(value)) {
    if (!schema) return fromJson(value);
    return schema.properties
      ? new FieldsMap(schema, value)
      : new ValuesMap(schema, value);
  }
  if (typeof value === 'number' && schema?.type === 'number') return value;
  return typeof value === 'string' && schema && !schema.intOrString
    ? formatted(schema, value)
    : fromJson(value);
}

/** The environment of x-kubernetes-validations. */
export function celEnvironment(): Environment {
  return new Environment({ libraries: kubernetesLibraries() });
}
