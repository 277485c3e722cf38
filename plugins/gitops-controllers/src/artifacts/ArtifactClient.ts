import { HttpClient, HttpError } from '@backstage-gitops/http';
import type { HttpResponse, NetworkPolicy } from '@backstage-gitops/http';
import type { Artifact } from '@backstage-gitops/plugin-gitops-common';
import { createWriteStream } from 'fs';
import { rm } from 'fs/promises';
import { Readable, Transform } from 'stream';
import type { TransformCallback } from 'stream';
import { pipeline } from 'stream/promises';
import { setTimeout as delay } from 'timers/promises';
import type { ArtifactStore } from './ArtifactStore';
import { algorithmOf, digestMismatch, DigestStream } from './digest';
import { ArtifactError } from './errors';

/** Settings of an {@link ArtifactClient}. */
export interface ArtifactClientOptions {
  /** Bytes of one archive. Default 512 MiB. */
  readonly maxBytes?: number;
  /** Tries after the first, for failures that may pass. Default 3. */
  readonly retries?: number;
  /** Milliseconds for one download. Default one minute. */
  readonly timeoutMs?: number;
  /** Where servers of artifacts may be; default that of the HTTP package. */
  readonly network?: NetworkPolicy;
  /** Token for servers that ask for one; no other address gets it. */
  readonly token?: {
    readonly text: string;
    /** Base of the URLs that get it: scheme, host and port, and a path. */
    readonly baseUrl: () => string;
  };
  /** Store of this process; what it has need not be downloaded. */
  readonly local?: Pick<ArtifactStore, 'open'>;
}

/** What is needed to find and check an archive. */
export type ArtifactLocation = Pick<Artifact, 'url' | 'digest' | 'path'>;

const DEFAULTS = {
  maxBytes: 512 * 1024 * 1024,
  retries: 3,
  timeoutMs: 60_000,
};
const USER_AGENT = 'backstage-gitops';
const FIRST_PAUSE_MS = 200;

function hasCode(error: unknown, ...codes: string[]): boolean {
  return error instanceof ArtifactError && codes.includes(error.code);
}

/** Passes bytes on as long as they are not too many. */
class LimitStream extends Transform {
  #sizeBytes = 0;

  constructor(private readonly maxBytes: number, private readonly url: string) {
    super();
  }

  override _transform(
    chunk: Buffer,
    _encoding: BufferEncoding,
    done: TransformCallback,
  ): void {
    this.#sizeBytes += chunk.length;
    if (this.#sizeBytes <= this.maxBytes) done(null, chunk);
    else {
      const message = `the archive at ${this.url} is larger than ${this.maxBytes} bytes`;
      done(new ArtifactError('limit', message));
    }
  }
}

async function requireFound(answer: HttpResponse, url: string): Promise<void> {
  const { status, statusText } = answer;
  const isFound = status >= 200 && status < 300;
  if (!isFound) await answer.discard();
  if (status === 404) {
    throw new ArtifactError('not-found', `artifact not found at ${url}`);
  }
  if (!isFound) {
    throw new ArtifactError(
      'unavailable',
      `failed to download archive from ${url}, status: ${status} ${statusText}`,
    );
  }
}

/** Failures of the network, and of a body that breaks off. */
function toArtifactError(url: string, error: unknown): ArtifactError {
  const isDenied = error instanceof HttpError && error.code === 'denied';
  return new ArtifactError(
    isDenied ? 'denied' : 'unavailable',
    `failed to download archive, error: GET ${url}: ${
      (error as Error).message
    }`,
    { cause: error },
  );
}

/**
 * Downloads archives of sources and checks them against their digest, so what
 * it writes is what the source's status names, whoever served it.
 */
export class ArtifactClient {
  readonly #options: ArtifactClientOptions & typeof DEFAULTS;

  constructor(options: ArtifactClientOptions = {}) {
    this.#options = { ...DEFAULTS, ...options };
  }

