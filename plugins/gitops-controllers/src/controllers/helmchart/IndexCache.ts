import { VersionLookup } from '@backstage-gitops/helm';
import { systemClock } from '@backstage-gitops/kube';
import type { Clock } from '@backstage-gitops/kube';

/** How much an {@link IndexCache} keeps, and for how long. */
interface IndexCacheOptions {
  /** Indexes; 0 keeps none. */
  readonly maxIndexes: number;
  /** Bytes of all indexes together. */
  readonly maxBytes: number;
  /** Milliseconds that an index stays unused. */
  readonly ttlMs: number;
  /** Milliseconds from one look for unused indexes to the next. */
  readonly purgeIntervalMs: number;
  readonly clock?: Clock;
}

interface Entry {
  readonly lookup: VersionLookup;
  usedAt: number;
}

/**
 * Indexes of repositories by the digest of their artifact, so that one is read
 * once for all its charts. The one used the longest ago leaves first.
 */
export class IndexCache {
  /** Least recently used first. */
  readonly #entries = new Map<string, Entry>();
  readonly #clock: Clock;
  #heldBytes = 0;

  constructor(private readonly options: IndexCacheOptions) {
    this.#clock = options.clock ?? systemClock;
  }

  /** Indexes that are kept. */
  get size(): number {
    return this.#entries.size;
  }

  get heldBytes(): number {
    return this.#heldBytes;
  }

  get(digest: string): VersionLookup | undefined {
    const entry = this.#take(digest);
    if (entry) this.#keep(digest, entry.lookup);
    return entry?.lookup;
  }

  set(digest: string, lookup: VersionLookup): void {
    this.#take(digest);
    const { maxBytes, maxIndexes } = this.options;
    if (lookup.sizeBytes > maxBytes || maxIndexes === 0) return;
    this.#keep(digest, lookup);
    for (const [oldest] of this.#entries) {
      const isFull = this.size > maxIndexes || this.#heldBytes > maxBytes;
      if (isFull) this.#take(oldest);
    }
  }

  /** Drops unused indexes from time to time, until the returned function is called. */
  start(): () => void {
    let cancel: () => void;
    const schedule = () => {
      cancel = this.#clock.after(this.options.purgeIntervalMs, () => {
        this.purge();
        schedule();
      });
    };
    schedule();
    return () => cancel();
  }

  /** Drops the indexes that were not used for long. */
  purge(): void {
    const limit = this.#clock.steady() - this.options.ttlMs;
    for (const [digest, { usedAt }] of this.#entries) {
      if (usedAt < limit) this.#take(digest);
    }
  }

  #take(digest: string): Entry | undefined {
    const entry = this.#entries.get(digest);
    if (entry) {
      this.#entries.delete(digest);
      this.#heldBytes -= entry.lookup.sizeBytes;
    }
    return entry;
  }

  #keep(digest: string, lookup: VersionLookup): void {
    this.#entries.set(digest, { lookup, usedAt: this.#clock.steady() });
    this.#heldBytes += lookup.sizeBytes;
  }
}
