export { t } from './builder';
export type { Infer, Schema } from './builder';
export type { OpenApiSchema, ValidationRule } from './openapi';
