import {
  builtinSchema,
  RecordedResource,
  recordedDiscovery,
} from '../schema/builtinSchemas';
import { Resource, ScalePaths, SubresourceInfo } from './Resource';
import { selectableFieldsOf } from './selectableFields';
import { strategyOf } from './strategies';

/** Served by the real server, and left out here: see docs/devcluster.md. */
const LEFT_OUT = new Set([
  'autoscaling/v1',
  'v1/componentstatuses',
  'v1/bindings',
]);

const REPLICAS: ScalePaths = {
  specReplicas: ['spec', 'replicas'],
  statusReplicas: ['status', 'replicas'],
  labelSelector: ['spec', 'selector'],
};

/** Every built-in resource, in the order of discovery. */
export function builtinResources(): Resource[] {
  return recordedDiscovery.flatMap(({ group, version, resources }) => {
    const prefix = group ? `${group}/${version}` : version;
    if (LEFT_OUT.has(prefix)) {
      return [];
    }
    return resources
      .filter(
        ({ name }) => !name.includes('/') && !LEFT_OUT.has(`${prefix}/${name}`),
      )
      .map(resource => toResource(group, version, resource, resources));
  });
}

function toResource(
  group: string,
  version: string,
  recorded: RecordedResource,
  all: RecordedResource[],
): Resource {
  const schema = builtinSchema(group, version, recorded.kind) ?? {
    type: 'object',
    preserveUnknown: true,
  };
  const below = all.filter(({ name }) => name.startsWith(`${recorded.name}/`));
  const subresources = below.map(item => subresourceOf(item, recorded.name));
  const names = subresources.map(({ name }) => name);
  const storageKey = group ? `${group}/${recorded.name}` : recorded.name;
  return {
    group,
    version,
    kind: recorded.kind,
    listKind: `${recorded.kind}List`,
    plural: recorded.name,
    singular: recorded.singularName,
    shortNames: recorded.shortNames ?? [],
    categories: recorded.categories ?? [],
    namespaced: recorded.namespaced,
    verbs: recorded.verbs,
    schema,
    storageKey,
    storageVersion: version,
    custom: false,
    hasStatus: names.includes('status'),
    ...(names.includes('scale') ? { scale: REPLICAS } : {}),
    subresources,
    selectableFields: selectableFieldsOf(storageKey),
    strategy: strategyOf(storageKey, recorded.kind),
  };
}

function subresourceOf(
  recorded: RecordedResource,
  parent: string,
): SubresourceInfo {
  return {
    name: recorded.name.slice(parent.length + 1),
    kind: recorded.kind,
    ...(recorded.group !== undefined ? { group: recorded.group } : {}),
    ...(recorded.version !== undefined ? { version: recorded.version } : {}),
    verbs: recorded.verbs,
  };
}
