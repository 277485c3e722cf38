import {
  buildResources,
  type Release,
  type Resource,
} from '@backstage-gitops/helm-release';
import { collectionPath, objectPath } from '@backstage-gitops/kube';
import type { HelmCall } from '../helmCommand';

/** Answers of the server by version and kind, e.g. `v1/ConfigMap`. */
export type LiveObjects = Record<string, unknown[]>;

const TABLE = [
  'application/json;as=Table;v=v1;g=meta.k8s.io',
  'application/json;as=Table;v=v1beta1;g=meta.k8s.io',
  'application/json',
].join(',');
const RELATED_PODS = 'v1/Pod(related)';
const SELECTING_KINDS = [
  ...['ReplicaSet', 'Deployment', 'StatefulSet', 'DaemonSet', 'Job'],
  'ReplicationController',
];

/**
 * The live objects of a release and the pods that they select, as objects or
 * as tables of the server; those that are not there are left out.
 * @throws ResourceError - the cluster does not know a kind
 */
export async function readLiveObjects(
  call: HelmCall,
  release: Release,
  as: 'tables' | 'objects',
): Promise<LiveObjects> {
  const { cluster, io } = call;
  const { client, namespace } = cluster;
  const { signal } = io;
  const context = { client, fieldManager: '', signal };
  const resources = await buildResources(context, release.manifest, namespace);
  const read = (path: string, query: Record<string, string> = {}) => {
    const all = {
      ...query,
      ...(as === 'tables' && { includeObject: 'Object' }),
    };
    return client.request<LiveList>({
      method: 'GET',
      path: `${path}?${new URLSearchParams(all)}`,
      accept: as === 'tables' ? TABLE : undefined,
      signal,
    });
  };
  const found: LiveObjects = {};
  const selectors = new Set<string>();
  for (const resource of resources) {
    const object = await readOne(resource, read);
    if (object === undefined) continue;
    const { version } = resource.mapping;
    add(found, `${version}/${resource.object.kind}`, [object]);
    const labelSelector = selectorOf(resource);
    if (labelSelector === undefined || selectors.has(labelSelector)) continue;
    selectors.add(labelSelector);
    const pods = await client.mapper.find({ apiVersion: 'v1', kind: 'Pod' });
    const path = collectionPath(pods, resource.namespace);
    const list = await read(path, { labelSelector }).catch(() => undefined);
    add(found, RELATED_PODS, list ? [typed(list)] : []);
  }
  return found;
}

interface LiveList {
  readonly kind?: string;
  readonly items?: readonly object[];
}

async function readOne(
  { mapping, namespace, name }: Resource,
  read: (path: string) => Promise<unknown>,
): Promise<unknown> {
  try {
    return await read(objectPath(mapping, { namespace, name }));
  } catch {
    return undefined;
  }
}

/** A list whose items say what they are; the server leaves that out. */
function typed(list: LiveList): LiveList {
  const { items } = list;
  return items
    ? {
        ...list,
        items: items.map(item => ({ apiVersion: 'v1', kind: 'Pod', ...item })),
      }
    : list;
}

function add(found: LiveObjects, key: string, objects: unknown[]): void {
  if (objects.length > 0) {
    found[key] = [...(found[key] ?? []), ...objects];
  }
}

/** The labels of the pods of a workload. */
function selectorOf({ object }: Resource): string | undefined {
  if (!SELECTING_KINDS.includes(object.kind)) {
    return undefined;
  }
  const { selector } = (object.spec ?? {}) as {
    selector?: Record<string, unknown>;
  };
  const labels =
    object.kind === 'ReplicationController' ? selector : selector?.matchLabels;
  return labels
    ? Object.entries(labels as Record<string, string>)
        .map(([key, value]) => `${key}=${value}`)
        .sort()
        .join(',')
    : undefined;
}
