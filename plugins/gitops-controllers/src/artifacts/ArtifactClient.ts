import type { Artifact } from '@backstage-gitops/plugin-gitops-common';
import { createHash } from 'crypto';
import { buffer } from 'stream/consumers';
import { setTimeout as delay } from 'timers/promises';
import type { ArtifactStore } from './ArtifactStore';
import { ArtifactError } from './errors';

/** Settings of an {@link ArtifactClient}. */
export interface ArtifactClientOptions {
  /** Bytes of one archive. Default 512 MiB. */
  readonly maxBytes?: number;
  /** Bytes of archives kept for the next asker. Default 64 MiB. */
  readonly cacheBytes?: number;
  /** Tries after the first, for failures that may pass. Default 3. */
  readonly retries?: number;
  /** Milliseconds for one download. Default one minute. */
  readonly timeoutMs?: number;
  /** Store of this process; what it has need not be downloaded. */
  readonly local?: Pick<ArtifactStore, 'open'>;
}

/** What is needed to find and check an archive. */
export type ArtifactLocation = Pick<Artifact, 'url' | 'digest' | 'path'>;

const DEFAULTS = {
  maxBytes: 512 * 1024 * 1024,
  cacheBytes: 64 * 1024 * 1024,
  retries: 3,
  timeoutMs: 60_000,
};
const FIRST_PAUSE_MS = 200;
const ALGORITHMS = ['sha256', 'sha384', 'sha512'];

function isPassing(error: unknown): boolean {
  return error instanceof ArtifactError && error.code === 'unavailable';
}

/**
 * Downloads archives of sources and checks them against their digest, so what
 * it returns is what the source's status speaks of, whoever served it.
 */
export class ArtifactClient {
  private readonly options: Required<Omit<ArtifactClientOptions, 'local'>>;
  private readonly local: ArtifactClientOptions['local'];
  /** Archives by digest; newest last. */
  private readonly cache = new Map<string, Uint8Array>();
  private readonly running = new Map<string, Promise<Uint8Array>>();
  private cachedBytes = 0;

  constructor(options: ArtifactClientOptions = {}) {
    this.options = { ...DEFAULTS, ...options };
    this.local = options.local;
  }

  /**
   * The bytes of an artifact's archive. Askers for the same one share a
   * download.
   * @throws ArtifactError - `not-found`: the source is not ready;
   *   `digest-mismatch`, `limit`, `unavailable`
   */
  async fetch(
    artifact: ArtifactLocation,
    signal: AbortSignal,
  ): Promise<Uint8Array> {
    const { digest } = artifact;
    const cached = this.cache.get(digest);
    if (cached) {
      this.cache.delete(digest);
      this.cache.set(digest, cached);
      return cached;
    }
    signal.throwIfAborted();
    const key = `${digest} ${artifact.url}`;
    const running = this.running.get(key) ?? this.start(key, artifact);
    return new Promise((resolve, reject) => {
      const abort = () => reject(signal.reason);
      signal.addEventListener('abort', abort, { once: true });
      running
        .then(resolve, reject)
        .finally(() => signal.removeEventListener('abort', abort));
    });
  }

  private start(key: string, artifact: ArtifactLocation): Promise<Uint8Array> {
    const running = this.fetchWithRetries(artifact).finally(() =>
      this.running.delete(key),
    );
    running.catch(() => undefined); // whoever asked may have left
    this.running.set(key, running);
    return running;
  }

  private async fetchWithRetries(
    artifact: ArtifactLocation,
  ): Promise<Uint8Array> {
    for (let attempt = 0; ; attempt++) {
      try {
        const bytes =
          (await this.readLocal(artifact)) ?? (await this.download(artifact));
        this.remember(artifact.digest, bytes);
        return bytes;
      } catch (error) {
        if (!isPassing(error) || attempt >= this.options.retries) {
          throw error;
        }
        await delay(FIRST_PAUSE_MS * 2 ** attempt);
      }
    }
  }

  /**
   * Reads from this process's own store. It has what it has made itself, also
   * where the address in the status is from before a restart.
   */
  private async readLocal({
    path,
    digest,
  }: ArtifactLocation): Promise<Uint8Array | undefined> {
    try {
      const found = await this.local?.open(path);
      if (found === undefined) {
        return undefined;
      }
      this.requireSize(found.sizeBytes, path);
      const bytes = await buffer(found.stream);
      this.verify(bytes, digest);
      return bytes;
    } catch {
      return undefined; // missing or other bytes: whoever has them is asked
    }
  }

  private async download({
    url,
    digest,
  }: ArtifactLocation): Promise<Uint8Array> {
    const chunks: Buffer[] = [];
    let size = 0;
    try {
      const answer = await fetch(url, {
        signal: AbortSignal.timeout(this.options.timeoutMs),
        redirect: 'error',
      });
      this.requireFound(answer, url);
      for await (const chunk of answer.body ?? []) {
        size += chunk.length;
        this.requireSize(size, url);
        chunks.push(Buffer.from(chunk));
      }
    } catch (error) {
      if (error instanceof ArtifactError) {
        throw error;
      }
      const cause = (error as Error).cause ?? error;
      throw new ArtifactError(
        'unavailable',
        `failed to download archive, error: GET ${url}: ${
          (cause as Error).message
        }`,
        { cause: error },
      );
    }
    const bytes = Buffer.concat(chunks);
    this.verify(bytes, digest);
    return bytes;
  }

  private requireFound(answer: Response, url: string): void {
    if (answer.status === 404) {
      throw new ArtifactError('not-found', `artifact not found at ${url}`);
    }
    if (!answer.ok) {
      throw new ArtifactError(
        'unavailable',
        `failed to download archive from ${url}, status: ${answer.status} ${answer.statusText}`,
      );
    }
  }

  private requireSize(size: number, url: string): void {
    if (size > this.options.maxBytes) {
      throw new ArtifactError(
        'limit',
        `the archive at ${url} is larger than ${this.options.maxBytes} bytes`,
      );
    }
  }

  private verify(bytes: Uint8Array, digest: string): void {
    const [algorithm, expected] = digest.split(':');
    const computed = ALGORITHMS.includes(algorithm)
      ? createHash(algorithm).update(bytes).digest('hex')
      : undefined;
    if (computed === undefined || computed !== expected) {
      throw new ArtifactError(
        'digest-mismatch',
        `computed digest doesn't match '${digest}'`,
      );
    }
  }

  private remember(digest: string, bytes: Uint8Array): void {
    if (bytes.length > this.options.cacheBytes) {
      return;
    }
    this.cache.set(digest, bytes);
    this.cachedBytes += bytes.length;
    for (const [oldest, { length }] of this.cache) {
      if (this.cachedBytes <= this.options.cacheBytes) {
        return;
      }
      this.cache.delete(oldest);
      this.cachedBytes -= length;
    }
  }
}
