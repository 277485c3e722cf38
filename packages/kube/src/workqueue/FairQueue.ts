interface Group<T> {
  readonly items: Set<T>;
  /** What the group has had so far, on the queue's scale. */
  spent: number;
}

/**
 * First in, first out within a group; between groups it is the turn of the one
 * that has had least. Who queues much, or what takes long, waits for its own,
 * not others for it. A group that was idle gains nothing by that.
 * @see Goyal, Vin, Cheng: Start-time Fair Queuing (1996)
 */
export class FairQueue<T> {
  readonly #groups = new Map<string, Group<T>>();
  /** Where the groups that were served last stood. */
  #now = 0;
  #size = 0;

  /** Number of items that wait. */
  get size(): number {
    return this.#size;
  }

  /** Adds an item at the end of its group; one that waits keeps its place. */
  add(group: string, item: T): void {
    const { items } = this.#enter(group);
    if (items.has(item)) return;
    items.add(item);
    this.#size += 1;
  }

  /**
   * Takes out the next item.
   * @param cost - charged to its group; see {@link charge}
   */
  take(cost = 1): T | undefined {
    const next = this.#next();
    if (!next) return undefined;
    const [name, group] = next;
    const [item] = group.items;
    this.#now = Math.max(this.#now, group.spent);
    this.delete(name, item);
    this.charge(name, cost);
    return item;
  }

  /** Counts what an item of the group has taken, also after it has left. */
  charge(name: string, cost: number): void {
    const group = this.#enter(name);
    group.spent += cost;
    // Re-inserted behind groups that have had as much.
    this.#groups.delete(name);
    this.#groups.set(name, group);
    this.#forgetIdle();
  }

  /** Removes an item. @returns whether it waited */
  delete(name: string, item: T): boolean {
    if (!this.#groups.get(name)?.items.delete(item)) return false;
    this.#size -= 1;
    return true;
  }

  clear(): void {
    this.#groups.clear();
    this.#size = 0;
  }

  #enter(name: string): Group<T> {
    const group = this.#groups.get(name) ?? { items: new Set(), spent: 0 };
    if (group.items.size === 0) group.spent = Math.max(group.spent, this.#now);
    this.#groups.set(name, group);
    return group;
  }

  #next(): [string, Group<T>] | undefined {
    let next: [string, Group<T>] | undefined;
    for (const entry of this.#groups) {
      const [, { items, spent }] = entry;
      if (items.size > 0 && (!next || spent < next[1].spent)) next = entry;
    }
    return next;
  }

  /** Groups that wait for nothing and are owed nothing begin anew. */
  #forgetIdle(): void {
    for (const [name, { items, spent }] of this.#groups) {
      if (items.size === 0 && spent <= this.#now) this.#groups.delete(name);
    }
  }
}
