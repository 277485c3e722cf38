import { untilAborted } from '@backstage-gitops/kube';
import { join } from 'path';
import type { WorkerPool } from '../../worker/WorkerPool';
import type { ArchiveLimits } from '../archive/readArchive';
import type { ArtifactClient, ArtifactLocation } from '../ArtifactClient';
import type { WorkArea } from '../WorkArea';
import { ByteBudget } from './ByteBudget';
import { namespaceOfPath } from '../storePath';
import { SharedTasks } from './SharedTasks';

/** Settings of an {@link ArchiveCache}. */
export interface ArchiveCacheOptions {
  readonly client: Pick<ArtifactClient, 'download'>;
  readonly workers: Pick<WorkerPool, 'run'>;
  /** Where archives are downloaded to. */
  readonly workArea: WorkArea;
  /** Bytes of all unpacked archives together. Default 256 MiB. */
  readonly maxBytes?: number;
  /** Bytes that one archive may unpack to. Default 512 MiB. */
  readonly maxArchiveBytes?: number;
}

const MEBIBYTE = 1024 * 1024;
const DEFAULT_MAX_BYTES = 256 * MEBIBYTE;
const DEFAULT_MAX_ARCHIVE_BYTES = 512 * MEBIBYTE;

/** An archive, from the first who asks for it until it is evicted. */
interface Entry {
  /** Those who use it or wait for it; while there is one, it stays. */
  users: number;
  /** Undefined until the archive is downloaded. */
  image?: Promise<SharedArrayBuffer>;
  /** Bytes reserved for it. */
  sizeBytes: number;
  /** Aborts unpacking. */
  readonly abort: AbortController;
}

/**
 * Unpacked archives in memory that all threads share, by digest: however many
 * use one, at whichever address, it is unpacked once and counted once. Least
 * recently used ones go when others need their bytes; those in use stay, and
 * who needs more waits for them. An archive that is larger than the whole cache
 * is unpacked when nothing else is held, and kept for its users only.
 */
export class ArchiveCache {
  /** By digest, least recently used first. */
  readonly #entries = new Map<string, Entry>();
  readonly #budget: ByteBudget;
  readonly #downloads = new SharedTasks<SharedArrayBuffer>();
  readonly #limits: ArchiveLimits;

  constructor(private readonly options: ArchiveCacheOptions) {
    const { maxBytes = DEFAULT_MAX_BYTES } = options;
    this.#budget = new ByteBudget(maxBytes, bytes => this.#evict(bytes));
    const { maxArchiveBytes = DEFAULT_MAX_ARCHIVE_BYTES } = options;
    this.#limits = { maxBytes: maxArchiveBytes };
  }

  /** Bytes of the unpacked archives, those in use included. */
  get heldBytes(): number {
    return this.#budget.heldBytes;
  }

  /**
   * Calls `work` with the unpacked archive of an artifact, which stays while
   * `work` runs; see `ArchiveImage`.
   * @throws ArtifactError - `not-found`: the source is not ready; `limit`,
   *   `invalid-archive`, `digest-mismatch`, `unavailable`
   */
  async use<T>(
    artifact: ArtifactLocation,
    signal: AbortSignal,
    work: (image: SharedArrayBuffer) => Promise<T>,
  ): Promise<T> {
    const { digest } = artifact;
    const entry = this.#enter(digest);
    try {
      return await work(await this.#imageOf(entry, artifact, signal));
    } finally {
      this.#leave(digest, entry);
    }
  }

  #enter(digest: string): Entry {
    const abort = new AbortController();
    const entry = this.#entries.get(digest) ?? {
      users: 0,
      sizeBytes: 0,
      abort,
    };
    entry.users += 1;
    this.#entries.delete(digest);
    this.#entries.set(digest, entry);
    return entry;
  }

  #leave(digest: string, entry: Entry): void {
    entry.users -= 1;
    if (entry.users > 0) return;
    if (entry.sizeBytes === 0) this.#drop(digest, entry);
    this.#evict(this.#budget.excessBytes);
    this.#budget.retry();
  }

  async #imageOf(
    entry: Entry,
    artifact: ArtifactLocation,
    signal: AbortSignal,
  ): Promise<SharedArrayBuffer> {
    if (entry.image) return untilAborted(entry.image, signal);
    const { digest, url } = artifact;
    return this.#downloads.run(
      `${digest} ${url}`,
      downloading => this.#load(entry, artifact, downloading),
      signal,
    );
  }

  /** Downloads from one address; the first that has the bytes provides them. */
  async #load(
    entry: Entry,
    artifact: ArtifactLocation,
    signal: AbortSignal,
  ): Promise<SharedArrayBuffer> {
    const { client, workArea } = this.options;
    return workArea.use(async directory => {
      const file = join(directory, 'archive');
      await client.download(artifact, file, signal);
      entry.image ??= this.#unpack(artifact, entry, file);
      return entry.image;
    });
  }

  async #unpack(
    { digest, path }: ArtifactLocation,
    entry: Entry,
    file: string,
  ): Promise<SharedArrayBuffer> {
    const { workers } = this.options;
    const { signal } = entry.abort;
    const options = { namespace: namespaceOfPath(path), signal };
    const request = { file, limits: this.#limits };
    try {
      const sizeBytes = await workers.run('measureImage', request, options);
      await this.#budget.reserve(sizeBytes, signal);
      entry.sizeBytes = sizeBytes;
      return await workers.run('makeImage', { ...request, sizeBytes }, options);
    } catch (error) {
      this.#drop(digest, entry);
      throw error;
    }
  }

  /** Removes idle archives, least recently used first, until this many bytes are free. */
  #evict(bytes: number): void {
    let left = bytes;
    for (const [digest, entry] of this.#entries) {
      if (left <= 0) return;
      if (entry.users === 0) {
        left -= entry.sizeBytes;
        this.#drop(digest, entry);
      }
    }
  }

  #drop(digest: string, entry: Entry): void {
    if (this.#entries.get(digest) === entry) this.#entries.delete(digest);
    entry.abort.abort();
    const { sizeBytes } = entry;
    entry.sizeBytes = 0;
    if (sizeBytes > 0) this.#budget.release(sizeBytes);
  }
}
