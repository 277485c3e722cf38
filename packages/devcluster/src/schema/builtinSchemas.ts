import recorded from './builtin.json';
import { Schema } from './Schema';

type Raw = {
  ref?: string;
  properties?: Record<string, Raw>;
  items?: Raw;
  additionalProperties?: Raw;
};

/** One resource (or subresource, with a `/`) of a served group and version. */
export interface RecordedResource {
  name: string;
  kind: string;
  namespaced: boolean;
  singularName: string;
  verbs: string[];
  shortNames?: string[];
  categories?: string[];
  group?: string;
  version?: string;
}

/** Discovery facts of the built-in groups, in the order in which they are served. */
export const recordedDiscovery = recorded.discovery as unknown as {
  group: string;
  version: string;
  resources: RecordedResource[];
}[];

/** The Kubernetes version that the facts were taken from, e.g. `v1.36.1`. */
export const recordedVersion: string = recorded.version;

const rawDefinitions = recorded.definitions as unknown as Record<string, Raw>;
const kinds = recorded.kinds as Record<string, string>;
const linked = new Map<string, Schema>();

/** The schema of a built-in kind, with references resolved. */
export function builtinSchema(
  group: string,
  version: string,
  kind: string,
): Schema | undefined {
  const name = kinds[`${group}/${version}/${kind}`];
  return name ? definition(name) : undefined;
}

/** A built-in definition by its OpenAPI name. */
export function definition(name: string): Schema {
  const known = linked.get(name);
  if (known) {
    return known;
  }
  const raw = rawDefinitions[name] ?? {};
  const schema: Record<string, unknown> = { definition: name };
  linked.set(name, schema as Schema);
  Object.assign(schema, link(raw), { definition: name });
  return schema as Schema;
}

/** Names of all definitions that a kind reaches, for the OpenAPI documents. */
export function rawDefinition(name: string): unknown {
  return rawDefinitions[name];
}

/** `group/version/kind` → definition name. */
export function builtinKinds(): Readonly<Record<string, string>> {
  return kinds;
}

function link(raw: Raw): Schema {
  const { ref, properties, items, additionalProperties, ...rest } = raw;
  const own: Record<string, unknown> = { ...rest };
  if (properties) {
    own.properties = Object.fromEntries(
      Object.entries(properties).map(([key, value]) => [key, link(value)]),
    );
  }
  if (items) {
    own.items = link(items);
  }
  if (additionalProperties) {
    own.additionalProperties = link(additionalProperties);
  }
  if (!ref) {
    const isOpen =
      (!own.type || own.type === 'object') &&
      !properties &&
      !additionalProperties &&
      !own.intOrString;
    return isOpen ? { ...own, preserveUnknown: true } : own;
  }
  // A field of a struct type shares the definition and adds its own facts; the
  // prototype keeps recursive definitions finite.
  return Object.assign(Object.create(definition(ref)), own) as Schema;
}
