/** Bytes of archives kept between builds. */
const MAX_BYTES = 64 * 1024 * 1024;

/**
 * Keeps archives that were downloaded, by digest, so that many Kustomizations
 * of one source cost one download. Shared memory spares worker threads a copy.
 */
export class ArchiveCache {
  readonly #kept = new Map<string, Uint8Array>();
  readonly #loading = new Map<string, Promise<Uint8Array>>();
  #bytes = 0;

  constructor(private readonly maxBytes = MAX_BYTES) {}

  /** The archive with this digest; `load` is called at most once at a time. */
  async get(
    digest: string,
    load: () => Promise<Uint8Array>,
  ): Promise<Uint8Array> {
    const kept = this.#kept.get(digest);
    if (kept) {
      this.#kept.delete(digest);
      this.#kept.set(digest, kept);
      return kept;
    }
    const loading =
      this.#loading.get(digest) ??
      load()
        .then(archive => this.#keep(digest, archive))
        .finally(() => this.#loading.delete(digest));
    this.#loading.set(digest, loading);
    return loading;
  }

  #keep(digest: string, archive: Uint8Array): Uint8Array {
    const shared = new Uint8Array(new SharedArrayBuffer(archive.length));
    shared.set(archive);
    if (archive.length > this.maxBytes) return shared;
    this.#kept.set(digest, shared);
    this.#bytes += archive.length;
    for (const [oldest, bytes] of this.#kept) {
      if (this.#bytes <= this.maxBytes) break;
      this.#kept.delete(oldest);
      this.#bytes -= bytes.length;
    }
    return shared;
  }
}
