import { goTypeOfYaml } from './goTypeOfYaml';
import { timeProblem } from './timeProblem';
import { YamlTypeError } from './yamlErrors';
import { readJson, readYaml, type YamlValue } from './readYaml';

/**
 * The Go type that a YAML document is decoded into: a text, a flag, a time in
 * RFC 3339, anything, a list, a map with text keys, or a struct with its JSON field names.
 */
export type Shape =
  | 'string'
  | 'bool'
  | 'time'
  | 'any'
  | {
      readonly list: Shape;
      /** The type as Go prints it, where it has a name. */
      readonly goType?: string;
    }
  | { readonly map: Shape }
  | {
      /** Name of the Go type, empty for an anonymous one. */
      readonly struct: string;
      /** The type as Go prints it, e.g. `v2.Metadata`. */
      readonly goType: string;
      readonly fields: ShapeFields;
      /** Fields of an embedded struct, and the name of its type. */
      readonly embedded?: {
        readonly name: string;
        readonly fields: ShapeFields;
      };
    };

/** Shapes of the fields of a struct by their JSON names. */
export type ShapeFields = Readonly<Record<string, Shape>>;

type StructShape = Extract<Shape, { readonly struct: string }>;

/**
 * Decodes YAML as sigs.k8s.io/yaml does into a Go struct: numbers and flags
 * become text where text is wanted, unknown fields are ignored, names match
 * without regard to case when no exact one exists.
 * @returns structs and maps as Map, lists as arrays; null where the document is empty
 * @throws YamlTypeError or the error of the YAML reader, worded as Go words them
 */
export function decodeInto(text: string, shape: Shape): unknown {
  return decodeValue(readYaml(text, 'exact'), shape, {});
}

/**
 * Decodes JSON as Go's encoding/json does, or else YAML as UnmarshalStrict of
 * sigs.k8s.io/yaml does: there a key that occurs twice, or that the struct does
 * not have, is refused.
 * @returns as {@link decodeInto}
 * @throws YamlTypeError or the error of the YAML reader, worded as Go words them
 */
export function decodeStrictlyInto(text: string, shape: Shape): unknown {
  const json = readJson(text);
  return json
    ? decodeValue(json.value, shape, { isJson: true })
    : decodeValue(readYaml(text, 'exact', { strict: true }), shape, {
        refusesUnknown: true,
      });
}

interface DecodeRules {
  readonly isJson?: boolean;
  /** Whether keys that a struct does not have are refused. */
  readonly refusesUnknown?: boolean;
}

/** One decoding: Go reads on after a wrong type, and reports the first one. */
interface Decoding extends DecodeRules {
  fault?: YamlTypeError;
}

/** Where the decoder is, for messages: the innermost struct and the dotted path from the root. */
interface Place {
  readonly struct: string;
  readonly path: string;
  readonly decoding: Decoding;
  /**
   * Whether numbers and flags stay what they are where text is wanted, and so
   * are refused: in JSON, and below the fields of an embedded struct, where
   * sigs.k8s.io/yaml takes the struct itself for the target.
   */
  readonly keepsTypes?: boolean;
  /** Fields of the embedded struct that is taken for the target. */
  readonly target?: ShapeFields;
}

function decodeValue(
  value: YamlValue,
  shape: Shape,
  rules: DecodeRules,
): unknown {
  const decoding: Decoding = { ...rules };
  const keepsTypes = rules.isJson;
  const place = { struct: '', path: '', decoding, keepsTypes };
  const fitted = fit(value, shape, place);
  if (decoding.fault) {
    throw decoding.fault;
  }
  return fitted;
}

function toError({ decoding }: Place, text: string): YamlTypeError {
  const prefix = decoding.isJson
    ? ''
    : 'error unmarshaling JSON: while decoding JSON: ';
  return new YamlTypeError(prefix + text);
}

function fit(value: YamlValue, shape: Shape, place: Place): unknown {
  if (value === null) {
    return null;
  }
  if (shape === 'any') {
    return toJsonNumbers(value);
  }
  if (shape === 'string') {
    return fitText(value, place);
  }
  if (shape === 'bool') {
    return typeof value === 'boolean' ? value : refuse(value, 'bool', place);
  }
  if (shape === 'time') {
    return fitTime(value, place);
  }
  if ('list' in shape) {
    return Array.isArray(value)
      ? value.map(item => fit(item, shape.list, place))
      : refuse(value, goType(shape), place);
  }
  if (!(value instanceof Map)) {
    return refuse(value, goType(shape), place);
  }
  return 'map' in shape
    ? fitMap(value, shape.map, place)
    : fitStruct(value, shape, place);
}

function fitMap(
  value: ReadonlyMap<string, YamlValue>,
  shape: Shape,
  place: Place,
): Map<string, unknown> {
  const fitted = new Map<string, unknown>();
  for (const [key, item] of sorted(value)) {
    const name = place.target && fieldName(place.target, key);
    const keepsTypes =
      place.keepsTypes &&
      (name === undefined || place.target?.[name] !== 'string');
    const inside = { ...place, keepsTypes };
    fitted.set(key, fit(item, shape, inside) ?? zeroValue(shape));
  }
  return fitted;
}

