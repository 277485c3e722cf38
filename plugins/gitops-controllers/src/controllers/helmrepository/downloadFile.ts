import { HttpClient, HttpError, limitBytes } from '@backstage-gitops/http';
import type { HttpResponse, NetworkPolicy } from '@backstage-gitops/http';
import { createHash } from 'crypto';
import { createWriteStream } from 'fs';
import { pipeline } from 'stream/promises';
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
  readonly signal: AbortSignal;
}

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

/** Writes a body to a file. @returns its SHA-256, hexadecimal */
async function save(
  { body }: HttpResponse,
  { file, maxBytes, tooLarge }: DownloadRequest,
): Promise<string> {
  const hash = createHash('sha256');
  const limited = limitBytes(
    body,
    maxBytes,
    () => new HttpError('limit', tooLarge),
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

async function get(
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

/**
 * Downloads a file of a chart repository.
 * @returns SHA-256 of its bytes, hexadecimal
 * @throws TransientError - AuthenticationFailed: certificates that can't be
 *   used; Error - no connection, too large, or another answer than 200
 */
export async function downloadFile(request: DownloadRequest): Promise<string> {
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
