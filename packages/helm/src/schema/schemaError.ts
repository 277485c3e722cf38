/** A schema that can't be used; worded as Helm words it. */
export class SchemaError extends Error {
  readonly name = 'SchemaError';
  readonly code = 'SCHEMA';
}