/** A null leaves Go's zero value behind. */
function zeroValue(shape: Shape): unknown {
  return shape === 'string' ? '' : null;
}

function fitStruct(
  value: ReadonlyMap<string, YamlValue>,
  shape: StructShape,
  place: Place,
): Map<string, unknown> {
  const fitted = new Map<string, unknown>();
  const entries = place.decoding.isJson ? value : sorted(value);
  for (const [key, item] of entries) {
    const field = findField(shape, key, place);
    if (field) {
      const fitting = fit(item, field.shape, field.place);
      // A null changes nothing, also after another spelling of the same field.
      fitted.set(field.name, fitting ?? fitted.get(field.name) ?? null);
    } else if (place.decoding.refusesUnknown) {
      note(place, `json: unknown field ${JSON.stringify(key)}`);
    }
  }
  return fitted;
}

function findField(
  { struct, fields, embedded }: StructShape,
  key: string,
  place: Place,
): { name: string; shape: Shape; place: Place } | undefined {
  const name = fieldName(fields, key);
  if (name !== undefined) {
    const path = join(place.path, name);
    return { name, shape: fields[name], place: { ...place, struct, path } };
  }
  const inner = embedded && fieldName(embedded.fields, key);
  if (!embedded || inner === undefined) {
    return undefined;
  }
  const inside: Place = {
    ...place,
    struct,
    path: join(place.path, `${embedded.name}.${inner}`),
    keepsTypes: true,
    target: place.decoding.isJson ? undefined : embedded.fields,
  };
  return { name: inner, shape: embedded.fields[inner], place: inside };
}

function join(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}

function fieldName(fields: ShapeFields, key: string): string | undefined {
  if (Object.hasOwn(fields, key)) {
    return key;
  }
  const lower = key.toLowerCase();
  return Object.keys(fields).find(name => name.toLowerCase() === lower);
}

/** The order in which Go's JSON reader meets the keys. */
function sorted(value: ReadonlyMap<string, YamlValue>): [string, YamlValue][] {
  return [...value].sort(([a], [b]) => (a < b ? -1 : 1));
}

function fitText(value: YamlValue, place: Place): unknown {
  if (place.keepsTypes && typeof value !== 'string') {
    return refuse(value, 'string', place);
  }
  switch (typeof value) {
    case 'string':
      return value;
    case 'boolean':
    case 'bigint':
      return String(value);
    case 'number':
      return formatFloat32(value);
    default:
      return refuse(value, 'string', place);
  }
}

function fitTime(value: YamlValue, place: Place): string {
  const text =
    typeof value === 'string'
      ? timeProblem(value)
      : 'Time.UnmarshalJSON: input is not a JSON string';
  if (text) {
    throw toError(place, text);
  }
  return value as string;
}

/**
 * A float as sigs.k8s.io/yaml turns it into text: the shortest digits that
 * give the same 32-bit float, with an exponent from 1e+06 up and below 1e-04.
 */
function formatFloat32(value: number): string {
  const single = Math.fround(value);
  if (Number.isNaN(single)) {
    return 'NaN';
  }
  if (!Number.isFinite(single)) {
    return single > 0 ? '+Inf' : '-Inf';
  }
  for (let precision = 1; precision <= 9; precision++) {
    const text = single.toExponential(precision - 1);
    if (Math.fround(Number(text)) === single) {
      return withGoExponent(text);
    }
  }
  return withGoExponent(single.toExponential(8));
}

function withGoExponent(text: string): string {
  const [digits, exponent] = text.split('e');
  const power = Number(exponent);
  return power < -4 || power >= 6
    ? scientific(digits, power)
    : String(Number(text));
}

function scientific(digits: string, power: number): string {
  const sign = power < 0 ? '-' : '+';
  return `${digits}e${sign}${String(Math.abs(power)).padStart(2, '0')}`;
}

function note(place: Place, text: string): void {
  place.decoding.fault ??= toError(place, text);
}

/** Notes that a value has the wrong type, which leaves the field empty. */
function refuse(value: YamlValue, wanted: string, place: Place): null {
  const target = place.path
    ? `Go struct field ${place.struct}.${place.path}`
    : 'Go value';
  note(
    place,
    `json: cannot unmarshal ${goTypeOfYaml(
      value,
    )} into ${target} of type ${wanted}`,
  );
  return null;
}

function goType(shape: Shape): string {
  if (typeof shape === 'string') {
    return shape === 'any' ? 'interface {}' : shape;
  }
  if ('list' in shape) {
    if (shape.goType !== undefined) {
      return shape.goType;
    }
    const isStruct = typeof shape.list === 'object' && 'struct' in shape.list;
    return `[]${isStruct ? '*' : ''}${goType(shape.list)}`;
  }
  return 'map' in shape ? `map[string]${goType(shape.map)}` : shape.goType;
}

function toJsonNumbers(value: YamlValue): unknown {
  if (typeof value === 'bigint') {
    return Number(value);
  }
  if (Array.isArray(value)) {
    return value.map(toJsonNumbers);
  }
  return value instanceof Map
    ? new Map([...value].map(([key, item]) => [key, toJsonNumbers(item)]))
    : value;
}
