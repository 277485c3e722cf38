import { KubeObject } from '../json';
import { History, StoreEvent } from './History';

type StoreListener = (event: StoreEvent) => void;

/** The objects of one resource, by namespace ('' when cluster-scoped) and name. */
interface Shelf {
  namespaces: Map<string, Map<string, KubeObject>>;
  /** Objects by the uid of their controller, for controllers that look for their own. */
  controlled: Map<string, Map<string, KubeObject>>;
  history: History;
  listeners: Set<StoreListener>;
}

/**
 * Objects in memory with one revision counter, as etcd has: every write gets
 * the next number, and each resource remembers its latest events for watchers.
 * Knows nothing of schemas or HTTP.
 */
export class Store {
  private readonly shelves = new Map<string, Shelf>();
  /** Before this revision this process knows nothing. */
  private startRevision: number;
  private readonly everything = new Set<
    (resource: string, event: StoreEvent) => void
  >();

  /**
   * @param historyLength - events remembered per resource; older watchers get 410
   * @param revision - the revision to go on from
   */
  constructor(private readonly historyLength = 4096, private revision = 1) {
    this.startRevision = revision;
  }

  get currentRevision(): number {
    return this.revision;
  }

  get(
    resource: string,
    namespace: string,
    name: string,
  ): KubeObject | undefined {
    return this.shelves.get(resource)?.namespaces.get(namespace)?.get(name);
  }

  /** Objects in key order (namespace, then name); of one namespace when given. */
  list(resource: string, namespace?: string): KubeObject[] {
    const shelf = this.shelves.get(resource);
    if (!shelf) {
      return [];
    }
    const spaces =
      namespace === undefined
        ? [...shelf.namespaces.keys()].sort()
        : [namespace];
    return spaces.flatMap(space => {
      const objects = shelf.namespaces.get(space);
      return objects ? [...objects.values()].sort(byName) : [];
    });
  }

  /** Objects of a resource whose controller has this uid, in no order. */
  controlledBy(resource: string, uid: string): KubeObject[] {
    return [
      ...(this.shelves.get(resource)?.controlled.get(uid)?.values() ?? []),
    ];
  }

  /** Resources that hold at least one object. */
  resources(): string[] {
    return [...this.shelves]
      .filter(([, shelf]) => shelf.namespaces.size > 0)
      .map(([key]) => key);
  }

  /** Writes a new or changed object and gives it the next revision. */
  put(resource: string, object: KubeObject): KubeObject {
    const stored = this.stamp(object);
    const shelf = this.shelf(resource);
    const space = stored.metadata.namespace ?? '';
    let objects = shelf.namespaces.get(space);
    if (!objects) {
      objects = new Map();
      shelf.namespaces.set(space, objects);
    }
    const previous = objects.get(stored.metadata.name);
    objects.set(stored.metadata.name, stored);
    indexController(shelf, previous, stored);
    this.publish(resource, shelf, {
      type: previous ? 'MODIFIED' : 'ADDED',
      revision: this.revision,
      object: stored,
      previous,
    });
    return stored;
  }

  /** Removes an object; the event carries its last state at the new revision. */
  remove(resource: string, object: KubeObject): KubeObject {
    const shelf = this.shelf(resource);
    const space = object.metadata.namespace ?? '';
    const objects = shelf.namespaces.get(space);
    const previous = objects?.get(object.metadata.name);
    objects?.delete(object.metadata.name);
    indexController(shelf, previous, undefined);
    if (objects?.size === 0) {
      shelf.namespaces.delete(space);
    }
    const last = this.stamp(object);
    this.publish(resource, shelf, {
      type: 'DELETED',
      revision: this.revision,
      object: last,
      previous,
    });
    return last;
  }

  /** Drops a resource with its history (its definition is gone). */
  dropResource(resource: string): void {
    this.shelves.delete(resource);
  }

  /** Events after `revision`; undefined when the history no longer reaches back that far. */
  since(resource: string, revision: number): StoreEvent[] | undefined {
    return this.shelf(resource).history.since(revision);
  }

  /** Calls `listener` for every later event of the resource, until the returned function is called. */
  subscribe(resource: string, listener: StoreListener): () => void {
    const { listeners } = this.shelf(resource);
    listeners.add(listener);
    return () => listeners.delete(listener);
  }

  /** As `subscribe`, for every resource. */
  subscribeAll(
    listener: (resource: string, event: StoreEvent) => void,
  ): () => void {
    this.everything.add(listener);
    return () => this.everything.delete(listener);
  }

  /** Lets watchers resume only from now on: what came before is not for them. */
  forgetHistory(): void {
    this.startRevision = this.revision;
    for (const shelf of this.shelves.values()) {
      shelf.history = new History(this.historyLength, this.revision);
    }
  }

  /** Fills an empty store from saved objects, keeping their revisions. */
  restore(resource: string, objects: readonly KubeObject[]): void {
    const shelf = this.shelf(resource);
    for (const object of objects) {
      const space = object.metadata.namespace ?? '';
      const known =
        shelf.namespaces.get(space) ?? new Map<string, KubeObject>();
      known.set(object.metadata.name, object);
      indexController(shelf, undefined, object);
      shelf.namespaces.set(space, known);
    }
  }

  private stamp(object: KubeObject): KubeObject {
    this.revision += 1;
    return {
      ...object,
      metadata: { ...object.metadata, resourceVersion: String(this.revision) },
    };
  }

  private shelf(resource: string): Shelf {
    let shelf = this.shelves.get(resource);
    if (!shelf) {
      shelf = {
        namespaces: new Map(),
        controlled: new Map(),
        history: new History(this.historyLength, this.startRevision),
        listeners: new Set(),
      };
      this.shelves.set(resource, shelf);
    }
    return shelf;
  }

  private publish(resource: string, shelf: Shelf, event: StoreEvent): void {
    shelf.history.push(event);
    for (const listener of [...shelf.listeners]) {
      listener(event);
    }
    for (const listener of [...this.everything]) {
      listener(resource, event);
    }
  }
}

function byName(a: KubeObject, b: KubeObject): number {
  return a.metadata.name < b.metadata.name ? -1 : 1;
}

function controllerUid(object: KubeObject | undefined): string | undefined {
  return object?.metadata.ownerReferences?.find(owner => owner.controller)?.uid;
}

function indexController(
  shelf: Shelf,
  previous: KubeObject | undefined,
  next: KubeObject | undefined,
): void {
  const before = controllerUid(previous);
  const after = controllerUid(next);
  if (before && previous) {
    const known = shelf.controlled.get(before);
    known?.delete(previous.metadata.uid);
    if (known?.size === 0) {
      shelf.controlled.delete(before);
    }
  }
  if (after && next) {
    const known = shelf.controlled.get(after) ?? new Map<string, KubeObject>();
    known.set(next.metadata.uid, next);
    shelf.controlled.set(after, known);
  }
}
