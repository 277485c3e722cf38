import { KubeObject, ObjectMeta, OwnerReference } from '../json';
import { ObjectService } from '../objects/ObjectService';
import { Resource } from '../resources/Resource';
import { StoreEvent } from '../storage/History';
import { asController, Controller } from './Controllers';

const FOREGROUND = 'foregroundDeletion';
const ORPHAN = 'orphan';
const MANAGER = 'kube-controller-manager';

interface Located {
  readonly resource: Resource;
  readonly object: KubeObject;
}

/**
 * Deletes objects whose owners are gone, and carries out foreground and orphan
 * deletion. Owners and dependents are indexed by uid.
 * @see Kubernetes documentation, "Garbage Collection"
 */
export class GarbageCollector implements Controller {
  readonly name = 'garbage-collector';
  /** Where each live object is. */
  private readonly located = new Map<
    string,
    { storageKey: string; namespace: string; name: string }
  >();
  /** Owner uid → dependents' uids. */
  private readonly dependents = new Map<string, Set<string>>();

  constructor(private readonly objects: ObjectService) {}

  keysOf(storageKey: string, event: StoreEvent): readonly string[] {
    const { object, previous } = event;
    const { metadata } = object;
    const owners = ownersOf(metadata);
    const before = previous ? ownersOf(previous.metadata) : [];
    before.forEach(({ uid }) => this.dependents.get(uid)?.delete(metadata.uid));
    if (event.type === 'DELETED') {
      this.located.delete(metadata.uid);
      const waiting = [...(this.dependents.get(metadata.uid) ?? [])];
      return [...waiting, ...owners.map(({ uid }) => uid)];
    }
    this.located.set(metadata.uid, {
      storageKey,
      namespace: metadata.namespace ?? '',
      name: metadata.name,
    });
    for (const { uid } of owners) {
      const set = this.dependents.get(uid) ?? new Set<string>();
      set.add(metadata.uid);
      this.dependents.set(uid, set);
    }
    const isInteresting =
      owners.length > 0 || metadata.deletionTimestamp !== undefined;
    // a dependent that is deleted or unblocked may let its owner go
    const watchers =
      metadata.deletionTimestamp || before.length > 0
        ? owners.map(({ uid }) => uid)
        : [];
    return isInteresting ? [metadata.uid, ...watchers] : [];
  }

  reconcile(uid: string): void {
    const found = this.locate(uid);
    if (!found) {
      return;
    }
    const { metadata } = found.object;
    if (metadata.deletionTimestamp) {
      this.finishDeletion(found);
      return;
    }
    this.checkOwners(found);
  }

  private finishDeletion(found: Located): void {
    const finalizers = found.object.metadata.finalizers ?? [];
    if (finalizers.includes(ORPHAN)) {
      this.dependentsOf(found.object).forEach(dependent =>
        this.removeOwner(dependent, [found.object.metadata.uid]),
      );
      this.removeFinalizer(found, ORPHAN);
      return;
    }
    if (finalizers.includes(FOREGROUND)) {
      this.deleteForeground(found);
    }
  }

  private deleteForeground(found: Located): void {
    const blocking = this.dependentsOf(found.object).filter(({ object }) =>
      ownersOf(object.metadata).some(
        owner =>
          owner.uid === found.object.metadata.uid &&
          owner.blockOwnerDeletion === true,
      ),
    );
    for (const dependent of this.dependentsOf(found.object)) {
      this.checkOwners(dependent);
    }
    const remaining = blocking.filter(({ object }) =>
      this.locate(object.metadata.uid),
    );
    if (remaining.length === 0) {
      this.removeFinalizer(found, FOREGROUND);
    }
  }

  /** Deletes an object whose owners are all gone; drops references to those that are gone. */
  private checkOwners(found: Located): void {
    const owners = ownersOf(found.object.metadata);
    if (owners.length === 0) {
      return;
    }
    const states = owners.map(owner => ({
      owner,
      state: this.ownerState(owner, found),
    }));
    const solid = states.filter(({ state }) => state === 'solid');
    const dangling = states.filter(({ state }) => state === 'gone');
    const waiting = states.filter(({ state }) => state === 'waiting');
    if (solid.length > 0) {
      const gone = [...dangling, ...waiting].map(({ owner }) => owner.uid);
      if (gone.length > 0) {
        this.removeOwner(found, gone);
      }
      return;
    }
    if (found.object.metadata.deletionTimestamp) {
      return;
    }
    const hasBlocking = this.dependentsOf(found.object).length > 0;
    const { namespace = '', name, uid } = found.object.metadata;
    this.objects.delete(found.resource, namespace, name, {
      dryRun: false,
      propagation:
        waiting.length > 0 && hasBlocking
          ? 'Foreground'
          : inherited(found.object.metadata),
      preconditions: { uid },
    });
  }

  private ownerState(
    owner: OwnerReference,
    { object, resource }: Located,
  ): 'solid' | 'gone' | 'waiting' {
    const known = this.located.get(owner.uid);
    const isReachable =
      known &&
      (!resource.namespaced ||
        known.namespace === '' ||
        known.namespace === object.metadata.namespace);
    if (!known || !isReachable) {
      return 'gone';
    }
    const live = this.objects.store.get(
      known.storageKey,
      known.namespace,
      known.name,
    );
    if (!live || live.metadata.uid !== owner.uid) {
      return 'gone';
    }
    const isForeground = (live.metadata.finalizers ?? []).includes(FOREGROUND);
    return live.metadata.deletionTimestamp && isForeground
      ? 'waiting'
      : 'solid';
  }

  private dependentsOf(owner: KubeObject): Located[] {
    return [...(this.dependents.get(owner.metadata.uid) ?? [])]
      .map(uid => this.locate(uid))
      .filter((item): item is Located => item !== undefined);
  }

  private removeOwner(found: Located, uids: readonly string[]): void {
    this.change(found, metadata => ({
      ...metadata,
      ownerReferences: ownersOf(metadata).filter(
        ({ uid }) => !uids.includes(uid),
      ),
    }));
  }

  private removeFinalizer(found: Located, finalizer: string): void {
    this.change(found, metadata => ({
      ...metadata,
      finalizers: (metadata.finalizers ?? []).filter(
        item => item !== finalizer,
      ),
    }));
  }

  private change(
    { resource, object }: Located,
    change: (metadata: ObjectMeta) => ObjectMeta,
  ): void {
    const { namespace = '', name } = object.metadata;
    this.objects.modify(
      resource,
      namespace,
      name,
      live => ({ ...live, metadata: change(live.metadata) }),
      asController(MANAGER),
    );
  }

  private locate(uid: string): Located | undefined {
    const place = this.located.get(uid);
    const resource =
      place && this.objects.registry.findStored(place.storageKey);
    const object =
      place &&
      resource &&
      this.objects.find(resource, place.namespace, place.name);
    return resource && object && object.metadata.uid === uid
      ? { resource, object }
      : undefined;
  }
}

/** Finalizers that ask for a way of deletion stay in force. */
function inherited({
  finalizers = [],
}: ObjectMeta): 'Orphan' | 'Foreground' | 'Background' {
  if (finalizers.includes(ORPHAN)) {
    return 'Orphan';
  }
  return finalizers.includes(FOREGROUND) ? 'Foreground' : 'Background';
}

function ownersOf(metadata: ObjectMeta): OwnerReference[] {
  return metadata.ownerReferences ?? [];
}
