/** The kinds of Go values that templates can meet, named as Go's reflect package prints them. */
export type GoKind =
  | 'invalid'
  | 'bool'
  | 'int'
  | 'int8'
  | 'int16'
  | 'int32'
  | 'int64'
  | 'uint'
  | 'uint8'
  | 'uint16'
  | 'uint32'
  | 'uint64'
  | 'float64'
  | 'complex128'
  | 'string'
  | 'slice'
  | 'map'
  | 'struct'
  | 'ptr'
  | 'func'
  | 'interface';

/**
 * Description of a Go type: what `%T` prints and what decides whether a
 * value may be passed to a parameter.
 */
export interface GoType {
  readonly kind: GoKind;
  /** As `%T` prints it, for example `map[string]interface {}`. */
  readonly name: string;
  /** Element type of slices and maps. */
  readonly elem?: GoType;
  /** True for a defined type such as `json.Number`, false for a type literal. */
  readonly isNamed: boolean;
}

function basic(kind: GoKind): GoType {
  return { kind, name: kind, isNamed: true };
}

function sliceOf(elem: GoType): GoType {
  return { kind: 'slice', name: `[]${elem.name}`, elem, isNamed: false };
}

function mapOf(elem: GoType): GoType {
  return { kind: 'map', name: `map[string]${elem.name}`, elem, isNamed: false };
}

const any: GoType = { kind: 'interface', name: 'interface {}', isNamed: false };
const uint8 = basic('uint8');
const string = basic('string');
const sliceOfAny = sliceOf(any);
const mapOfAny = mapOf(any);

/** The Go types that templates and their functions use. */
export const GoTypes = {
  any,
  invalid: basic('invalid'),
  bool: basic('bool'),
  int: basic('int'),
  int8: basic('int8'),
  int16: basic('int16'),
  int32: basic('int32'),
  int64: basic('int64'),
  uint: basic('uint'),
  uint8,
  uint16: basic('uint16'),
  uint32: basic('uint32'),
  uint64: basic('uint64'),
  float64: basic('float64'),
  complex128: basic('complex128'),
  string,
  bytes: sliceOf(uint8),
  strings: sliceOf(string),
  ints: sliceOf(basic('int')),
  slice: sliceOfAny,
  slices: sliceOf(sliceOfAny),
  maps: sliceOf(mapOfAny),
  map: mapOfAny,
  stringMap: mapOf(string),
  bytesMap: mapOf(sliceOf(uint8)),
  duration: { kind: 'int64', name: 'time.Duration', isNamed: true },
  time: { kind: 'struct', name: 'time.Time', isNamed: true },
  jsonNumber: { kind: 'string', name: 'json.Number', isNamed: true },
  /** The parameter type of builtins that take any value, nil and missing ones too. */
  reflectValue: { kind: 'struct', name: 'reflect.Value', isNamed: true },
} as const satisfies Record<string, GoType>;

/** Makes a named type, for example `namedType('map', 'common.Values', GoTypes.any)`. */
export function namedType(kind: GoKind, name: string, elem?: GoType): GoType {
  return { kind, name, elem, isNamed: true };
}

/** Makes the slice type with elements of type `elem`. */
export function sliceType(elem: GoType): GoType {
  return sliceOf(elem);
}

/** Makes the map type with string keys and elements of type `elem`. */
export function mapType(elem: GoType): GoType {
  return mapOf(elem);
}

/** True when both describe the same Go type. */
export function isSameType(a: GoType, b: GoType): boolean {
  return a === b || (a.name === b.name && a.kind === b.kind);
}

/** True for the signed and unsigned integer kinds. */
export function isIntegerKind(kind: GoKind): boolean {
  return isSignedKind(kind) || isUnsignedKind(kind);
}

/** True for int, int8, int16, int32 and int64. */
export function isSignedKind(kind: GoKind): boolean {
  return kind.startsWith('int') && kind !== 'interface';
}

/** True for uint, uint8, uint16, uint32 and uint64. */
export function isUnsignedKind(kind: GoKind): boolean {
  return kind.startsWith('uint');
}
