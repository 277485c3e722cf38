import { extensions } from './extensions';
import type { ArrayOptions, ObjectOptions, StringLimits } from './extensions';
import type { OpenApiSchema } from './openapi';

/** A schema and, in its type only, the TypeScript value that it describes. */
export interface Schema<T> {
  readonly openapi: OpenApiSchema;
  /** Never set; carries `T` for {@link Infer}. */
  readonly valueType?: T;
}

/**
 * A field that may be left out of its object.
 * @inferred - declaration files of other modules name it
 */
export interface OptionalSchema<T> extends Schema<T> {
  readonly optional: true;
}

/** The TypeScript type of the values that a schema admits. */
export type Infer<S> = S extends Schema<infer T> ? T : never;

/** Fields of an object schema by their names. */
type Fields = Readonly<Record<string, Schema<unknown>>>;

type OptionalKeys<F extends Fields> = {
  [K in keyof F]: F[K] extends OptionalSchema<unknown> ? K : never;
}[keyof F];

type InferFields<F extends Fields> = {
  [K in Exclude<keyof F, OptionalKeys<F>>]: Infer<F[K]>;
} & { [K in OptionalKeys<F>]?: Infer<F[K]> };

interface NumberLimits {
  readonly default?: number;
  readonly minimum?: number;
  readonly maximum?: number;
}

function describe(doc: string): { description?: string } {
  return doc === '' ? {} : { description: doc };
}

function string(doc: string, limits: StringLimits = {}): Schema<string> {
  return {
    openapi: { type: 'string', ...describe(doc), ...extensions(limits) },
  };
}

function oneOf<const V extends readonly string[]>(
  doc: string,
  values: V,
  limits: { readonly default?: V[number] } = {},
): Schema<V[number]> {
  return {
    openapi: { type: 'string', ...describe(doc), enum: values, ...limits },
  };
}

function boolean(
  doc: string,
  limits: { readonly default?: boolean } = {},
): Schema<boolean> {
  return { openapi: { type: 'boolean', ...describe(doc), ...limits } };
}

function integer(doc: string, limits: NumberLimits = {}): Schema<number> {
  return { openapi: { type: 'integer', ...describe(doc), ...limits } };
}

function int64(doc: string, limits: NumberLimits = {}): Schema<number> {
  return {
    openapi: { type: 'integer', format: 'int64', ...describe(doc), ...limits },
  };
}

function time(doc: string): Schema<string> {
  return string(doc, { format: 'date-time' });
}

function any(doc: string): Schema<unknown> {
  return {
    openapi: { ...describe(doc), 'x-kubernetes-preserve-unknown-fields': true },
  };
}

function anyObject(doc: string): Schema<Record<string, unknown>> {
  return {
    openapi: {
      type: 'object',
      ...describe(doc),
      'x-kubernetes-preserve-unknown-fields': true,
    },
  };
}

function array<T>(
  doc: string,
  item: Schema<T>,
  options: ArrayOptions = {},
): Schema<T[]> {
  return {
    openapi: {
      type: 'array',
      ...describe(doc),
      items: item.openapi,
      ...extensions(options),
    },
  };
}

function map<T>(doc: string, value: Schema<T>): Schema<Record<string, T>> {
  return {
    openapi: {
      type: 'object',
      ...describe(doc),
      additionalProperties: value.openapi,
    },
  };
}

function object<F extends Fields>(
  doc: string,
  fields: F,
  options: ObjectOptions = {},
): Schema<InferFields<F>> {
  const entries = Object.entries(fields);
  const required = entries
    .filter(([, field]) => !('optional' in field))
    .map(([name]) => name);
  return {
    openapi: {
      type: 'object',
      ...describe(doc),
      properties: Object.fromEntries(
        entries.map(([name, field]) => [name, field.openapi]),
      ),
      ...(required.length > 0 ? { required } : {}),
      ...extensions(options),
    },
  };
}

function optional<T>(schema: Schema<T>): OptionalSchema<T> {
  return { ...schema, optional: true };
}

/**
 * Builders of schemas. Every builder takes the field's documentation first; it
 * becomes the CRD's `description` and a row of the reference page.
 *
 * @example
 * ```ts
 * const ref = t.object('What to check out.', {
 *   branch: t.optional(t.string('Branch name.')),
 * });
 * type Ref = Infer<typeof ref>; // { branch?: string }
 * ```
 */
export const t = {
  string,
  oneOf,
  boolean,
  integer,
  int64,
  time,
  any,
  anyObject,
  array,
  map,
  object,
  optional,
} as const;
