import { JsonObject, KubeObject } from '../json';
import { PrinterColumn, Resource } from '../resources/Resource';
import { builtinColumns } from './builtinColumns';
import { ageOf } from './duration';
import { jsonPathValues } from './jsonPath';

const NAME: PrinterColumn = { name: 'Name', type: 'string', format: 'name' };

/** The columnDefinitions of a resource's Table. */
export function tableColumns(resource: Resource): JsonObject[] {
  return columnsOf(resource).map(
    ({ name, type, format, priority, description }) => ({
      name,
      type,
      format: format ?? '',
      description: description ?? '',
      priority: priority ?? 0,
    }),
  );
}

/** One row: a cell per column. */
export function tableRow(
  resource: Resource,
  object: KubeObject,
  now: Date,
): unknown[] {
  if (!resource.custom) {
    return (builtinColumns[resource.storageKey] ?? builtinColumns['']).map(
      ({ cell }) => cell(object, now),
    );
  }
  return [
    object.metadata.name,
    ...(resource.columns ?? []).map(column => customCell(column, object, now)),
  ];
}

function columnsOf(resource: Resource): readonly PrinterColumn[] {
  if (!resource.custom) {
    return builtinColumns[resource.storageKey] ?? builtinColumns[''];
  }
  return [NAME, ...(resource.columns ?? [])];
}

function customCell(
  column: PrinterColumn,
  object: KubeObject,
  now: Date,
): unknown {
  const values = jsonPathValues(column.jsonPath ?? '', object);
  if (values.length === 0) {
    return column.type === 'date' ? '<unknown>' : null;
  }
  const [value] = values;
  switch (column.type) {
    case 'date':
      return ageOf(value, now);
    case 'integer':
      return Number(value);
    case 'number':
      return Number(value);
    case 'boolean':
      return value;
    default:
      return values.length > 1 || typeof value === 'object'
        ? JSON.stringify(values.length > 1 ? values : value)
        : String(value);
  }
}
