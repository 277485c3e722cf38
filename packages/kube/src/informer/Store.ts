import { KubeObject, ObjectKey, formatKey } from '../api/types';

/** Values under which an object is found in one index. */
export type Indexer<T> = (object: T) => readonly string[];

/** Objects of one kind by key, with secondary indexes. */
export class Store<T extends KubeObject> {
  readonly #objects = new Map<string, T>();
  readonly #indexes = new Map<string, Map<string, Set<string>>>();

  constructor(private readonly indexers: Readonly<Record<string, Indexer<T>>>) {
    for (const name of Object.keys(indexers)) {
      this.#indexes.set(name, new Map());
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

  /** Objects whose indexer gave `value`. */
  byIndex(index: string, value: string): T[] {
    const keys = this.#indexes.get(index)?.get(value) ?? [];
    return [...keys].flatMap(key => this.#objects.get(key) ?? []);
  }

  /** Stores an object and returns the one it replaces. */
  set(object: T): T | undefined {
    const key = keyOf(object);
    const old = this.#objects.get(key);
    if (old) this.#unindex(key, old);
    this.#objects.set(key, object);
    for (const [name, indexer] of Object.entries(this.indexers)) {
      for (const value of indexer(object)) this.#addToIndex(name, value, key);
    }
    return old;
  }

  delete(key: string): T | undefined {
    const old = this.#objects.get(key);
    if (!old) return undefined;
    this.#unindex(key, old);
    this.#objects.delete(key);
    return old;
  }

  #addToIndex(name: string, value: string, key: string): void {
    const index = this.#indexes.get(name);
    const keys = index?.get(value);
    if (keys) keys.add(key);
    else index?.set(value, new Set([key]));
  }

  #unindex(key: string, object: T): void {
    for (const [name, indexer] of Object.entries(this.indexers)) {
      const index = this.#indexes.get(name);
      for (const value of indexer(object)) {
        const keys = index?.get(value);
        keys?.delete(key);
        if (keys?.size === 0) index?.delete(value);
      }
    }
  }
}

/** Key of an object in a store. */
export function keyOf(object: KubeObject): string {
  return formatKey({
    namespace: object.metadata.namespace,
    name: object.metadata.name ?? '',
  });
}
