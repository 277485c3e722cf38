import type { HttpResponse } from '@backstage-gitops/http';
import { isOciError, OciError } from '../errors';
import { parseDigest } from '../reference/digest';
import type { OciRepository } from '../reference/reference';
import type { CallOptions } from './options';
import { absoluteOf } from './redirects';
import type { RegistryConnection } from './RegistryConnection';

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
   * whole blob in one request, which every registry takes.
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
  const absolute = absoluteOf(location, answer.url);
  return connection.resolve(absolute, answer.url, 'the place of an upload');
}

/** @returns where to upload, or undefined when the registry has the blob now */
async function begin(
  connection: RegistryConnection,
  upload: Upload,
): Promise<string | undefined> {
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
  return answer.status === 201 ? undefined : locationOf(connection, answer);
}

/** Uploads all but the last piece. @returns where the last one goes, and what it begins with */
async function uploadChunks(
  connection: RegistryConnection,
  upload: Upload,
  location: string,
): Promise<{ location: string; start: number }> {
  const { content, chunkBytes = Infinity, signal } = upload;
  let target = location;
  let start = 0;
  while (content.size - start > chunkBytes) {
    const from = start;
    const answer = await connection.send({
      ...{ access: accessOf(upload), method: 'PATCH', target, signal },
      headers: {
        'content-type': 'application/octet-stream',
        'content-range': `${from}-${from + chunkBytes - 1}`,
      },
      openBody: () => take(content.open(from), chunkBytes),
      contentLength: chunkBytes,
      accept: [202],
    });
    await answer.discard();
    target = locationOf(connection, answer);
    start += chunkBytes;
  }
  return { location: target, start };
}

async function uploadOnce(
  connection: RegistryConnection,
  upload: Upload,
): Promise<void> {
  const { content, signal } = upload;
  const place = await begin(connection, upload);
  if (place === undefined) return;
  const { location, start } = await uploadChunks(connection, upload, place);
  const answer = await connection.send({
    ...{ access: accessOf(upload), method: 'PUT', target: location, signal },
    query: { digest: content.digest },
    headers: {
      'content-type': 'application/octet-stream',
      ...(start > 0 ? { 'content-range': `${start}-${content.size - 1}` } : {}),
    },
    openBody: () =>
      content.size === 0 ? new Uint8Array() : content.open(start),
    contentLength: content.size - start,
    accept: [201, 204],
  });
  await answer.discard();
}

/** What another upload from the start may mend: a lost session or connection. */
function isWorthRetrying(error: unknown): boolean {
  if (!isOciError(error)) return false;
  const { code, status = 0, diagnostics } = error;
  return (
    code === 'network' ||
    status === 416 ||
    status >= 500 ||
    diagnostics.some(entry => entry.code === 'BLOB_UPLOAD_UNKNOWN')
  );
}

/** Uploads a blob unless the repository has it. */
export async function pushBlob(
  connection: RegistryConnection,
  upload: Upload,
): Promise<void> {
  const { content, signal } = upload;
  const head = await connection.send({
    access: accessOf(upload),
    ...{ method: 'HEAD', target: `blobs/${parseDigest(content.digest)}` },
    ...{ accept: [200, 404], signal },
  });
  await head.discard();
  if (head.status === 200) return;
  for (let attempt = 1; ; attempt++) {
    try {
      await uploadOnce(connection, upload);
      return;
    } catch (error) {
      if (attempt === MAX_ATTEMPTS || !isWorthRetrying(error)) throw error;
    }
  }
}
