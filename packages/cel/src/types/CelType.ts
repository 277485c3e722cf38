/** Kinds of types. `opaque` and `struct` types are told apart by name. */
export type TypeKind =
  | 'bool'
  | 'bytes'
  | 'double'
  | 'duration'
  | 'dyn'
  | 'error'
  | 'int'
  | 'list'
  | 'map'
  | 'null'
  | 'opaque'
  | 'parameter'
  | 'string'
  | 'struct'
  | 'timestamp'
  | 'type'
  | 'uint';

/** Gives the type of a field of a `struct` type; undefined when there is no such field. */
export type FieldTypes = (name: string) => CelType | undefined;

/** A type of CEL; also the value that `type(x)` yields. */
export class CelType {
  /**
   * @param name - as `type(x)` prints it, e.g. `google.protobuf.Timestamp`
   * @param parameters - element types of lists, maps and optionals
   * @param fieldType - of a `struct` type only
   */
  constructor(
    readonly kind: TypeKind,
    readonly name: string,
    readonly parameters: readonly CelType[] = [],
    readonly fieldType?: FieldTypes,
  ) {}

  /** As error messages of the checker print it, e.g. `map(string, dyn)`. */
  toString(): string {
    const short = SHORT_NAMES[this.kind];
    if (short !== undefined) return short;
    if (this.parameters.length === 0) return this.name;
    return `${this.name}(${this.parameters.join(', ')})`;
  }
}

const SHORT_NAMES: Partial<Record<TypeKind, string>> = {
  duration: 'duration',
  error: '!error!',
  null: 'null',
  timestamp: 'timestamp',
};

export const BOOL = new CelType('bool', 'bool');
export const BYTES = new CelType('bytes', 'bytes');
export const DOUBLE = new CelType('double', 'double');
export const DURATION = new CelType('duration', 'google.protobuf.Duration');
export const DYN = new CelType('dyn', 'dyn');
export const ERROR = new CelType('error', '!error!');
export const INT = new CelType('int', 'int');
export const NULL = new CelType('null', 'null_type');
export const STRING = new CelType('string', 'string');
export const TIMESTAMP = new CelType('timestamp', 'google.protobuf.Timestamp');
export const TYPE = new CelType('type', 'type');
export const UINT = new CelType('uint', 'uint');
/** The types of lists, maps and optionals as values: without parameters. */
export const LIST = new CelType('list', 'list');
export const MAP = new CelType('map', 'map');
export const OPTIONAL = new CelType('opaque', 'optional_type');

export function listOf(element: CelType): CelType {
  return new CelType('list', 'list', [element]);
}

export function mapOf(key: CelType, value: CelType): CelType {
  return new CelType('map', 'map', [key, value]);
}

export function optionalOf(value: CelType): CelType {
  return new CelType('opaque', 'optional_type', [value]);
}

/** The type of a type: `type(int)`. */
export function typeOfType(of: CelType): CelType {
  return new CelType('type', 'type', [of]);
}

/** A type that one library defines, e.g. `kubernetes.Quantity`. */
export function opaqueType(name: string): CelType {
  return new CelType('opaque', name);
}

/** A type with known fields, e.g. an object under a schema. */
export function structType(name: string, fieldType: FieldTypes): CelType {
  return new CelType('struct', name, [], fieldType);
}

export function isOptionalType(type: CelType): boolean {
  return type.kind === 'opaque' && type.name === 'optional_type';
}
