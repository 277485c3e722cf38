/** One CEL rule of a CRD schema (`x-kubernetes-validations`). */
export interface ValidationRule {
  /** CEL expression over `self` that must be true. */
  readonly rule: string;
  /** What the API server answers when it is false. */
  readonly message: string;
}

/**
 * The part of a structural OpenAPI v3 schema that our kinds use; its JSON form
 * goes into a CustomResourceDefinition unchanged.
 */
export interface OpenApiSchema {
  readonly type: 'object' | 'array' | 'string' | 'integer' | 'boolean';
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly format?: 'date-time' | 'int64';
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly items?: OpenApiSchema;
  readonly properties?: Readonly<Record<string, OpenApiSchema>>;
  readonly additionalProperties?: OpenApiSchema;
  readonly required?: readonly string[];
  readonly 'x-kubernetes-validations'?: readonly ValidationRule[];
}
