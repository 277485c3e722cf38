/** One CEL rule of a CRD schema (`x-kubernetes-validations`). */
export interface ValidationRule {
  /** CEL expression over `self`, and `oldSelf` on updates, that must be true. */
  readonly rule: string;
  /** What the API server answers when it is false. */
  readonly message: string;
}

/**
 * The part of a structural OpenAPI v3 schema that our kinds use; its JSON form
 * goes into a CustomResourceDefinition unchanged.
 */
export interface OpenApiSchema {
  /** Absent only where any JSON value may stand. */
  readonly type?: 'object' | 'array' | 'string' | 'integer' | 'boolean';
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly format?: 'date-time' | 'int64';
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly items?: OpenApiSchema;
  readonly properties?: Readonly<Record<string, OpenApiSchema>>;
  readonly additionalProperties?: OpenApiSchema;
  readonly required?: readonly string[];
  readonly 'x-kubernetes-list-type'?: 'atomic' | 'map';
  readonly 'x-kubernetes-list-map-keys'?: readonly string[];
  readonly 'x-kubernetes-map-type'?: 'atomic';
  readonly 'x-kubernetes-preserve-unknown-fields'?: true;
  readonly 'x-kubernetes-validations'?: readonly ValidationRule[];
}
