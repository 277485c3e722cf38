import { isObject, JsonObject } from '../json';
import { applyFault } from '../fields/typedValue';
import { isDeclared, Schema } from '../schema/Schema';

/**
 * Refuses an applied configuration with a field that the schema does not
 * declare, or with a scalar of the wrong type.
 * @throws ApiError - 500 without reason, as the real server answers
 */
export function checkApplied(
  schema: Schema,
  configuration: JsonObject,
  subject: string,
): void {
  const faults: string[] = [];
  visit(schema, configuration, '', faults);
  if (faults.length > 0) {
    const list =
      faults.length === 1
        ? faults[0]
        : `errors:\n${faults.map(fault => `  ${fault}`).join('\n')}`;
    throw applyFault(
      `failed to create typed patch object (${subject}): ${list}`,
    );
  }
}

function visit(
  schema: Schema | undefined,
  value: unknown,
  path: string,
  faults: string[],
): void {
  if (!schema || value === null || value === undefined) {
    return;
  }
  if (Array.isArray(value)) {
    if (schema.type === 'array') {
      value.forEach((item, index) =>
        visit(schema.items, item, `${path}[${index}]`, faults),
      );
    } else if (isTyped(schema)) {
      faults.push(
        `${path}: expected ${expectation(
          schema,
        )}, got &value.valueUnstructured{Value:${goValue(value)}}`,
      );
    }
    return;
  }
  if (isObject(value)) {
    visitObject(schema, value, path, faults);
    return;
  }
  checkScalar(schema, value, path, faults);
}

function isTyped(schema: Schema): boolean {
  return (
    schema.type !== undefined && !schema.preserveUnknown && !schema.intOrString
  );
}

function visitObject(
  schema: Schema,
  value: JsonObject,
  path: string,
  faults: string[],
): void {
  if (isTyped(schema) && schema.type !== 'object') {
    faults.push(
      `${path}: expected ${expectation(
        schema,
      )}, got &value.valueUnstructured{Value:${goValue(value)}}`,
    );
    return;
  }
  for (const [key, item] of Object.entries(value)) {
    const at = `${path}.${key}`;
    if (isDeclared(schema, key)) {
      visit(schema.properties?.[key], item, at, faults);
    } else if (schema.additionalProperties) {
      visit(schema.additionalProperties, item, at, faults);
    } else if (schema.properties && !schema.preserveUnknown) {
      faults.push(`${at}: field not declared in schema`);
    }
  }
}

function checkScalar(
  schema: Schema,
  value: unknown,
  path: string,
  faults: string[],
): void {
  if (!isTyped(schema)) {
    return;
  }
  const matches =
    (schema.type === 'string' && typeof value === 'string') ||
    (schema.type === 'boolean' && typeof value === 'boolean') ||
    ((schema.type === 'integer' || schema.type === 'number') &&
      typeof value === 'number');
  if (!matches) {
    faults.push(
      `${path}: expected ${expectation(
        schema,
      )}, got &value.valueUnstructured{Value:${goValue(value)}}`,
    );
  }
}

function expectation(schema: Schema): string {
  switch (schema.type) {
    case 'integer':
    case 'number':
      return 'numeric (int or float)';
    case 'array':
      return 'list';
    case 'object':
      return 'map';
    case 'boolean':
      return 'boolean';
    default:
      return 'string';
  }
}

function goValue(value: unknown): string {
  return typeof value === 'string'
    ? JSON.stringify(value)
    : String(JSON.stringify(value));
}
