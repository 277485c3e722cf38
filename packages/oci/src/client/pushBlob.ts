import type { HttpResponse } from '@backstage-gitops/http';
import { isOciError, OciError } from '../errors';
import type { OciRepository } from '../reference/reference';
import type { CallOptions, OciRetry } from './options';
import { hasBlob } from './hasBlob';
import type { RegistryConnection, RegistryRequest } from './RegistryConnection';
import { pause } from './retries';

/** A blob to upload. */
export interface BlobContent {
  /** `sha256:<hex>`. */
  readonly digest: string;
  /** Bytes. */
  readonly size: number;
  /**
   * Opens the bytes from a place on; called again where an upload is taken up
   * again.
   */
  readonly open: (start: number) => AsyncIterable<Uint8Array>;
}

/** How {@link pushBlob} uploads. */
export interface PushBlobOptions extends CallOptions {
  /**
   * Bytes of one request; a larger blob is uploaded in pieces. Default: the
   * whole blob at once, which every registry takes.
   */
  readonly chunkBytes?: number;
  /** Repository of the same registry that may have the blob: `org/base`. */
  readonly mountFrom?: string;
}

interface Upload extends PushBlobOptions {
  readonly repository: OciRepository;
  readonly content: BlobContent;
}

const MAX_ATTEMPTS = 3;
/**
 * Bytes that are sent with the request that ends an upload: when that breaks,
 * registries forget what they have got of it.
 */
const MAX_SINGLE_BYTES = 1024 * 1024;
/** Breaks of one upload that gets on in between. */
const MAX_BREAKS = 100;

function accessOf({ repository, mountFrom }: Upload) {
  return {
    repository,
    actions: ['pull', 'push'],
    ...(mountFrom === undefined ? {} : { mountFrom }),
  } as const;
}

/** Part of the bytes from a place on. */
async function* take(
  bytes: AsyncIterable<Uint8Array>,
  length: number,
): AsyncGenerator<Uint8Array> {
  let left = length;
  for await (const chunk of bytes) {
    yield chunk.subarray(0, left);
    left -= chunk.length;
    if (left <= 0) return;
  }
}

/** Where an upload goes on. */
function locationOf(
  connection: RegistryConnection,
  answer: HttpResponse,
): string {
  const { location } = answer.headers;
  if (!location) {
    throw new OciError('registry', 'the registry names no place for an upload');
  }
  return connection.resolve(location, answer.url, 'the place of an upload');
}

/** @returns undefined when the registry has the blob now */
async function begin(
  connection: RegistryConnection,
  upload: Upload,
): Promise<UploadSession | undefined> {
  const { content, mountFrom, signal } = upload;
  const answer = await connection.send({
    access: accessOf(upload),
    ...{ method: 'POST', target: 'blobs/uploads/', signal },
    ...(mountFrom === undefined
      ? {}
      : { query: { mount: content.digest, from: mountFrom } }),
    openBody: () => new Uint8Array(),
    contentLength: 0,
    accept: [201, 202],
  });
  await answer.discard();
  return answer.status === 201
    ? undefined
    : new UploadSession(connection, upload, locationOf(connection, answer));
}

/** An upload that a registry keeps, so that it can go on after a failure. */
class UploadSession {
  /** Bytes that the registry has. */
  start = 0;

  constructor(
    private readonly connection: RegistryConnection,
    private readonly upload: Upload,
    private location: string,
  ) {}

  /** Uploads what is missing, and ends the upload. */
  async finish(): Promise<void> {
    const { content, chunkBytes } = this.upload;
    if (chunkBytes !== undefined) {
      while (content.size - this.start > chunkBytes) {
        await this.sendChunk(chunkBytes);
      }
    } else if (content.size > MAX_SINGLE_BYTES && this.start < content.size) {
      await this.sendChunk(content.size - this.start);
    }
    const { start } = this;
    const rest = content.size - start;
    const answer = await this.send('PUT', {
      query: { digest: content.digest },
      headers:
        start > 0 && rest > 0
          ? { 'content-range': `${start}-${content.size - 1}` }
          : {},
      openBody: () => (rest === 0 ? new Uint8Array() : content.open(start)),
      contentLength: rest,
      accept: [201, 204],
    });
    await answer.discard();
  }

