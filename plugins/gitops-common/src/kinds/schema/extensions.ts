import type { OpenApiSchema, ValidationRule } from './openapi';

/** Limits of a string field. */
export interface StringLimits {
  readonly default?: string;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly format?: 'date-time';
  readonly rules?: readonly ValidationRule[];
}

/** Limits of a list field. */
export interface ArrayOptions {
  readonly default?: readonly unknown[];
  readonly minItems?: number;
  readonly maxItems?: number;
  /** `atomic`: one manager owns the whole list. `map`: items are merged by `mapKeys`. */
  readonly listType?: 'atomic' | 'map';
  readonly mapKeys?: readonly string[];
  readonly rules?: readonly ValidationRule[];
}

/** Options of an object field. */
export interface ObjectOptions {
  readonly default?: unknown;
  /** `atomic`: one manager owns the whole object. */
  readonly mapType?: 'atomic';
  readonly rules?: readonly ValidationRule[];
}

type Options = Omit<StringLimits & ArrayOptions, 'default'> & ObjectOptions;

/** Options under the names that a structural schema has for them. */
export function extensions(
  options: StringLimits | ArrayOptions | ObjectOptions,
): OpenApiSchema {
  const { rules, listType, mapKeys, mapType, ...plain }: Options = options;
  return {
    ...plain,
    ...(listType ? { 'x-kubernetes-list-type': listType } : {}),
    ...(mapKeys ? { 'x-kubernetes-list-map-keys': mapKeys } : {}),
    ...(mapType ? { 'x-kubernetes-map-type': mapType } : {}),
    ...(rules ? { 'x-kubernetes-validations': rules } : {}),
  };
}
