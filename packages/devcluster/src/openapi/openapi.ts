import { isObject, JsonObject } from '../json';
import { Registry } from '../resources/Registry';
import { Resource } from '../resources/Resource';
import {
  builtinKinds,
  rawDefinition,
  recordedVersion,
} from '../schema/builtinSchemas';

const PREFIX = '#/components/schemas/';
const OBJECT_META = 'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta';
const EXTENSIONS: Readonly<Record<string, string>> = {
  listType: 'x-kubernetes-list-type',
  listMapKeys: 'x-kubernetes-list-map-keys',
  mapType: 'x-kubernetes-map-type',
  patchStrategy: 'x-kubernetes-patch-strategy',
  patchMergeKey: 'x-kubernetes-patch-merge-key',
  preserveUnknown: 'x-kubernetes-preserve-unknown-fields',
};
const KEPT = ['type', 'format', 'default', 'enum', 'required'];

/** `/openapi/v3`: where the document of each group version is. */
export function openapiIndex(registry: Registry): JsonObject {
  const paths: JsonObject = {};
  for (const { group, version } of registry.all()) {
    const key = group ? `apis/${group}/${version}` : `api/${version}`;
    paths[key] ??= {
      serverRelativeURL: `/openapi/v3/${key}?hash=${recordedVersion}-${registry.revision}`,
    };
  }
  return { paths };
}

/** `/openapi/v3/<group version>`, or undefined when nothing is served there. */
export function openapiDocument(
  registry: Registry,
  group: string,
  version: string,
): JsonObject | undefined {
  const resources = registry.inGroupVersion(group, version);
  if (resources.length === 0) {
    return undefined;
  }
  return {
    openapi: '3.0.0',
    info: { title: 'Kubernetes', version: recordedVersion },
    paths: Object.assign({}, ...resources.map(pathsOf)) as JsonObject,
    components: { schemas: schemasOf(resources) },
  };
}

function pathsOf(resource: Resource): JsonObject {
  const { group, version, kind } = resource;
  const root = group ? `/apis/${group}/${version}` : `/api/${version}`;
  const base = resource.namespaced ? `${root}/namespaces/{namespace}` : root;
  const gvk = { group, version, kind };
  const parameters = ['dryRun', 'fieldManager', 'fieldValidation'].map(
    name => ({
      name,
      in: 'query',
      schema: { type: 'string', uniqueItems: true },
    }),
  );
  const operation = (action: string) => ({
    'x-kubernetes-action': action,
    'x-kubernetes-group-version-kind': gvk,
    parameters: ['get', 'list'].includes(action) ? [] : parameters,
    responses: { '200': { description: 'OK' } },
  });
  return {
    [`${base}/${resource.plural}`]: {
      get: operation('list'),
      post: operation('post'),
    },
    [`${base}/${resource.plural}/{name}`]: {
      get: operation('get'),
      put: operation('put'),
      patch: {
        ...operation('patch'),
        requestBody: {
          content: {
            'application/apply-patch+yaml': { schema: { type: 'object' } },
          },
        },
      },
      delete: operation('delete'),
    },
  };
}

function schemasOf(resources: readonly Resource[]): JsonObject {
  const schemas: JsonObject = {};
  for (const resource of resources) {
    if (resource.custom) {
      schemas[customName(resource)] = customSchema(resource);
      addDefinition(OBJECT_META, schemas);
    } else {
      const name =
        builtinKinds()[
          `${resource.group}/${resource.version}/${resource.kind}`
        ];
      if (name) {
        addDefinition(name, schemas);
        schemas[name] = {
          ...(schemas[name] as JsonObject),
          ...kindsOf(resource),
        };
      }
    }
  }
  return schemas;
}

function kindsOf({ group, version, kind }: Resource): JsonObject {
  return { 'x-kubernetes-group-version-kind': [{ group, version, kind }] };
}

function customName({ group, version, kind }: Resource): string {
  return [...group.split('.').reverse(), version, kind].join('.');
}

function customSchema(resource: Resource): JsonObject {
  const source = (resource.schema.source ?? { type: 'object' }) as JsonObject;
  const properties = isObject(source.properties) ? source.properties : {};
  return {
    ...source,
    properties: {
      apiVersion: { type: 'string' },
      kind: { type: 'string' },
      ...properties,
      metadata: { allOf: [{ $ref: `${PREFIX}${OBJECT_META}` }] },
    },
    ...kindsOf(resource),
  };
}

/** Adds a built-in definition and everything that it refers to. */
function addDefinition(name: string, schemas: JsonObject): void {
  if (schemas[name]) {
    return;
  }
  schemas[name] = {};
  schemas[name] = expand(rawDefinition(name) as JsonObject, reference =>
    addDefinition(reference, schemas),
  );
}

function expand(
  raw: JsonObject,
  onReference: (name: string) => void,
): JsonObject {
  const out: JsonObject = {};
  for (const key of KEPT) {
    if (raw[key] !== undefined) {
      out[key] = raw[key];
    }
  }
  for (const [key, name] of Object.entries(EXTENSIONS)) {
    if (raw[key] !== undefined) {
      out[name] = raw[key];
    }
  }
  if (raw.intOrString) {
    out.oneOf = [{ type: 'string' }, { type: 'integer' }];
  }
  if (typeof raw.ref === 'string') {
    onReference(raw.ref);
    out.allOf = [{ $ref: `${PREFIX}${raw.ref}` }];
  }
  if (isObject(raw.items)) {
    out.items = expand(raw.items, onReference);
  }
  if (isObject(raw.additionalProperties)) {
    out.additionalProperties = expand(raw.additionalProperties, onReference);
  }
  if (isObject(raw.properties)) {
    out.properties = Object.fromEntries(
      Object.entries(raw.properties).map(([key, value]) => [
        key,
        expand(value as JsonObject, onReference),
      ]),
    );
  }
  return out;
}

/** `/openapi/v2` as JSON, for clients that still ask for it: definitions only. */
export function openapiV2(registry: Registry): JsonObject {
  const schemas = schemasOf(registry.all());
  const text = JSON.stringify(schemas)
    .split(PREFIX)
    .join('#/definitions/')
    .replace(/"allOf":\[\{"\$ref":("[^"]+")\}\]/g, '"$ref":$1');
  return {
    swagger: '2.0',
    info: { title: 'Kubernetes', version: recordedVersion },
    paths: {},
    definitions: JSON.parse(text) as JsonObject,
  };
}
