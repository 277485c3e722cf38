/** How long something that was made from a watch is taken for current, without a change. */
const MAX_AGE_MS = 1_000;

/** A share in a watch, until closed. */
interface WatchShare<W> {
  readonly watch: W;
  /**
   * What `make` gives, made once for all shares until something changes or a
   * second has passed.
   * @param key - tells apart what is made from one watch
   */
  remember<T>(key: string, make: () => T): T;
  close(): void;
}

interface Entry<W> {
  readonly watch: W;
  readonly listeners: Set<() => void>;
  readonly made: Map<
    string,
    { readonly value: unknown; readonly atMs: number }
  >;
}

/**
 * One watch for all who look at the same, so that an event costs as much for a
 * hundred readers as for one. A watch is closed with its last share.
 */
export class WatchPool<W extends { close(): void }> {
  readonly #entries = new Map<string, Entry<W>>();

  /** Number of watches that are open. */
  get size(): number {
    return this.#entries.size;
  }

  /**
   * Joins the watch of a key, or opens it.
   * @param create - gets what the watch calls after a change
   * @param onChange - called after a change until the share is closed
   */
  share(
    key: string,
    create: (onChange: () => void) => W,
    onChange: () => void,
  ): WatchShare<W> {
    const entry = this.#entries.get(key) ?? this.#open(key, create);
    // The same function may share twice.
    const listener = () => onChange();
    entry.listeners.add(listener);
    return {
      watch: entry.watch,
      remember: (name, make) => remember(entry, name, make),
      close: () => {
        if (!entry.listeners.delete(listener)) return;
        if (entry.listeners.size > 0 || this.#entries.get(key) !== entry)
          return;
        this.#entries.delete(key);
        entry.watch.close();
      },
    };
  }

  #open(key: string, create: (onChange: () => void) => W): Entry<W> {
    const listeners = new Set<() => void>();
    const made: Entry<W>['made'] = new Map();
    const watch = create(() => {
      made.clear();
      for (const listener of listeners) listener();
    });
    const entry = { watch, listeners, made };
    this.#entries.set(key, entry);
    return entry;
  }
}

function remember<W, T>({ made }: Entry<W>, key: string, make: () => T): T {
  const nowMs = performance.now();
  const known = made.get(key);
  if (known && nowMs - known.atMs < MAX_AGE_MS) return known.value as T;
  const value = make();
  made.set(key, { value, atMs: nowMs });
  return value;
}
