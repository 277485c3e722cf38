import { HttpClient, HttpError, limitBytes } from '@backstage-gitops/http';
import type { HttpResponse, NetworkPolicy } from '@backstage-gitops/http';
import { createHash } from 'crypto';
import type { FileHandle } from 'fs/promises';
import { open } from 'fs/promises';
import { failed, FETCH_FAILED, SourceReason } from '../../sources';
import type { Access } from './resolveAccess';

const USER_AGENT = 'backstage-gitops';

/** What to download from a repository of charts, and how much at most. */
export interface DownloadRequest {
  readonly url: string;
  readonly access: Access;
  readonly network: NetworkPolicy;
  readonly maxBytes: number;
  /** Message for more bytes than that. */
  readonly tooLarge: string;
  /** Where the bytes go. */
  readonly file: string;
  /** What is there already. */
  readonly known?: {
    /** Hexadecimal. A short file of the same bytes is not written. */
    readonly sha256: string;
    /** As the server gave it with these bytes: it need not send them again. */
    readonly etag?: string;
  };
  readonly signal: AbortSignal;
}

/** What a server has answered. */
interface Downloaded {
  /** Of the bytes, hexadecimal. */
  readonly sha256: string;
  readonly etag?: string;
}

/** Bytes that are held in memory before a file is begun. */
const SHORT_BYTES = 256 * 1024;
const NOT_MODIFIED = 304;

function createClient({ access, network }: DownloadRequest): HttpClient {
  const { tls } = access;
  try {
    return new HttpClient({
      ...{ userAgent: USER_AGENT, network },
      ...(tls ? { tls } : {}),
    });
  } catch (error) {
    throw failed(
      FETCH_FAILED,
      SourceReason.authenticationFailed,
      `failed to construct Helm client's TLS config: ${
        (error as Error).message
      }`,
      error,
    );
  }
}

async function writeAll(
  handle: FileHandle,
  chunks: readonly Uint8Array[],
): Promise<void> {
  for (const chunk of chunks) await handle.writeFile(chunk);
}

/** Writes a body to a file. @returns its SHA-256, hexadecimal */
async function save(
  { body }: HttpResponse,
  { file, known, maxBytes, tooLarge }: DownloadRequest,
): Promise<string> {
  const hash = createHash('sha256');
  const limited = limitBytes(
    body,
    maxBytes,
    () => new HttpError('limit', tooLarge),
  );
  let held: Uint8Array[] = [];
  let heldBytes = 0;
  let handle: FileHandle | undefined;
  const flush = async () => {
    handle ??= await open(file, 'w');
    await writeAll(handle, held);
    held = [];
    heldBytes = 0;
  };
  try {
    for await (const chunk of limited) {
      hash.update(chunk);
      held.push(chunk);
      heldBytes += chunk.length;
      if (heldBytes > SHORT_BYTES) await flush();
    }
    const sha256 = hash.digest('hex');
    if (handle || sha256 !== known?.sha256) await flush();
    return sha256;
  } finally {
    await handle?.close();
  }
}

async function get(
  client: HttpClient,
  request: DownloadRequest,
): Promise<Downloaded> {
  const { url, signal, access, known } = request;
  const { authorization } = access;
  const answer = await client.get({
    url,
    signal,
    ...(known?.etag ? { headers: { 'if-none-match': known.etag } } : {}),
    ...(authorization === undefined ? {} : { authorization }),
  });
  if (known?.etag && answer.status === NOT_MODIFIED) {
    await answer.discard();
    return known;
  }
  if (answer.status !== 200) {
    await answer.discard();
    throw new Error(
      `failed to fetch ${url} : ${answer.status} ${answer.statusText}`,
    );
  }
  const { etag } = answer.headers;
  return { sha256: await save(answer, request), ...(etag ? { etag } : {}) };
}

/**
 * Downloads a file of a chart repository, unless it is known.
 * @throws TransientError - AuthenticationFailed: certificates that can't be
 *   used; Error - no connection, too large, or another answer than 200
 */
export async function downloadFile(
  request: DownloadRequest,
): Promise<Downloaded> {
  const client = createClient(request);
  try {
    return await get(client, request);
  } catch (error) {
    const { name, message } = error as Error;
    const isOfConnection =
      name === 'HttpError' && (error as HttpError).code !== 'limit';
    throw isOfConnection
      ? new Error(`Get "${request.url}": ${message}`, { cause: error })
      : error;
  } finally {
    await client.close();
  }
}
