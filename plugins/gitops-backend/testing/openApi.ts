import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv2020 from 'ajv/dist/2020';
import { parse } from 'yaml';

/** The OpenAPI document of the portal. */
export const OPENAPI_FILE = join(__dirname, '../src/schema/openapi.yaml');

interface OpenApiDocument {
  readonly paths: Readonly<Record<string, object>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, { readonly enum?: string[] }>>;
  };
}

export const openApi: OpenApiDocument = parse(
  readFileSync(OPENAPI_FILE, 'utf8'),
);

const ajv = new Ajv2020({ strict: false, allErrors: true });
ajv.addSchema({ $id: 'openapi', ...openApi });

/** What is wrong with a value by a schema of the document; empty if nothing. */
export function faultsOf(schema: string, value: unknown): string[] {
  const validate = ajv.getSchema(`openapi#/components/schemas/${schema}`);
  if (!validate) throw new Error(`no schema ${schema}`);
  if (validate(value) === true) return [];
  return (validate.errors ?? []).map(
    ({ instancePath, message, params }) =>
      `${instancePath} ${message} ${JSON.stringify(params)}`,
  );
}
