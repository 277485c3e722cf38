export { t } from './builder';
export type { Fields, Infer, OptionalSchema, Schema } from './builder';
export type { OpenApiSchema, ValidationRule } from './openapi';
