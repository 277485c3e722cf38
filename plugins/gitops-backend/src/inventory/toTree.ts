import {
  computeStatus,
  type ObjectRef,
  type UnstructuredObject,
} from '@backstage-gitops/kube';
import type {
  InventoryNode,
  Statement,
} from '@backstage-gitops/plugin-gitops-common';

/** Reads live objects; undefined means that the kind could not be read yet. */
export interface LiveObjects {
  find(ref: ObjectRef): UnstructuredObject | 'absent' | undefined;
  /** Objects that the object with this uid controls. */
  ownedBy(uid: string): readonly UnstructuredObject[];
  /** Why the kind of an object cannot be read, where that is known. */
  problemOf(ref: ObjectRef): Statement | undefined;
}

/** Levels below an applied object; owners can name each other in a circle. */
const MAX_DEPTH = 4;

/** A ReplicaSet that a Deployment keeps only for rollbacks. */
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
        detail: object ? undefined : live.problemOf(ref),
        children: [],
      };
    }
    return toNode(object, live, nowMs, 0);
  });
}

function toNode(
  object: UnstructuredObject,
  live: LiveObjects,
  nowMs: number,
  depth: number,
): InventoryNode {
  const { status, message } = computeStatus(object, nowMs);
  const { uid, namespace, name = '' } = object.metadata;
  const owned = uid && depth < MAX_DEPTH ? live.ownedBy(uid) : [];
  return {
    ...nodeOf({ ...object, namespace, name }),
    health: status,
    message: status === 'Current' ? undefined : message,
    detail: detailOf(object),
    children: owned
      .filter(child => !isRetired(child))
      .map(child => toNode(child, live, nowMs, depth + 1))
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
function detailOf(object: UnstructuredObject): Statement | undefined {
  switch (object.kind) {
    case 'Deployment':
    case 'StatefulSet':
    case 'ReplicaSet':
      return podsReady(
        read(object, 'status', 'readyReplicas'),
        read(object, 'spec', 'replicas') ?? 1,
      );
    case 'DaemonSet':
      return podsReady(
        read(object, 'status', 'numberReady'),
        read(object, 'status', 'desiredNumberScheduled'),
      );
    case 'Pod':
      return { code: 'runsImages', params: { images: imagesOf(object) } };
    case 'Secret':
      return { code: 'valuesHidden', params: {} };
    default:
      return undefined;
  }
}

function podsReady(ready: unknown, wanted: unknown): Statement {
  const params = { ready: Number(ready ?? 0), wanted: Number(wanted ?? 0) };
  return { code: 'podsReady', params };
}

function imagesOf(pod: UnstructuredObject): string[] {
  const containers = read(pod, 'spec', 'containers');
  return Array.isArray(containers)
    ? containers.map(container => String(container?.image ?? ''))
    : [];
}

function read(object: unknown, ...path: string[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (value as Record<string, unknown> | undefined)?.[key],
    object,
  );
}
