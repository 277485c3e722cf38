import { RE2JS } from 're2js';
import {
  FieldError,
  invalidValue,
  required,
  unsupported,
} from '../errors/FieldError';
import { deepEqual, isObject, JsonObject, sortedJson } from '../json';
import { hasFormat } from './formats';
import { fieldPath, isDeclared, Schema } from './Schema';

const patterns = new Map<string, RE2JS>();

/** Checks a custom object against its schema (all but CEL rules), worded as the API server words it. */
export function validateSchema(
  schema: Schema,
  value: unknown,
  path = '',
): FieldError[] {
  const errors: FieldError[] = [];
  visit(schema, value, path, errors);
  return errors;
}

/**
 * Checks `status` alone, as writes to the subresource are checked: texts name
 * paths below status, fields name them from the root.
 */
export function validateStatus(
  schema: Schema,
  object: JsonObject,
): FieldError[] {
  const { status: child } = schema.properties ?? {};
  if (!child || object.status === undefined) {
    return [];
  }
  return validateSchema(child, object.status).map(
    ({ reason, field, value, detail }) =>
      new FieldError(
        reason,
        field === '<nil>' ? 'status' : fieldPath('status', field),
        value,
        detail,
      ),
  );
}

function visit(
  schema: Schema,
  value: unknown,
  path: string,
  errors: FieldError[],
): void {
  if (schema.definition) {
    return;
  }
  if (value === null && schema.nullable) {
    return;
  }
  const isOfType = hasType(schema, value);
  if (!isOfType) {
    errors.push(
      wrongType(schema, value, path),
      ...badInteger(schema, value, path),
    );
  }
  if (schema.enum && !schema.enum.some(item => deepEqual(item, value))) {
    errors.push(unsupported(path, value, schema.enum.map(String)));
  }
  if (!isOfType) {
    return;
  }
  if (typeof value === 'string') {
    checkString(schema, value, path, errors);
  } else if (typeof value === 'number') {
    checkNumber(schema, value, path, errors);
  } else if (Array.isArray(value)) {
    checkArray(schema, value, path, errors);
  } else if (isObject(value)) {
    checkObject(schema, value, path, errors);
  }
  checkJunctors(schema, value, path, errors);
}

function hasType(schema: Schema, value: unknown): boolean {
  if (schema.intOrString) {
    return typeof value === 'string' || Number.isInteger(value);
  }
  switch (schema.type) {
    case 'object':
      return isObject(value);
    case 'array':
      return Array.isArray(value);
    case 'string':
      return typeof value === 'string';
    case 'boolean':
      return typeof value === 'boolean';
    case 'integer':
      return Number.isInteger(value);
    case 'number':
      return typeof value === 'number';
    default:
      return true;
  }
}

/** `format` stands for the type where it has one: `int64` instead of `integer`. */
function wrongType(schema: Schema, value: unknown, path: string): FieldError {
  const isFormatted = schema.type === 'integer' && schema.format !== undefined;
  const plain = schema.intOrString ? 'integer,string' : schema.type;
  const isFraction = isFormatted && typeof value === 'number';
  const actual = isFraction ? 'float64' : typeName(value);
  const wanted = isFormatted ? schema.format : plain;
  return new FieldError(
    'FieldValueTypeInvalid',
    path || '<nil>',
    actual,
    `${path} in body must be of type ${wanted}: "${actual}"`,
  );
}

/** A fraction where an integer belongs is reported a second time, as out of range. */
function badInteger(
  { type, format }: Schema,
  value: unknown,
  path: string,
): FieldError[] {
  if (type !== 'integer' || typeof value !== 'number') {
    return [];
  }
  const wanted = format
    ? `${type} with format ${format}`
    : `${type} (default format)`;
  const text = `Checked value must be of type ${wanted} in ${path}`;
  return [invalidValue('<nil>', '', text)];
}

function typeName(value: unknown): string {
  if (value === null) {
    return 'null';
  }
  if (Array.isArray(value)) {
    return 'array';
  }
  if (typeof value === 'number') {
    return Number.isInteger(value) ? 'integer' : 'number';
  }
  return typeof value;
}

/** Lengths and pattern: only the first that is broken is reported. */
function stringFault(
  { maxLength, minLength, pattern }: Schema,
  value: string,
  path: string,
): FieldError | undefined {
  const length = [...value].length;
  if (maxLength !== undefined && length > maxLength) {
    const text = `may not be more than ${maxLength} bytes`;
    return new FieldError('FieldValueTooLong', path, value, text);
  }
  if (minLength !== undefined && length < minLength) {
    const text = `${path} in body should be at least ${minLength} chars long`;
    return invalidValue(path, value, text);
  }
  if (pattern !== undefined && !matches(pattern, value)) {
    return invalidValue(
      path,
      value,
      `${path} in body should match '${pattern}'`,
    );
  }
  return undefined;
}

function checkString(
  schema: Schema,
  value: string,
  path: string,
  errors: FieldError[],
): void {
  const fault = stringFault(schema, value, path);
  if (fault) {
    errors.push(fault);
  }
  if (
    schema.format &&
    !schema.intOrString &&
    !hasFormat(value, schema.format)
  ) {
    const text = JSON.stringify(value);
    errors.push(
      new FieldError(
        'FieldValueTypeInvalid',
        path,
        value,
        `${path} in body must be of type ${schema.format}: ${text}`,
      ),
    );
  }
}

