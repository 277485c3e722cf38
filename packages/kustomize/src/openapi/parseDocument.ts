import type { JsonValue } from '../resources/toValue';
import type { Schema, SchemaDocument } from './schema';

type JsonObject = { [key: string]: JsonValue };

/** A JSON object, or `undefined` for everything else. */
export function asObject(value: JsonValue | undefined): JsonObject | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? value
    : undefined;
}

function asText(value: JsonValue | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/**
 * Names of the built-in definitions are kept without it, those of others get a
 * slash, so that both can refer to each other and never meet by chance.
 */
const BUILTIN_PREFIX = 'io.k8s.';

function definitionKey(name: string): string {
  return name.startsWith(BUILTIN_PREFIX)
    ? name.slice(BUILTIN_PREFIX.length)
    : `/${name}`;
}

/** Reads what strategic merge needs from an OpenAPI v2 document (Swagger JSON as data). */
export function parseSchemaDocument(document: JsonValue): SchemaDocument {
  const definitions: { [name: string]: Schema } = {};
  const kinds: { [key: string]: string } = {};
  const source = asObject(asObject(document)?.definitions) ?? {};
  for (const [name, definition] of Object.entries(source)) {
    const key = definitionKey(name);
    definitions[key] = parseSchema(definition);
    for (const kind of kindsOf(asObject(definition))) kinds[kind] = key;
  }
  return {
    definitions,
    kinds,
    clusterScoped: clusterScopedKinds(asObject(asObject(document)?.paths)),
  };
}

/** Reads one schema and those inside it. */
export function parseSchema(value: JsonValue): Schema {
  const object = asObject(value) ?? {};
  const ref = asText(object.$ref)?.replace(/^#\/definitions\//, '');
  if (ref !== undefined) return { ref: definitionKey(ref) };
  const properties = asObject(object.properties);
  const strategy = asText(object['x-kubernetes-patch-strategy']);
  return {
    properties:
      properties &&
      Object.fromEntries(
        Object.entries(properties).map(([name, field]) => [
          name,
          parseSchema(field),
        ]),
      ),
    additional:
      asObject(object.additionalProperties) &&
      parseSchema(object.additionalProperties),
    items:
      object.type === 'array' && asObject(object.items) !== undefined
        ? parseSchema(object.items)
        : undefined,
    strategy,
    keys: strategy === undefined ? undefined : mergeKeys(object),
  };
}

function mergeKeys(schema: JsonObject): string[] {
  const list = schema['x-kubernetes-list-map-keys'];
  if (Array.isArray(list)) return list.map(key => String(key));
  const key = asText(schema['x-kubernetes-patch-merge-key']);
  return key === undefined ? [] : [key];
}

function kindKey(gvk: JsonObject | undefined): string | undefined {
  const version = asText(gvk?.version);
  const kind = asText(gvk?.kind);
  if (version === undefined || kind === undefined) return undefined;
  const group = asText(gvk?.group) ?? '';
  return group === '' ? `${version}/${kind}` : `${group}/${version}/${kind}`;
}

function kindsOf(definition: JsonObject | undefined): string[] {
  const list = definition?.['x-kubernetes-group-version-kind'];
  if (!Array.isArray(list)) return [];
  return list.flatMap(gvk => kindKey(asObject(gvk)) ?? []);
}

function clusterScopedKinds(paths: JsonObject | undefined): Set<string> {
  const namespaced = new Set<string>();
  const seen = new Set<string>();
  for (const [path, item] of Object.entries(paths ?? {})) {
    const get = asObject(asObject(item)?.get);
    const key = kindKey(asObject(get?.['x-kubernetes-group-version-kind']));
    if (key === undefined) continue;
    seen.add(key);
    if (path.includes('namespaces/{namespace}')) namespaced.add(key);
  }
  return new Set([...seen].filter(key => !namespaced.has(key)));
}
