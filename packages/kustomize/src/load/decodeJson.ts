import { formatFloat32 } from '@backstage-gitops/go-yaml';
import { KustomizeError } from '../errors';
import type { JsonValue } from '../resources/toValue';

/** What a field may hold; the rules are those of Go's encoding/json. */
export type FieldType =
  | 'string'
  | 'bool'
  | 'int'
  | 'any'
  | { readonly list: FieldType }
  | { readonly map: FieldType }
  | StructType;

/** An object with named fields. */
export interface StructType {
  /** Name used in messages. */
  readonly struct: string;
  readonly fields: { readonly [name: string]: FieldType };
  /**
   * Fields that the Go type has from a struct embedded in it, with the name of
   * that struct: sigs.k8s.io/yaml loses their type, and makes no text of a
   * number in or below them.
   */
  readonly embedded?: { readonly [field: string]: string };
}

/** A number that is a float in its YAML text; only in data that is read leniently. */
export class YamlFloat {
  /** Whether text was made of it. */
  isText = false;

  constructor(readonly value: number) {}
}

/** How strict {@link decodeJson} is. */
interface DecodeMode {
  /** Refuses names that the type does not have. */
  readonly refuseUnknown: boolean;
  /** Takes `5` and `true` where a string is meant, as sigs.k8s.io/yaml does. */
  readonly coerceScalars: boolean;
}

/**
 * Reads data as a type. Field names match in any letter case; null leaves a
 * field out. The caller gives the result its TypeScript type, which must
 * belong to `type`.
 * @throws KustomizeError - invalid-kustomization, worded as encoding/json words it
 */
export function decodeJson<T>(
  value: JsonValue,
  type: StructType,
  mode: DecodeMode,
): T {
  return decode(value, type, { mode, path: '', struct: type.struct }) as T;
}

interface Place {
  readonly mode: DecodeMode;
  readonly struct: string;
  readonly path: string;
}

function decode(value: JsonValue, type: FieldType, place: Place): unknown {
  if (value === null) return undefined;
  if (type === 'any') return withoutFloats(value);
  if (value instanceof YamlFloat) return decodeFloat(value, type, place);
  if (type === 'string') return decodeString(value, place);
  if (type === 'bool') {
    return typeof value === 'boolean' ? value : mismatch(value, 'bool', place);
  }
  if (type === 'int') {
    const whole = typeof value === 'bigint' || Number.isInteger(value);
    return whole ? value : mismatch(value, 'int64', place);
  }
  if ('list' in type) return decodeList(value, type.list, place);
  if ('map' in type) return decodeMap(value, type.map, place);
  return decodeStruct(value, type, place);
}

/** Text of a float has the digits of 32 bits. */
function decodeFloat(float: YamlFloat, type: FieldType, place: Place): unknown {
  float.isText = type === 'string' && place.mode.coerceScalars;
  return float.isText
    ? formatFloat32(float.value)
    : decode(float.value, type, place);
}

function withoutFloats(value: JsonValue): JsonValue {
  if (value instanceof YamlFloat) return value.value;
  if (Array.isArray(value)) return value.map(withoutFloats);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, field]) => [key, withoutFloats(field)]),
  );
}

function decodeString(value: JsonValue, place: Place): string {
  if (typeof value === 'string') return value;
  if (place.mode.coerceScalars) {
    if (typeof value === 'boolean') return String(value);
    if (typeof value === 'number' || typeof value === 'bigint') {
      return numberText(value);
    }
  }
  return mismatch(value, 'string', place);
}

const MIN_INT64 = -(2n ** 63n);
const MAX_UINT64 = 2n ** 64n - 1n;

/** A number of JSON as text: what is no integer of 64 bits is a float. */
function numberText(value: number | bigint): string {
  const isWhole =
    typeof value === 'bigint'
      ? value >= MIN_INT64 && value <= MAX_UINT64
      : Number.isSafeInteger(value);
  return isWhole ? String(value) : formatFloat32(Number(value));
}

function decodeList(
  value: JsonValue,
  item: FieldType,
  place: Place,
): unknown[] {
  if (!Array.isArray(value)) return mismatch(value, `[]${nameOf(item)}`, place);
  return value.map(element => decode(element, item, place) ?? zero(item));
}

function decodeMap(
  value: JsonValue,
  item: FieldType,
  place: Place,
): Map<string, unknown> {
  if (!isObject(value))
    return mismatch(value, `map[string]${nameOf(item)}`, place);
  return new Map(
    Object.entries(value).map(([key, field]) => [
      key,
      decode(field, item, place) ?? zero(item),
    ]),
  );
}

function decodeStruct(
  value: JsonValue,
  type: StructType,
  place: Place,
): { [name: string]: unknown } {
  if (!isObject(value)) {
    return place.path === ''
      ? fail(
          `json: cannot unmarshal ${kindOf(
            value,
          )} into Go value of type types.${type.struct}`,
        )
      : mismatch(value, `types.${type.struct}`, place);
  }
  const result: { [name: string]: unknown } = {};
  for (const key of Object.keys(value).sort()) {
    const name = fieldName(type, key);
    if (name === undefined) {
      if (place.mode.refuseUnknown)
        fail(`json: unknown field ${JSON.stringify(key)}`);
      continue;
    }
    const decoded = decode(
      value[key],
      type.fields[name],
      placeOf(type, name, place),
    );
    if (decoded !== undefined) result[name] = decoded;
  }
  return result;
}

function placeOf(type: StructType, name: string, above: Place): Place {
  const embedded =
    type.embedded && Object.hasOwn(type.embedded, name)
      ? type.embedded[name]
      : undefined;
  return {
    struct: type.struct,
    mode: embedded ? { ...above.mode, coerceScalars: false } : above.mode,
    path: [above.path, embedded, name].filter(Boolean).join('.'),
  };
}

function fieldName(type: StructType, key: string): string | undefined {
  if (Object.hasOwn(type.fields, key)) return key;
  const folded = key.toLowerCase();
  return Object.keys(type.fields).find(name => name.toLowerCase() === folded);
}

function zero(type: FieldType): unknown {
  switch (type) {
    case 'string':
      return '';
    case 'bool':
      return false;
    case 'int':
      return 0;
    case 'any':
      return null;
    default:
      return 'struct' in type ? {} : undefined;
  }
}

function nameOf(type: FieldType): string {
  if (type === 'any') return 'interface {}';
  if (type === 'int') return 'int64';
  if (typeof type === 'string') return type;
  if ('list' in type) return `[]${nameOf(type.list)}`;
  if ('map' in type) return `map[string]${nameOf(type.map)}`;
  return `types.${type.struct}`;
}

function isObject(value: JsonValue): value is { [key: string]: JsonValue } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function kindOf(value: JsonValue): string {
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'bigint') return 'number';
  if (typeof value === 'boolean') return 'bool';
  return typeof value;
}

function mismatch(
  value: JsonValue,
  wanted: string,
  { struct, path }: Place,
): never {
  return fail(
    `json: cannot unmarshal ${kindOf(
      value,
    )} into Go struct field ${struct}.${path} of type ${wanted}`,
  );
}

function fail(message: string): never {
  throw new KustomizeError('invalid-kustomization', message);
}
