export { t } from './builder';
export type { Infer, OptionalSchema, Schema } from './builder';
export type { OpenApiSchema, ValidationRule } from './openapi';
