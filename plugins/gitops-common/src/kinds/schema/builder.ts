import type { OpenApiSchema, ValidationRule } from './openapi';

/** A schema and, in its type only, the TypeScript value that it describes. */
export interface Schema<T> {
  readonly openapi: OpenApiSchema;
  /** Never set; carries `T` for {@link Infer}. */
  readonly valueType?: T;
}

/** A field that may be left out of its object. */
export interface OptionalSchema<T> extends Schema<T> {
  readonly optional: true;
}

/** The TypeScript type of the values that a schema admits. */
export type Infer<S> = S extends Schema<infer T> ? T : never;

type Fields = Readonly<Record<string, Schema<unknown>>>;

type OptionalKeys<F extends Fields> = {
  [K in keyof F]: F[K] extends OptionalSchema<unknown> ? K : never;
}[keyof F];

type InferFields<F extends Fields> = {
  [K in Exclude<keyof F, OptionalKeys<F>>]: Infer<F[K]>;
} & { [K in OptionalKeys<F>]?: Infer<F[K]> };

interface StringLimits {
  readonly default?: string;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly format?: 'date-time';
}

interface ObjectOptions {
  readonly default?: unknown;
  readonly rules?: readonly ValidationRule[];
}

function describe(doc: string): { description?: string } {
  return doc === '' ? {} : { description: doc };
}

function string(doc: string, limits: StringLimits = {}): Schema<string> {
  return { openapi: { type: 'string', ...describe(doc), ...limits } };
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

function integer(
  doc: string,
  limits: { readonly minimum?: number } = {},
): Schema<number> {
  return {
    openapi: { type: 'integer', format: 'int64', ...describe(doc), ...limits },
  };
}

function array<T>(doc: string, item: Schema<T>): Schema<T[]> {
  return {
    openapi: { type: 'array', ...describe(doc), items: item.openapi },
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
      ...(options.default === undefined ? {} : { default: options.default }),
      properties: Object.fromEntries(
        entries.map(([name, field]) => [name, field.openapi]),
      ),
      ...(required.length > 0 ? { required } : {}),
      ...(options.rules ? { 'x-kubernetes-validations': options.rules } : {}),
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
  array,
  map,
  object,
  optional,
} as const;
