interface EntityTag {
  readonly revision: string;
  readonly etag: string;
}

/** Addresses that are remembered; the oldest go first. */
const MAX_ADDRESSES = 5_000;

/**
 * The ETags of indexes, by address, so that a server need not send again what
 * is stored already.
 */
export class EntityTags {
  readonly #tags = new Map<string, EntityTag>();

  /** What the server called this revision of the index, if it did. */
  find(url: string, revision: string): string | undefined {
    const known = this.#tags.get(url);
    return known?.revision === revision ? known.etag : undefined;
  }

  remember(url: string, revision: string, etag: string | undefined): void {
    this.#tags.delete(url);
    if (etag === undefined) return;
    this.#tags.set(url, { revision, etag });
    if (this.#tags.size > MAX_ADDRESSES) {
      const [oldest] = this.#tags.keys();
      this.#tags.delete(oldest);
    }
  }
}
