import { goTypeOfYaml } from './goTypeOfYaml';
import { timeProblem } from './timeProblem';
import { YamlTypeError } from './yamlErrors';
import { readYaml, type YamlValue } from './readYaml';

/**
 * The Go type that a YAML document is decoded into: a text, a flag, a time in
 * RFC 3339, anything, a list, a map with text keys, or a struct with its JSON field names.
 */
export type Shape =
  | 'string'
  | 'bool'
  | 'time'
  | 'any'
  | { readonly list: Shape }
  | { readonly map: Shape }
  | {
      /** Name of the Go type, empty for an anonymous one. */
      readonly struct: string;
      /** The type as Go prints it, e.g. `v2.Metadata`. */
      readonly goType: string;
      readonly fields: Readonly<Record<string, Shape>>;
    };

/**
 * Decodes YAML as sigs.k8s.io/yaml does into a Go struct: numbers and flags
 * become text where text is wanted, unknown fields are ignored, names match
 * without regard to case when no exact one exists.
 * @returns structs and maps as Map, lists as arrays; null where the document is empty
 * @throws YamlTypeError or the error of the YAML reader, worded as Go words them
 */
export function decodeInto(text: string, shape: Shape): unknown {
  return fit(readYaml(text, 'exact'), shape, { struct: '', path: '' });
}

/** Where the decoder is, for messages: the innermost struct and the dotted path from the root. */
interface Place {
  readonly struct: string;
  readonly path: string;
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
    return fitTime(value);
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
    fitted.set(key, fit(item, shape, place) ?? zeroValue(shape));
  }
  return fitted;
}

/** A null leaves Go's zero value behind. */
function zeroValue(shape: Shape): unknown {
  return shape === 'string' ? '' : null;
}

function fitStruct(
  value: ReadonlyMap<string, YamlValue>,
  shape: { struct: string; fields: Readonly<Record<string, Shape>> },
  place: Place,
): Map<string, unknown> {
  const fitted = new Map<string, unknown>();
  for (const [key, item] of sorted(value)) {
    const name = fieldName(shape.fields, key);
    if (name !== undefined) {
      const path = place.path === '' ? name : `${place.path}.${name}`;
      fitted.set(
        name,
        fit(item, shape.fields[name], {
          struct: shape.struct,
          path,
        }),
      );
    }
  }
  return fitted;
}

function fieldName(
  fields: Readonly<Record<string, Shape>>,
  key: string,
): string | undefined {
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

function fitTime(value: YamlValue): string {
  const problem =
    typeof value === 'string'
      ? timeProblem(value)
      : 'Time.UnmarshalJSON: input is not a JSON string';
  if (problem) {
    throw new YamlTypeError(
      `error unmarshaling JSON: while decoding JSON: ${problem}`,
    );
  }
  return value as string;
}

/**
 * A float as sigs.k8s.io/yaml turns it into text: the shortest digits that
 * give the same 32-bit float, with an exponent from 1e+06 up and below 1e-04.
 */
export function formatFloat32(value: number): string {
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

function refuse(value: YamlValue, wanted: string, place: Place): never {
  const target = place.path
    ? `Go struct field ${place.struct}.${place.path}`
    : 'Go value';
  throw new YamlTypeError(
    `error unmarshaling JSON: while decoding JSON: json: cannot unmarshal ${goTypeOfYaml(
      value,
    )} into ${target} of type ${wanted}`,
  );
}

function goType(shape: Shape): string {
  if (typeof shape === 'string') {
    return shape === 'any' ? 'interface {}' : shape;
  }
  if ('list' in shape) {
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
