import type { Release } from '../release/release';

/** Bytes of stored text that a cache keeps decoded; in memory they take several times that. */
const DEFAULT_MAX_BYTES = 16 * 1024 * 1024;

interface Entry {
  readonly release: Release;
  readonly sizeBytes: number;
}

/**
 * Decoded revisions by the uid and resourceVersion of their object: an
 * unchanged history is decoded once. What was used the longest ago leaves
 * first. One cache may serve many storages of one cluster.
 */
export class ReleaseCache {
  private readonly entries = new Map<string, Entry>();
  private sizeBytes = 0;

  /** @param maxBytes - of the stored texts; default 16 MiB */
  constructor(private readonly maxBytes = DEFAULT_MAX_BYTES) {}

  /** Revisions that are kept. */
  get size(): number {
    return this.entries.size;
  }

  /**
   * The decoded revision.
   * @param key - changes when the object does
   * @param text - what is stored
   * @throws what `decode` throws; that is not kept
   */
  async read(
    key: string,
    text: string,
    decode: (text: string) => Promise<Release>,
  ): Promise<Release> {
    const known = this.entries.get(key);
    const release = known?.release ?? (await decode(text));
    this.keep(key, { release, sizeBytes: text.length });
    return release;
  }

  private keep(key: string, entry: Entry): void {
    this.forget(key);
    this.entries.set(key, entry);
    this.sizeBytes += entry.sizeBytes;
    for (const oldest of this.entries.keys()) {
      if (this.sizeBytes <= this.maxBytes) {
        return;
      }
      this.forget(oldest);
    }
  }

  private forget(key: string): void {
    this.sizeBytes -= this.entries.get(key)?.sizeBytes ?? 0;
    this.entries.delete(key);
  }
}
