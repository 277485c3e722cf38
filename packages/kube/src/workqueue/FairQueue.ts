/**
 * First in, first out within a group, and one of each group in turn between
 * groups: who queues much waits for its own, not others for it.
 */
export class FairQueue<T> {
  /** By group; the first group is the next to be served. */
  readonly #groups = new Map<string, Set<T>>();
  #size = 0;

  /** Number of items that wait. */
  get size(): number {
    return this.#size;
  }

  /** Adds an item at the end of its group; one that waits keeps its place. */
  add(group: string, item: T): void {
    let items = this.#groups.get(group);
    if (!items) {
      items = new Set();
      this.#groups.set(group, items);
    }
    if (items.has(item)) return;
    items.add(item);
    this.#size += 1;
  }

  /** Takes out the next item that `mayLeave` accepts; undefined: none does. */
  take(mayLeave: (item: T) => boolean = () => true): T | undefined {
    for (const [group, items] of this.#groups) {
      for (const item of items) {
        if (!mayLeave(item)) continue;
        this.delete(group, item);
        this.#moveToEnd(group);
        return item;
      }
    }
    return undefined;
  }

  /** Removes an item. @returns whether it waited */
  delete(group: string, item: T): boolean {
    const items = this.#groups.get(group);
    if (!items?.delete(item)) return false;
    this.#size -= 1;
    if (items.size === 0) this.#groups.delete(group);
    return true;
  }

  clear(): void {
    this.#groups.clear();
    this.#size = 0;
  }

  #moveToEnd(group: string): void {
    const items = this.#groups.get(group);
    if (!items) return;
    this.#groups.delete(group);
    this.#groups.set(group, items);
  }
}