function matches(pattern: string, value: string): boolean {
  let compiled = patterns.get(pattern);
  if (!compiled) {
    compiled = RE2JS.compile(pattern);
    patterns.set(pattern, compiled);
  }
  return compiled.matcher(value).find();
}

function checkNumber(
  schema: Schema,
  value: number,
  path: string,
  errors: FieldError[],
): void {
  const { minimum, maximum, multipleOf } = schema;
  const bad = (text: string) =>
    errors.push(invalidValue(path, value, `${path} in body should be ${text}`));
  if (
    minimum !== undefined &&
    (schema.exclusiveMinimum ? value <= minimum : value < minimum)
  ) {
    bad(
      `greater than ${schema.exclusiveMinimum ? '' : 'or equal to '}${minimum}`,
    );
  }
  if (
    maximum !== undefined &&
    (schema.exclusiveMaximum ? value >= maximum : value > maximum)
  ) {
    bad(`less than ${schema.exclusiveMaximum ? '' : 'or equal to '}${maximum}`);
  }
  if (multipleOf !== undefined && value % multipleOf !== 0) {
    bad(`a multiple of ${multipleOf}`);
  }
}

function checkArray(
  schema: Schema,
  value: unknown[],
  path: string,
  errors: FieldError[],
): void {
  if (schema.maxItems !== undefined && value.length > schema.maxItems) {
    errors.push(
      new FieldError(
        'FieldValueTooMany',
        path,
        value.length,
        `must have at most ${schema.maxItems} items`,
      ),
    );
  }
  if (schema.minItems !== undefined && value.length < schema.minItems) {
    errors.push(
      invalidValue(
        path,
        value.length,
        `${path} in body should have at least ${schema.minItems} items`,
      ),
    );
  }
  const { items } = schema;
  if (items) {
    value.forEach((item, index) =>
      visit(items, item, `${path}[${index}]`, errors),
    );
  }
  checkUnique(schema, value, path, errors);
}

/** Items of `set` and `map` lists must differ (in their keys). */
function checkUnique(
  schema: Schema,
  value: unknown[],
  path: string,
  errors: FieldError[],
): void {
  const keyOf = uniqueKey(schema);
  if (!keyOf) {
    return;
  }
  const stranger = value.findIndex(item => !isObject(item));
  if (schema.listType === 'map' && stranger >= 0) {
    const text = 'must be an object for an array of list-type map';
    errors.push(invalidValue(`${path}[${stranger}]`, value[stranger], text));
    return;
  }
  const seen = new Set<string>();
  value.forEach((item, index) => {
    const key = keyOf(item);
    const text = sortedJson(key);
    if (seen.has(text)) {
      errors.push(
        new FieldError('FieldValueDuplicate', `${path}[${index}]`, key, ''),
      );
    }
    seen.add(text);
  });
}

function uniqueKey(schema: Schema): ((item: unknown) => unknown) | undefined {
  if (schema.listType === 'set') {
    return item => item;
  }
  if (schema.listType === 'map') {
    return item =>
      isObject(item)
        ? Object.fromEntries(
            (schema.listMapKeys ?? []).map(key => [key, item[key]]),
          )
        : item;
  }
  return undefined;
}

function checkObject(
  schema: Schema,
  value: JsonObject,
  path: string,
  errors: FieldError[],
): void {
  for (const name of schema.required ?? []) {
    if (value[name] === undefined) {
      errors.push(required(fieldPath(path, name)));
    }
  }
  const count = Object.keys(value).length;
  if (schema.maxProperties !== undefined && count > schema.maxProperties) {
    errors.push(
      new FieldError(
        'FieldValueTooMany',
        path,
        count,
        `must have at most ${schema.maxProperties} items`,
      ),
    );
  }
  if (schema.minProperties !== undefined && count < schema.minProperties) {
    errors.push(
      invalidValue(
        path,
        count,
        `${path} in body should have at least ${schema.minProperties} properties`,
      ),
    );
  }
  for (const [key, item] of Object.entries(value)) {
    if (isDeclared(schema, key)) {
      visit(schema.properties![key], item, fieldPath(path, key), errors);
    } else if (schema.additionalProperties) {
      // unlike CEL rules, the schema writes keys of maps as fields
      visit(schema.additionalProperties, item, fieldPath(path, key), errors);
    }
  }
}

function checkJunctors(
  schema: Schema,
  value: unknown,
  path: string,
  errors: FieldError[],
): void {
  for (const branch of schema.allOf ?? []) {
    visit(branch, value, path, errors);
  }
  const passing = (branches: readonly Schema[]) =>
    branches.filter(branch => validateSchema(branch, value, path).length === 0)
      .length;
  if (schema.anyOf && !schema.intOrString && passing(schema.anyOf) === 0) {
    errors.push(
      invalidValue(
        path || '<nil>',
        '',
        `"${path}" must validate at least one schema (anyOf)`,
      ),
    );
  }
  if (schema.oneOf) {
    const count = passing(schema.oneOf);
    if (count !== 1) {
      const found =
        count === 0 ? 'Found none valid' : `Found ${count} valid alternatives`;
      errors.push(
        invalidValue(
          path || '<nil>',
          '',
          `"${path}" must validate one and only one schema (oneOf). ${found}`,
        ),
      );
    }
  }
  if (schema.not && validateSchema(schema.not, value, path).length === 0) {
    errors.push(
      invalidValue(
        path || '<nil>',
        '',
        `"${path}" must not validate the schema (not)`,
      ),
    );
  }
}
