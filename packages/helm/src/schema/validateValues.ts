import { decodeUtf8 } from '@backstage-gitops/go-template';
import type { Chart } from '../chart/chart';
import { HelmError, messageOf } from '../errors';
import { goTypeName } from '../values/goTypeName';
import { isTable, type Values } from '../values/values';
import { compileSchema, type Validator } from './compileSchema';
import { toJsonValue } from './jsonValue';
import type { SchemaLoader } from './schemaLoader';

/** Compiled schemas live as long as the chart that their text belongs to. */
const validators = new WeakMap<Uint8Array, Validator>();

/**
 * Checks the values of a chart and its subcharts by their values.schema.json.
 * @throws HelmError - code SCHEMA, with the faults of all charts
 */
export function validateValues(
  chart: Chart,
  values: Values,
  options: { readonly loadSchema?: SchemaLoader } = {},
): void {
  const report = reportOf(chart, values, options.loadSchema);
  if (report !== '') {
    throw new HelmError(
      'SCHEMA',
      `values don't meet the specifications of the schema(s) in the following chart(s):\n${report}`,
      { file: 'values.schema.json' },
    );
  }
}

function reportOf(
  chart: Chart,
  values: Values,
  loadSchema: SchemaLoader | undefined,
): string {
  const problem = chart.schema && check(chart.schema, values, loadSchema);
  let report =
    problem === undefined ? '' : `${chart.metadata.name}:\n${problem}`;
  for (const subchart of chart.dependencies) {
    const { name } = subchart.metadata;
    const own = values.get(name) ?? undefined;
    if (isTable(own)) {
      report += reportOf(subchart, own, loadSchema);
    } else if (own !== undefined) {
      report += `${name}:\ninvalid type for values: expected object (map), got ${goTypeName(
        own,
      )}\n`;
    }
  }
  return report;
}

function check(
  schema: Uint8Array,
  values: Values,
  loadSchema: SchemaLoader | undefined,
): string | undefined {
  try {
    let validator = validators.get(schema);
    if (!validator) {
      validator = compileSchema(decodeUtf8(schema), loadSchema);
      validators.set(schema, validator);
    }
    return validator(toJsonValue(values));
  } catch (error) {
    return error instanceof RangeError
      ? 'the schema or the values nest too deeply'
      : messageOf(error);
  }
}
