import { JsonObject } from '../json';

const TITLES = {
  FieldValueRequired: 'Required value',
  FieldValueInvalid: 'Invalid value',
  FieldValueNotSupported: 'Unsupported value',
  FieldValueDuplicate: 'Duplicate value',
  FieldValueForbidden: 'Forbidden',
  FieldValueTooLong: 'Too long',
  FieldValueTooMany: 'Too many',
  FieldValueTypeInvalid: 'Invalid value',
  FieldValueNotFound: 'Not found',
} as const;

export type FieldErrorReason = keyof typeof TITLES;

/** One fault of one field, worded as apimachinery's `field.Error` words it. */
export class FieldError {
  constructor(
    readonly reason: FieldErrorReason,
    /** Path of the field, e.g. `spec.ports[0].name`. */
    readonly field: string,
    /** The refused value; undefined where the wording names none. */
    readonly value: unknown,
    readonly detail: string,
  ) {}

  /** `Invalid value: "x": must be …`, without the path. */
  body(): string {
    const title = TITLES[this.reason];
    const hidden = [
      'FieldValueRequired',
      'FieldValueForbidden',
      'FieldValueTooLong',
    ];
    const head =
      hidden.includes(this.reason) || this.value === undefined
        ? title
        : `${title}: ${goValue(this.value)}`;
    return this.detail ? `${head}: ${this.detail}` : head;
  }

  text(): string {
    return `${this.field}: ${this.body()}`;
  }

  cause(): JsonObject {
    return { reason: this.reason, message: this.body(), field: this.field };
  }
}

function goValue(value: unknown): string {
  if (value === undefined || value === null) {
    return 'null';
  }
  return JSON.stringify(value);
}

export const required = (field: string, detail = '') =>
  new FieldError('FieldValueRequired', field, undefined, detail);

export const invalidValue = (field: string, value: unknown, detail: string) =>
  new FieldError('FieldValueInvalid', field, value, detail);

export const forbiddenField = (field: string, detail: string) =>
  new FieldError('FieldValueForbidden', field, undefined, detail);

export const duplicate = (field: string, value: unknown) =>
  new FieldError('FieldValueDuplicate', field, value, '');

export const unsupported = (
  field: string,
  value: unknown,
  allowed: readonly string[],
) =>
  new FieldError(
    'FieldValueNotSupported',
    field,
    value,
    `supported values: ${allowed.map(item => JSON.stringify(item)).join(', ')}`,
  );