  /**
   * Writes an artifact's archive to a file, which must not exist; after a
   * failure it does not.
   * @throws ArtifactError - `not-found`: the source is not ready;
   *   `digest-mismatch`, `limit`, `denied`, `unavailable`
   */
  async download(
    artifact: ArtifactLocation,
    file: string,
    signal: AbortSignal,
  ): Promise<void> {
    algorithmOf(artifact.digest); // throws where nothing could match
    for (let attempt = 0; ; attempt++) {
      try {
        await this.#downloadOnce(artifact, file, signal);
        return;
      } catch (error) {
        await rm(file, { force: true });
        signal.throwIfAborted();
        const isLast = attempt >= this.#options.retries;
        if (isLast || !hasCode(error, 'unavailable')) throw error;
      }
      await delay(FIRST_PAUSE_MS * 2 ** attempt, undefined, { signal });
    }
  }

  async #downloadOnce(
    artifact: ArtifactLocation,
    file: string,
    signal: AbortSignal,
  ): Promise<void> {
    const isLocal = await this.#copyLocal(artifact, file, signal);
    if (isLocal) return;
    const { url } = artifact;
    const timeout = AbortSignal.timeout(this.#options.timeoutMs);
    const either = AbortSignal.any([signal, timeout]);
    const { network } = this.#options;
    const client = new HttpClient({ userAgent: USER_AGENT, network });
    try {
      const headers = this.#headersFor(url);
      const answer = await client.send({ url, headers, signal: either });
      await requireFound(answer, url);
      await this.#write(Readable.from(answer.body), artifact, file, either);
    } catch (error) {
      const isOurs = error instanceof ArtifactError || isFileError(error);
      throw isOurs ? error : toArtifactError(url, timeout.reason ?? error);
    } finally {
      await client.close();
    }
  }

  /** The token goes to the advertised address alone: an object may name any. */
  #headersFor(url: string): Record<string, string> {
    const { token } = this.#options;
    if (!token || !isBelow(url, token.baseUrl())) return {};
    return { authorization: `Bearer ${token.text}` };
  }

  /**
   * Copies from this process's own store, which has what it has made itself,
   * also where the address in the status is from before a restart.
   * @returns false when the store has no such file, or other bytes
   */
  async #copyLocal(
    artifact: ArtifactLocation,
    file: string,
    signal: AbortSignal,
  ): Promise<boolean> {
    try {
      const found = await this.#options.local?.open(artifact.path, signal);
      if (found) await this.#write(found.stream, artifact, file, signal);
      return found !== undefined;
    } catch (error) {
      const isElsewhere = hasCode(error, 'not-found', 'invalid-path');
      if (!isElsewhere && !hasCode(error, 'digest-mismatch')) throw error;
      await rm(file, { force: true });
      return false;
    }
  }

  async #write(
    stream: Readable,
    { url, digest }: ArtifactLocation,
    file: string,
    signal: AbortSignal,
  ): Promise<void> {
    const hashing = new DigestStream(algorithmOf(digest));
    const limit = new LimitStream(this.#options.maxBytes, url);
    const output = createWriteStream(file, { flags: 'wx', mode: 0o600 });
    await pipeline(stream, limit, hashing, output, { signal });
    if (hashing.digest !== digest) throw digestMismatch(digest);
  }
}

/** Whether a URL is one of a server's, whose base may have a path. */
function isBelow(url: string, baseUrl: string): boolean {
  if (!URL.canParse(url) || !URL.canParse(baseUrl)) return false;
  const { origin, pathname } = new URL(url);
  const base = new URL(baseUrl);
  const path = base.pathname.replace(/\/*$/, '/');
  return origin === base.origin && pathname.startsWith(path);
}

/** Failures of the local disk: ENOSPC, EACCES. */
function isFileError(error: unknown): boolean {
  const { code, syscall } = error as NodeJS.ErrnoException;
  return code !== undefined && ['open', 'write'].includes(syscall ?? '');
}