  /**
   * Asks what the registry has got.
   * @returns whether it keeps the upload
   */
  async resume(): Promise<boolean> {
    const { signal } = this.upload;
    const answer = await this.connection.send({
      ...{ access: accessOf(this.upload), method: 'GET', signal },
      ...{ target: this.location, accept: [200, 204, 400, 404, 405, 416] },
    });
    await answer.discard();
    const last = /^(?:bytes=)?0-(\d{1,15})$/.exec(answer.headers.range ?? '');
    if (answer.status >= 300 || !last) return false;
    // Registries say 0-0 of an upload without a byte.
    const bytes = Number(last[1]) === 0 ? 0 : Number(last[1]) + 1;
    if (bytes > this.upload.content.size) return false;
    this.start = bytes;
    this.location = answer.headers.location
      ? locationOf(this.connection, answer)
      : this.location;
    return true;
  }

  private async sendChunk(length: number): Promise<void> {
    const { start } = this;
    const { content } = this.upload;
    const answer = await this.send('PATCH', {
      // Not every registry takes the header with a blob that comes whole.
      headers:
        length === content.size
          ? {}
          : { 'content-range': `${start}-${start + length - 1}` },
      openBody: () => take(content.open(start), length),
      contentLength: length,
      accept: [202],
    });
    await answer.discard();
    this.location = locationOf(this.connection, answer);
    this.start += length;
  }

  private send(
    method: 'PATCH' | 'PUT',
    request: Pick<
      RegistryRequest,
      'query' | 'headers' | 'openBody' | 'contentLength' | 'accept'
    >,
  ): Promise<HttpResponse> {
    const { signal } = this.upload;
    return this.connection.send({
      ...{ access: accessOf(this.upload), method, target: this.location },
      ...{ ...request, signal, isRepeatable: false },
      headers: {
        'content-type': 'application/octet-stream',
        ...request.headers,
      },
    });
  }
}

/** Whether a failure of an upload may be one of the moment: of a connection, a session or a busy registry. */
function isWorthRetrying(error: unknown): error is OciError {
  if (!isOciError(error)) return false;
  const { code, status = 0, diagnostics } = error;
  return (
    code === 'network' ||
    code === 'rate-limited' ||
    status === 416 ||
    status >= 500 ||
    diagnostics.some(entry => entry.code === 'BLOB_UPLOAD_UNKNOWN')
  );
}

/**
 * Waits as long as the registry asks for, or longer each time without progress.
 * @throws the error, when the registry asks for a longer wait than is allowed
 */
async function pauseAfter(
  error: OciError,
  idle: number,
  { delayMs, maxDelayMs }: Required<OciRetry>,
  signal: AbortSignal,
): Promise<void> {
  const waitMs =
    error.retryAfterMs ?? Math.min(delayMs * 3 ** idle, maxDelayMs);
  if (waitMs > maxDelayMs) throw error;
  await pause(waitMs, signal);
}

/** Uploads a blob, and goes on where it broke as long as it gets on. */
async function uploadWhole(
  connection: RegistryConnection,
  upload: Upload,
): Promise<void> {
  const { signal } = upload;
  let session = await begin(connection, upload);
  let idle = 0;
  let restarts = 0;
  for (let breaks = 1; session; breaks++) {
    const before: number = session.start;
    try {
      await session.finish();
      return;
    } catch (error) {
      if (!isWorthRetrying(error) || breaks > MAX_BREAKS) throw error;
      await pauseAfter(error, idle, connection.retry, signal);
      const isKept = await session.resume();
      idle = isKept && session.start > before ? 0 : idle + 1;
      restarts += isKept ? 0 : 1;
      // The upload may have ended, and only its answer was lost.
      if (!isKept && (await isThere(connection, upload))) return;
      if (Math.max(idle, restarts) >= MAX_ATTEMPTS) throw error;
      if (!isKept) session = await begin(connection, upload);
    }
  }
}

function isThere(
  connection: RegistryConnection,
  upload: Upload,
): Promise<boolean> {
  const { content, signal } = upload;
  return hasBlob(connection, accessOf(upload), content.digest, signal);
}

/** Uploads a blob unless the repository has it. */
export async function pushBlob(
  connection: RegistryConnection,
  upload: Upload,
): Promise<void> {
  if (!(await isThere(connection, upload))) {
    await uploadWhole(connection, upload);
  }
}
