import { conflict } from '../errors/ApiError';
import { isObject, KubeObject, ObjectMeta } from '../json';
import { Resource, subjectOf } from '../resources/Resource';

/** Delete options, as in the body and the query. */
export interface DeleteOptions {
  readonly dryRun: boolean;
  readonly propagation?: 'Foreground' | 'Background' | 'Orphan';
  readonly gracePeriodSeconds?: number;
  readonly preconditions?: {
    readonly uid?: string;
    readonly resourceVersion?: string;
  };
}

/** Throws 409 when the object is not the one that is meant. */
export function checkPreconditions(
  resource: Resource,
  live: KubeObject,
  options: DeleteOptions,
): void {
  const { uid, resourceVersion } = options.preconditions ?? {};
  const { metadata } = live;
  if (uid && uid !== metadata.uid) {
    throw conflict(
      subjectOf(resource),
      metadata.name,
      `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${metadata.uid}`,
    );
  }
  if (resourceVersion && resourceVersion !== metadata.resourceVersion) {
    throw conflict(
      subjectOf(resource),
      metadata.name,
      `Precondition failed: ResourceVersion in precondition: ${resourceVersion}, ResourceVersion in object meta: ${metadata.resourceVersion}`,
    );
  }
}

/** The object as being deleted: with its deadline, and the finalizers of its propagation. */
export function markDeleted(
  resource: Resource,
  live: KubeObject,
  options: DeleteOptions,
  now: Date,
): KubeObject {
  const { metadata } = live;
  const grace = resource.storageKey === 'pods' ? podGrace(live, options) : 0;
  const kept = (metadata.finalizers ?? []).filter(
    finalizer => finalizer !== 'orphan' && finalizer !== 'foregroundDeletion',
  );
  const added = {
    Orphan: ['orphan'],
    Foreground: ['foregroundDeletion'],
    Background: [],
  };
  const finalizers =
    options.propagation === undefined
      ? metadata.finalizers ?? []
      : [...kept, ...added[options.propagation]];
  const next: ObjectMeta = {
    ...metadata,
    deletionTimestamp: metadata.deletionTimestamp ?? deadline(now, grace),
    deletionGracePeriodSeconds: Math.min(
      metadata.deletionGracePeriodSeconds ?? grace,
      grace,
    ),
    ...(metadata.generation !== undefined && !metadata.deletionTimestamp
      ? { generation: metadata.generation + 1 }
      : {}),
  };
  if (finalizers.length > 0) {
    next.finalizers = finalizers;
  } else {
    delete next.finalizers;
  }
  const marked: KubeObject = { ...live, metadata: next };
  if (resource.storageKey !== 'namespaces') {
    return marked;
  }
  const status = isObject(live.status) ? live.status : {};
  return { ...marked, status: { ...status, phase: 'Terminating' } };
}

function deadline(now: Date, graceSeconds: number): string {
  const time = new Date(now.getTime() + graceSeconds * 1000);
  return `${time.toISOString().slice(0, 19)}Z`;
}

/** Whether an object that is being deleted stays: finalizers or a kubelet hold it. */
export function isHeld(resource: Resource, object: KubeObject): boolean {
  return (
    (object.metadata.finalizers ?? []).length > 0 ||
    namespaceFinalizers(resource, object).length > 0 ||
    isGraceful(resource, object)
  );
}

function namespaceFinalizers(
  resource: Resource,
  object: KubeObject,
): unknown[] {
  if (resource.storageKey !== 'namespaces' || !isObject(object.spec)) {
    return [];
  }
  return Array.isArray(object.spec.finalizers) ? object.spec.finalizers : [];
}

/** A pod that runs on a node waits for its kubelet. */
function isGraceful(resource: Resource, object: KubeObject): boolean {
  return (
    resource.storageKey === 'pods' &&
    (object.metadata.deletionGracePeriodSeconds ?? 0) > 0
  );
}

function podGrace(pod: KubeObject, options: DeleteOptions): number {
  const spec = isObject(pod.spec) ? pod.spec : {};
  const status = isObject(pod.status) ? pod.status : {};
  if (
    !spec.nodeName ||
    status.phase === 'Failed' ||
    status.phase === 'Succeeded'
  ) {
    return 0;
  }
  return (
    options.gracePeriodSeconds ??
    Number(spec.terminationGracePeriodSeconds ?? 30)
  );
}
