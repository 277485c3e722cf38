import { HttpClient, HttpError, limitBytes } from '@backstage-gitops/http';
import type { HttpResponse } from '@backstage-gitops/http';
import { createHash } from 'crypto';
import { createWriteStream } from 'fs';
import { pipeline } from 'stream/promises';
import { failed, FETCH_FAILED, SourceReason } from '../../sources';
import type { Access } from './resolveAccess';

const USER_AGENT = 'backstage-gitops';

/** Input of {@link downloadIndex}. */
interface DownloadRequest {
  readonly url: string;
  readonly access: Access;
  readonly maxBytes: number;
  /** Where the bytes go. */
  readonly file: string;
  readonly signal: AbortSignal;
}

function createClient({ tls }: Access): HttpClient {
  try {
    return new HttpClient({
      userAgent: USER_AGENT,
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

/** Writes a body to a file. @returns its SHA-256, hexadecimal */
async function save(
  { body }: HttpResponse,
  { file, maxBytes }: DownloadRequest,
): Promise<string> {
  const hash = createHash('sha256');
  const limited = limitBytes(
    body,
    maxBytes,
    () =>
      new HttpError(
        'limit',
        `index exceeds the maximum index file size of ${maxBytes} bytes`,
      ),
  );
  await pipeline(
    limited,
    async function* hashed(chunks: AsyncIterable<Uint8Array>) {
      for await (const chunk of chunks) {
        hash.update(chunk);
        yield chunk;
      }
    },
    createWriteStream(file),
  );
  return hash.digest('hex');
}

async function getIndex(
  client: HttpClient,
  request: DownloadRequest,
): Promise<string> {
  const { url, signal, access } = request;
  const { authorization } = access;
  const answer = await client.get({
    url,
    signal,
    ...(authorization === undefined ? {} : { authorization }),
  });
  if (answer.status !== 200) {
    await answer.discard();
    throw new Error(
      `failed to fetch ${url} : ${answer.status} ${answer.statusText}`,
    );
  }
  return save(answer, request);
}

function describe(error: unknown, url: string): string {
  const { name, message } = error as Error;
  const isOfConnection =
    name === 'HttpError' && (error as HttpError).code !== 'limit';
  return isOfConnection ? `Get "${url}": ${message}` : message;
}

/**
 * Downloads an index.yaml into a file.
 * @returns `sha256:<hex>` of its bytes
 * @throws TransientError - AuthenticationFailed: certificates that can't be
 *   used; Failed: no connection, too large, or another answer than 200
 */
export async function downloadIndex(request: DownloadRequest): Promise<string> {
  const client = createClient(request.access);
  try {
    return `sha256:${await getIndex(client, request)}`;
  } catch (error) {
    throw failed(
      FETCH_FAILED,
      SourceReason.failed,
      `failed to fetch Helm repository index: failed to cache index to temporary file: ${describe(
        error,
        request.url,
      )}`,
      error,
    );
  } finally {
    await client.close();
  }
}
