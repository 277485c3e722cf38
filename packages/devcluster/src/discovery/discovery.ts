import { JsonObject } from '../json';
import { ApiGroup, Registry } from '../resources/Registry';
import { groupVersion, Resource } from '../resources/Resource';

const AGGREGATED = /application\/json;.*as=APIGroupDiscoveryList/;

/** Whether a client asks for the aggregated form. */
export function wantsAggregated(accept: string | undefined): boolean {
  return (accept ?? '').split(',').some(part => {
    const compact = part.replace(/\s/g, '');
    return (
      AGGREGATED.test(compact) &&
      compact.includes('v=v2') &&
      !compact.includes('v2beta1')
    );
  });
}

/** Content type of an aggregated document. */
export const AGGREGATED_TYPE =
  'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';

/** `/api` */
export function coreVersions(address: string): JsonObject {
  return {
    kind: 'APIVersions',
    versions: ['v1'],
    serverAddressByClientCIDRs: [
      { clientCIDR: '0.0.0.0/0', serverAddress: address },
    ],
  };
}

/** `/apis` */
export function groupList(registry: Registry): JsonObject {
  return {
    kind: 'APIGroupList',
    apiVersion: 'v1',
    groups: registry.groups().map(groupEntry),
  };
}

/** `/apis/<group>`, or undefined when there is no such group. */
export function groupDocument(
  registry: Registry,
  name: string,
): JsonObject | undefined {
  const group = registry.groups().find(item => item.name === name);
  return group && { kind: 'APIGroup', apiVersion: 'v1', ...groupEntry(group) };
}

function groupEntry({ name, versions }: ApiGroup): JsonObject {
  const entries = versions.map(({ version }) => ({
    groupVersion: `${name}/${version}`,
    version,
  }));
  return { name, versions: entries, preferredVersion: entries[0] };
}

/** `/api/v1` or `/apis/<group>/<version>`, or undefined. */
export function resourceList(
  registry: Registry,
  group: string,
  version: string,
): JsonObject | undefined {
  const resources = registry.inGroupVersion(group, version);
  if (resources.length === 0) {
    return undefined;
  }
  return {
    kind: 'APIResourceList',
    ...(group ? { apiVersion: 'v1' } : {}),
    groupVersion: groupVersion({ group, version }),
    resources: resources.flatMap(listEntries),
  };
}

function listEntries(resource: Resource): JsonObject[] {
  const main = {
    name: resource.plural,
    singularName: resource.singular,
    namespaced: resource.namespaced,
    kind: resource.kind,
    verbs: resource.verbs,
    ...(resource.shortNames.length > 0
      ? { shortNames: resource.shortNames }
      : {}),
    ...(resource.categories.length > 0
      ? { categories: resource.categories }
      : {}),
  };
  const below = resource.subresources.map(item => ({
    name: `${resource.plural}/${item.name}`,
    singularName: '',
    namespaced: resource.namespaced,
    ...(item.group !== undefined ? { group: item.group } : {}),
    ...(item.version !== undefined ? { version: item.version } : {}),
    kind: item.kind,
    verbs: item.verbs,
  }));
  return [main, ...below];
}

/** The aggregated document of the core group (`/api`) or of all others (`/apis`). */
export function aggregated(registry: Registry, isCore: boolean): JsonObject {
  const groups = isCore
    ? [{ name: '', versions: [{ version: 'v1', resources: registry.core() }] }]
    : registry.groups();
  return {
    kind: 'APIGroupDiscoveryList',
    apiVersion: 'apidiscovery.k8s.io/v2',
    metadata: {},
    items: groups.map(({ name, versions }) => ({
      metadata: { ...(name ? { name } : {}), creationTimestamp: null },
      versions: versions.map(({ version, resources }) => ({
        version,
        resources: resources.map(aggregatedEntry),
        freshness: 'Current',
      })),
    })),
  };
}

function aggregatedEntry(resource: Resource): JsonObject {
  const kind = {
    group: resource.group,
    version: resource.version,
    kind: resource.kind,
  };
  return {
    resource: resource.plural,
    responseKind: kind,
    scope: resource.namespaced ? 'Namespaced' : 'Cluster',
    singularResource: resource.singular,
    verbs: resource.verbs,
    ...(resource.shortNames.length > 0
      ? { shortNames: resource.shortNames }
      : {}),
    ...(resource.categories.length > 0
      ? { categories: resource.categories }
      : {}),
    ...(resource.subresources.length > 0
      ? {
          subresources: resource.subresources.map(item => ({
            subresource: item.name,
            responseKind: {
              group: item.group ?? resource.group,
              version: item.version ?? resource.version,
              kind: item.kind,
            },
            verbs: item.verbs,
          })),
        }
      : {}),
  };
}
