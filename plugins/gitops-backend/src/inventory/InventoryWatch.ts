import {
  refOf,
  type InformerHandle,
  type InformerScope,
  type ObjectRef,
  type SharedInformers,
  type UnstructuredObject,
} from '@backstage-gitops/kube';
import type {
  InventoryNode,
  Statement,
} from '@backstage-gitops/plugin-gitops-common';
import { isOfCluster, toKindStatement } from '../graph/toClusterStatus';
import { keyOfObject, keyOfScope, ownedScopesOf, scopeOf } from './liveScopes';
import { toTree, type LiveObjects } from './toTree';

interface InventoryWatchOptions {
  readonly informers: SharedInformers;
  /** Also watches ReplicaSets, Pods and Jobs that the objects own. */
  readonly withOwned: boolean;
  /** Called after a change of an object of the inventory, or of one that it owns. */
  readonly onChange: () => void;
}

/**
 * Watches the live objects of inventories on one cluster: one shared informer
 * for each kind and namespace that occurs, released when it no longer does.
 */
export class InventoryWatch {
  readonly #handles = new Map<string, InformerHandle<UnstructuredObject>>();
  #wanted: ReadonlySet<string> = new Set();
  /** Uids of the objects of the last tree. */
  #uids = new Set<string>();
  #isAcquiring = false;
  #isClosed = false;

  constructor(private readonly options: InventoryWatchOptions) {}

  /** Replaces the objects to watch. */
  follow(inventory: readonly ObjectRef[]): void {
    if (this.#isClosed) return;
    this.#wanted = new Set(inventory.map(keyOfObject));
    const scopes = this.#scopesOf(inventory);
    for (const [key, scope] of scopes) {
      if (!this.#handles.has(key)) this.#acquire(key, scope);
    }
    for (const [key, handle] of this.#handles) {
      if (scopes.has(key)) continue;
      handle.release();
      this.#handles.delete(key);
    }
  }

  /** Resolves when every kind was listed once or could not be. */
  async waitUntilSettled(): Promise<void> {
    await Promise.all(
      [...this.#handles.values()].map(({ informer }) =>
        informer.waitUntilSettled(),
      ),
    );
  }

  /** The inventory with health as of now. */
  tree(inventory: readonly ObjectRef[], nowMs: number): InventoryNode[] {
    return toTree(inventory, this.#live(), nowMs);
  }

  close(): void {
    this.#isClosed = true;
    for (const handle of this.#handles.values()) handle.release();
    this.#handles.clear();
  }

  #scopesOf(inventory: readonly ObjectRef[]): Map<string, InformerScope> {
    const scopes = new Map<string, InformerScope>();
    for (const ref of inventory) {
      const owned = this.options.withOwned ? ownedScopesOf(ref) : [];
      for (const scope of [scopeOf(ref), ...owned]) {
        scopes.set(keyOfScope(scope), scope);
      }
    }
    return scopes;
  }

  #acquire(key: string, scope: InformerScope): void {
    const onObject = (object: UnstructuredObject) => {
      if (!this.#isAcquiring && this.#concerns(object)) this.options.onChange();
    };
    // What the informer already holds is read by the caller anyway.
    this.#isAcquiring = true;
    const handle = this.options.informers.acquire<UnstructuredObject>(scope, {
      onAdd: onObject,
      onUpdate: onObject,
      onDelete: onObject,
      onProblem: () => this.options.onChange(),
    });
    this.#isAcquiring = false;
    this.#handles.set(key, handle);
    if (handle.informer.hasSynced) return;
    // A list without any of the objects changes `Unknown` to `NotFound`.
    void handle.informer.waitUntilSettled().then(() => {
      if (!this.#isClosed) this.options.onChange();
    });
  }

  #concerns(object: UnstructuredObject): boolean {
    if (this.#wanted.has(keyOfObject(refOf(object)))) return true;
    const owner = this.options.withOwned && controllerOf(object);
    return owner ? this.#uids.has(owner) : false;
  }

  #live(): LiveObjects {
    this.#uids = new Set();
    const children = this.options.withOwned
      ? this.#childrenByOwner()
      : new Map<string, UnstructuredObject[]>();
    return {
      find: ref => {
        const informer = this.#handles.get(keyOfScope(ref))?.informer;
        if (!informer?.hasSynced) return undefined;
        return informer.get(ref) ?? 'absent';
      },
      ownedBy: uid => {
        this.#uids.add(uid);
        return children.get(uid) ?? [];
      },
      problemOf: ref => this.#problemOf(ref),
    };
  }

  /** Without the server's text, which not every reader may see. */
  #problemOf(ref: ObjectRef): Statement | undefined {
    const problem = this.#handles.get(keyOfScope(ref))?.informer.problem;
    if (!problem || isOfCluster(problem)) return undefined;
    return toKindStatement(ref, { ...problem, message: '' });
  }

  #childrenByOwner(): Map<string, UnstructuredObject[]> {
    const children = new Map<string, UnstructuredObject[]>();
    for (const { informer } of this.#handles.values()) {
      for (const object of informer.store.list()) {
        const owner = controllerOf(object);
        if (!owner) continue;
        const siblings = children.get(owner);
        if (siblings) siblings.push(object);
        else children.set(owner, [object]);
      }
    }
    return children;
  }
}

/** Uid of the object that controls an object. */
function controllerOf({ metadata }: UnstructuredObject): string | undefined {
  return metadata.ownerReferences?.find(({ controller }) => controller)?.uid;
}
