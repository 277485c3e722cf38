import { decodeUtf8 } from '@backstage-gitops/go-template';
import type { Chart } from '../chart/chart';
import { HelmError, messageOf } from '../errors';
import { goTypeName } from '../values/goTypeName';
import { isTable, type Values } from '../values/values';
import { Evaluator } from './evaluate';
import { formatFaults } from './fault';
import { fromParsedJson, toJsonValue, type JsonValue } from './jsonValue';
import { METASCHEMA_URLS } from './metaschemas';
import { PatternCompiler } from './patterns';
import { SchemaError } from './schemaError';
import type { SchemaLoader } from './schemaLoader';
import { ROOT_URL, SchemaRegistry } from './schemaRegistry';

/** Checks values and gives the lines that Helm prints; undefined when they fit. */
type Validator = (values: JsonValue) => string | undefined;

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
      validator = compile(decodeUtf8(schema), loadSchema);
      validators.set(schema, validator);
    }
    return validator(toJsonValue(values));
  } catch (error) {
    return messageOf(error);
  }
}

function compile(
  text: string,
  loadSchema: SchemaLoader | undefined,
): Validator {
  const patterns = new PatternCompiler();
  const registry = new SchemaRegistry(parseSchema(text), loadSchema);
  requireValidSchema(registry, patterns);
  registry.requireReferences();
  const evaluator = new Evaluator(registry, patterns);
  return values => {
    const fault = evaluator.check(registry.root, values);
    return fault && `${formatFaults(fault)}\n`;
  };
}

function parseSchema(text: string): JsonValue {
  try {
    return fromParsedJson(JSON.parse(text));
  } catch (error) {
    throw new SchemaError(goJsonProblem(text, messageOf(error)));
  }
}

/** Go's words for a text that ends too early; other faults keep JavaScript's. */
function goJsonProblem(text: string, message: string): string {
  if (text.trim() === '') {
    return 'EOF';
  }
  return /end of JSON input|Unterminated/.test(message)
    ? 'unexpected EOF'
    : message;
}

function requireValidSchema(
  registry: SchemaRegistry,
  patterns: PatternCompiler,
): void {
  const { resource, schema } = registry.root;
  const metaUrl = METASCHEMA_URLS[resource.draft];
  const meta = registry.resolve(metaUrl, resource);
  const fault = new Evaluator(registry, patterns, true).check(meta, schema);
  if (fault) {
    throw new SchemaError(
      `"${ROOT_URL}#" is not valid against metaschema: jsonschema validation failed with '${metaUrl}#'\n${formatFaults(
        fault,
      )}`,
    );
  }
}
