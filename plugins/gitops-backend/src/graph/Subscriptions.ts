/** Interest in a set of keys, until closed. */
export interface Subscription {
  /** Replaces the keys. */
  update(keys: Iterable<string>): void;
  close(): void;
}

/**
 * Listeners by key, so that a change is heard only by those whom it concerns.
 * The keys are those of `keys.ts`.
 */
export class Subscriptions {
  readonly #listeners = new Map<string, Set<() => void>>();

  /** Number of keys that somebody listens to. */
  get size(): number {
    return this.#listeners.size;
  }

  subscribe(keys: Iterable<string>, listener: () => void): Subscription {
    let current = new Set<string>();
    const update = (wanted: Iterable<string>) => {
      const next = new Set(wanted);
      for (const key of current)
        if (!next.has(key)) this.#remove(key, listener);
      for (const key of next) if (!current.has(key)) this.#add(key, listener);
      current = next;
    };
    update(keys);
    return { update, close: () => update([]) };
  }

  /** Calls each listener of any of the keys once. */
  notify(keys: Iterable<string>): void {
    const concerned = new Set<() => void>();
    for (const key of keys) {
      this.#listeners.get(key)?.forEach(listener => concerned.add(listener));
    }
    for (const listener of concerned) listener();
  }

  #add(key: string, listener: () => void): void {
    const listeners = this.#listeners.get(key);
    if (listeners) listeners.add(listener);
    else this.#listeners.set(key, new Set([listener]));
  }

  #remove(key: string, listener: () => void): void {
    const listeners = this.#listeners.get(key);
    listeners?.delete(listener);
    if (listeners?.size === 0) this.#listeners.delete(key);
  }
}
