import { JsonObject } from '../json';

/**
 * One node of a type: what the server needs of a built-in definition or of a
 * custom resource's structural schema. Built-in and custom kinds share it, so
 * that defaulting, pruning, field ownership and patches exist once.
 */
export interface Schema {
  readonly type?:
    | 'object'
    | 'array'
    | 'string'
    | 'integer'
    | 'number'
    | 'boolean';
  readonly format?: string;
  readonly default?: unknown;
  readonly nullable?: boolean;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema;
  readonly items?: Schema;
  readonly required?: readonly string[];

  /** x-kubernetes-list-type; a list without it is atomic. */
  readonly listType?: 'atomic' | 'set' | 'map';
  readonly listMapKeys?: readonly string[];
  readonly mapType?: 'atomic' | 'granular';
  readonly intOrString?: boolean;
  /** Any fields may stand here. */
  readonly preserveUnknown?: boolean;
  /** The value is a whole API object with apiVersion, kind and metadata. */
  readonly embedded?: boolean;

  /** Strategic merge patch of built-in kinds: `merge`, `replace`, `retainKeys`, comma separated. */
  readonly patchStrategy?: string;
  readonly patchMergeKey?: string;

  /**
   * How Go writes this field of a built-in struct: `p` pointer (an explicit
   * zero is kept), `a` always written; otherwise dropped when empty.
   */
  readonly written?: 'p' | 'a';
  /** Field number in the protobuf form of the struct that holds it. */
  readonly number?: number;
  /** Name of the built-in definition, e.g. `io.k8s.api.apps.v1.DeploymentSpec`. */
  readonly definition?: string;

  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: boolean;
  readonly exclusiveMaximum?: boolean;
  readonly multipleOf?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly uniqueItems?: boolean;
  readonly minProperties?: number;
  readonly maxProperties?: number;
  readonly allOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly not?: Schema;
  /** x-kubernetes-validations: rules in CEL. */
  readonly rules?: readonly ValidationRule[];
  /** The schema as the user wrote it, for OpenAPI. */
  readonly source?: JsonObject;
}

/** One entry of x-kubernetes-validations. */
export interface ValidationRule {
  readonly rule: string;
  readonly message?: string;
  readonly messageExpression?: string;
  readonly reason?: string;
  readonly fieldPath?: string;
  readonly optionalOldSelf?: boolean;
}

/** The schema of a field or map value of `schema`, if any is declared. */
export function childSchema(
  schema: Schema | undefined,
  key: string,
): Schema | undefined {
  const properties = schema?.properties;
  if (properties && Object.prototype.hasOwnProperty.call(properties, key)) {
    return properties[key];
  }
  return schema?.additionalProperties;
}

/** Whether `key` is a declared field (not a free key of a map). */
export function isDeclared(schema: Schema | undefined, key: string): boolean {
  return (
    !!schema?.properties &&
    Object.prototype.hasOwnProperty.call(schema.properties, key)
  );
}

/** The path of a child field, as error messages write it. */
export function fieldPath(parent: string, key: string): string {
  return parent ? `${parent}.${key}` : key;
}

/** The path of a value in a map whose keys are data: `data[key]`. */
export function keyPath(parent: string, key: string): string {
  return `${parent}[${key}]`;
}
