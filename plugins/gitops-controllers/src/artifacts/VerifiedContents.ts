/** By what it is seen that stored bytes have changed. */
export interface Fingerprint {
  /** Of an object, or what a file system says in its place. */
  readonly etag: string;
  readonly sizeBytes: number;
  /** Undefined right after it was put: the next one that is seen. */
  readonly modifiedMs?: number;
  /** `sha256:<hex>` that the bytes have. */
  readonly digest: string;
}

const DEFAULT_REREAD_AFTER_MS = 60 * 60_000;

/**
 * The files of a store whose bytes were put or read by this process and had
 * their digest. Reading each one at every look would transfer all artifacts at
 * every interval, and be paid for.
 */
export class VerifiedContents {
  readonly #seen = new Map<string, Fingerprint & { readonly atMs: number }>();

  /** @param rereadAfterMs - for which a fingerprint counts; default one hour */
  constructor(private readonly rereadAfterMs = DEFAULT_REREAD_AFTER_MS) {}

  remember(key: string, fingerprint: Fingerprint): void {
    const { etag, sizeBytes, modifiedMs, digest } = fingerprint;
    const atMs = performance.now();
    this.#seen.set(key, { etag, sizeBytes, modifiedMs, digest, atMs });
  }

  forget(key: string): void {
    this.#seen.delete(key);
  }

  /** Whether a file is one whose bytes are known. */
  includes(key: string, found: Required<Fingerprint>): boolean {
    const seen = this.#seen.get(key);
    if (!seen) return false;
    const { modifiedMs = found.modifiedMs } = seen;
    const isSame =
      found.etag !== '' &&
      found.etag === seen.etag &&
      found.sizeBytes === seen.sizeBytes &&
      found.modifiedMs === modifiedMs &&
      found.digest === seen.digest;
    const isFresh = performance.now() - seen.atMs < this.rereadAfterMs;
    if (!isSame || !isFresh) return false;
    this.#seen.set(key, { ...seen, modifiedMs });
    return true;
  }
}
