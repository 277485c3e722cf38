import { Evaluator } from './evaluate';
import { formatFaults } from './fault';
import { jsonProblem } from './jsonProblem';
import { fromParsedJson, type JsonValue } from './jsonValue';
import { METASCHEMA_URLS } from './metaschemas';
import { PatternCompiler } from './patterns';
import { SchemaError } from './schemaError';
import type { SchemaLoader } from './schemaLoader';
import { ROOT_URL, SchemaRegistry } from './schemaRegistry';

/** Checks values and gives the lines that Helm prints; undefined when they fit. */
export type Validator = (values: JsonValue) => string | undefined;

/**
 * Prepares a values.schema.json for checking.
 * @throws SchemaError - not JSON, no valid schema, or a reference that leads nowhere
 */
export function compileSchema(
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
    if (error instanceof RangeError) {
      throw error;
    }
    throw new SchemaError(jsonProblem(text));
  }
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
