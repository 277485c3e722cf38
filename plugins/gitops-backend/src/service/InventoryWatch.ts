import {
  parseInventoryEntry,
  type InventoryEntry,
  type ObjectRef,
  type UnstructuredObject,
} from '@backstage-gitops/kube';
import type { InventoryNode } from '@backstage-gitops/plugin-gitops-common';
import type { ClusterWatch } from './clusters/ClusterWatch';
import type { InformerLease, InformerScope } from './clusters/SharedInformers';
import { toTree, type LiveObjects } from './views/tree';

/** Kinds that own others, and which those are. */
const OWNED_KINDS: Readonly<Record<string, readonly InformerScope[]>> = {
  Deployment: [
    { apiVersion: 'apps/v1', kind: 'ReplicaSet' },
    { apiVersion: 'v1', kind: 'Pod' },
  ],
  StatefulSet: [{ apiVersion: 'v1', kind: 'Pod' }],
  DaemonSet: [{ apiVersion: 'v1', kind: 'Pod' }],
  Job: [{ apiVersion: 'v1', kind: 'Pod' }],
  CronJob: [
    { apiVersion: 'batch/v1', kind: 'Job' },
    { apiVersion: 'v1', kind: 'Pod' },
  ],
};

/**
 * Follows the live objects of inventories on one cluster: opens an informer for
 * each kind and namespace that occurs, closes those that no longer do.
 */
export class InventoryWatch {
  readonly #leases = new Map<
    string,
    InformerLease & { scope: InformerScope }
  >();

  /**
   * @param withOwned - also follows ReplicaSets, Pods and Jobs, for the tree
   */
  constructor(
    private readonly cluster: ClusterWatch,
    private readonly withOwned: boolean,
    private readonly onChange: () => void,
  ) {}

  /** Takes over what is to be followed from now on. */
  follow(inventory: readonly ObjectRef[]): void {
    const wanted = new Map<string, InformerScope>();
    const add = (scope: InformerScope) => wanted.set(keyOfScope(scope), scope);
    for (const { apiVersion, kind, namespace } of inventory) {
      add({ apiVersion, kind, namespace });
      const owned = this.withOwned ? OWNED_KINDS[kind] ?? [] : [];
      owned.forEach(scope => add({ ...scope, namespace }));
    }
    for (const [key, scope] of wanted) {
      if (this.#leases.has(key)) continue;
      const lease = this.cluster.informers.acquire(scope, this.onChange);
      this.#leases.set(key, { ...lease, scope });
      // An empty first list changes nothing that a handler would hear of.
      void lease.informer.waitForSync().then(this.onChange);
    }
    for (const [key, lease] of this.#leases) {
      if (wanted.has(key)) continue;
      lease.release();
      this.#leases.delete(key);
    }
  }

  /** Resolves when every kind was listed once; a kind that cannot be read never is. */
  async waitForSync(): Promise<void> {
    await Promise.all(
      [...this.#leases.values()].map(({ informer }) => informer.waitForSync()),
    );
  }

  /** The inventory with health as of now. */
  tree(inventory: readonly ObjectRef[], nowMs: number): InventoryNode[] {
    return toTree(inventory, this.#live(), nowMs);
  }

  close(): void {
    for (const lease of this.#leases.values()) lease.release();
    this.#leases.clear();
  }

  #live(): LiveObjects {
    let children: Map<string, UnstructuredObject[]> | undefined;
    return {
      find: ref => {
        const informer = this.#leases.get(keyOfScope(ref))?.informer;
        if (!informer?.hasSynced) return undefined;
        return informer.get(ref) ?? 'absent';
      },
      ownedBy: uid => {
        children ??= this.#childrenByOwner();
        return children.get(uid) ?? [];
      },
    };
  }

  #childrenByOwner(): Map<string, UnstructuredObject[]> {
    const children = new Map<string, UnstructuredObject[]>();
    if (!this.withOwned) return children;
    for (const { informer } of this.#leases.values()) {
      for (const object of informer.store.list()) {
        const owner = object.metadata.ownerReferences?.find(
          ({ controller }) => controller,
        );
        if (!owner) continue;
        const siblings = children.get(owner.uid);
        if (siblings) siblings.push(object);
        else children.set(owner.uid, [object]);
      }
    }
    return children;
  }
}

function keyOfScope({ apiVersion, kind, namespace }: InformerScope): string {
  return [apiVersion, kind, namespace ?? ''].join('|');
}

/** The objects that `status.inventory` names; entries that cannot be read are left out. */
export function readInventory(
  entries: readonly InventoryEntry[] | undefined,
): ObjectRef[] {
  return (entries ?? []).flatMap(entry => {
    try {
      const ref = parseInventoryEntry(entry);
      return [{ ...ref, namespace: ref.namespace || undefined }];
    } catch {
      return [];
    }
  });
}
