import {
  computeStatus,
  type ObjectRef,
  type UnstructuredObject,
} from '@backstage-gitops/kube';
import type {
  HealthCount,
  InventoryNode,
  ObjectHealth,
} from '@backstage-gitops/plugin-gitops-common';

/** Reads live objects; undefined means that the kind could not be read yet. */
export interface LiveObjects {
  find(ref: ObjectRef): UnstructuredObject | 'absent' | undefined;
  /** Objects that the object with this uid controls. */
  ownedBy(uid: string): readonly UnstructuredObject[];
}

/** Old ReplicaSets are kept for rollbacks; they are no news. */
const isRetired = (object: UnstructuredObject) =>
  object.kind === 'ReplicaSet' && read(object, 'spec', 'replicas') === 0;

/** One node for each object of the inventory, with what it owns below it. */
export function toTree(
  inventory: readonly ObjectRef[],
  live: LiveObjects,
  nowMs: number,
): InventoryNode[] {
  return inventory.map(ref => {
    const object = live.find(ref);
    if (object === undefined || object === 'absent') {
      return {
        ...nodeOf(ref),
        health: object ? 'NotFound' : 'Unknown',
        message: object ? 'It is not in the cluster.' : undefined,
        children: [],
      };
    }
    return toNode(object, live, nowMs);
  });
}

function toNode(
  object: UnstructuredObject,
  live: LiveObjects,
  nowMs: number,
): InventoryNode {
  const { status, message } = computeStatus(object, nowMs);
  const { uid, namespace, name = '' } = object.metadata;
  const owned = uid ? live.ownedBy(uid) : [];
  return {
    ...nodeOf({ ...object, namespace, name }),
    health: status,
    message: status === 'Current' ? undefined : message,
    detail: detailOf(object),
    children: owned
      .filter(child => !isRetired(child))
      .map(child => toNode(child, live, nowMs))
      .sort((a, b) => a.name.localeCompare(b.name)),
  };
}

function nodeOf({ apiVersion, kind, namespace, name }: ObjectRef) {
  return {
    id: [apiVersion, kind, namespace ?? '', name].join('|'),
    apiVersion,
    kind,
    namespace,
    name,
  };
}

/** How much of it runs, or which image; nothing of a ConfigMap or Secret. */
function detailOf(object: UnstructuredObject): string | undefined {
  switch (object.kind) {
    case 'Deployment':
    case 'StatefulSet':
    case 'ReplicaSet': {
      const wanted = read(object, 'spec', 'replicas') ?? 1;
      const ready = read(object, 'status', 'readyReplicas') ?? 0;
      return `${ready}/${wanted} ready`;
    }
    case 'DaemonSet':
      return `${read(object, 'status', 'numberReady') ?? 0}/${
        read(object, 'status', 'desiredNumberScheduled') ?? 0
      } ready`;
    case 'Pod':
      return images(object) || undefined;
    case 'Secret':
      return 'values hidden';
    default:
      return undefined;
  }
}

function images(pod: UnstructuredObject): string {
  const containers = read(pod, 'spec', 'containers');
  return Array.isArray(containers)
    ? containers.map(container => String(container?.image ?? '')).join(', ')
    : '';
}

function read(object: unknown, ...path: string[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (value as Record<string, unknown> | undefined)?.[key],
    object,
  );
}

/** Counts the objects of the inventory, not what they own. */
export function countHealth(
  nodes: readonly { readonly health: ObjectHealth }[],
): HealthCount {
  const count = (...healths: ObjectHealth[]) =>
    nodes.filter(({ health }) => healths.includes(health)).length;
  return {
    total: nodes.length,
    healthy: count('Current'),
    progressing: count('InProgress', 'Terminating'),
    failed: count('Failed', 'NotFound'),
    unknown: count('Unknown'),
  };
}
