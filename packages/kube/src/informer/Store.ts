import { KubeObject, ObjectKey, formatKey } from '../api/types';

/** Values under which an object is found in one index. */
export type Indexer<T> = (object: T) => readonly string[];

/** An index was read that no indexer was added for. */
export class UnknownIndexError extends Error {
  override readonly name = 'UnknownIndexError';
  readonly code = 'unknown-index';
  constructor(readonly index: string) {
    super(`no index "${index}": add its indexer first`);
  }
}

interface Index<T> {
  readonly indexer: Indexer<T>;
  /** Keys of objects by value. */
  readonly keys: Map<string, Set<string>>;
}

/** Objects of one kind by key, with secondary indexes. */
export class Store<T extends KubeObject> {
  readonly #objects = new Map<string, T>();
  readonly #indexes = new Map<string, Index<T>>();

  constructor(indexers: Readonly<Record<string, Indexer<T>>> = {}) {
    for (const [name, indexer] of Object.entries(indexers)) {
      this.addIndexer(name, indexer);
    }
  }

  get(key: ObjectKey): T | undefined {
    return this.#objects.get(formatKey(key));
  }

  /** All objects; do not change them. */
  list(): T[] {
    return [...this.#objects.values()];
  }

  /** Keys as `namespace/name`. */
  keys(): string[] {
    return [...this.#objects.keys()];
  }

  getByKey(key: string): T | undefined {
    return this.#objects.get(key);
  }

  /**
   * Objects whose indexer gave `value`.
   * @throws UnknownIndexError - no indexer of that name was added
   */
  byIndex(index: string, value: string): T[] {
    const found = this.#indexes.get(index);
    if (!found) throw new UnknownIndexError(index);
    const keys = found.keys.get(value) ?? [];
    return [...keys].flatMap(key => this.#objects.get(key) ?? []);
  }

  /** Indexes all objects by `indexer`; an index of the same name is replaced. */
  addIndexer(name: string, indexer: Indexer<T>): void {
    const index: Index<T> = { indexer, keys: new Map() };
    for (const [key, object] of this.#objects) addToIndex(index, key, object);
    this.#indexes.set(name, index);
  }

  /** Drops an index; reading it is an error from then on. */
  removeIndexer(name: string): void {
    this.#indexes.delete(name);
  }

  /** Stores an object and returns the one it replaces. */
  set(object: T): T | undefined {
    const key = keyOf(object);
    const old = this.#objects.get(key);
    this.#objects.set(key, object);
    for (const index of this.#indexes.values()) {
      if (old) removeFromIndex(index, key, old);
      addToIndex(index, key, object);
    }
    return old;
  }

  /** Removes an object and returns it. */
  delete(key: string): T | undefined {
    const old = this.#objects.get(key);
    if (!old) return undefined;
    this.#objects.delete(key);
    for (const index of this.#indexes.values()) {
      removeFromIndex(index, key, old);
    }
    return old;
  }
}

function addToIndex<T>(index: Index<T>, key: string, object: T): void {
  for (const value of index.indexer(object)) {
    const keys = index.keys.get(value);
    if (keys) keys.add(key);
    else index.keys.set(value, new Set([key]));
  }
}

function removeFromIndex<T>(index: Index<T>, key: string, object: T): void {
  for (const value of index.indexer(object)) {
    const keys = index.keys.get(value);
    keys?.delete(key);
    if (keys?.size === 0) index.keys.delete(value);
  }
}

/** Key of an object in a store. */
export function keyOf(object: KubeObject): string {
  return formatKey({
    namespace: object.metadata.namespace,
    name: object.metadata.name ?? '',
  });
}
