import { limitBytes } from '@backstage-gitops/http';
import type {
  GitHttpRequest,
  GitHttpResponse,
  HttpClient,
} from 'isomorphic-git';
import { GitError } from '../errors';
import { TimeSlices } from '../TimeSlices';
import type { HttpAnswer, HttpTransport } from './HttpTransport';

/** What one operation may take from a server. */
interface AnswerLimit {
  readonly maxBytes: number;
  /** What is too large then: `the list of references`. */
  readonly what: string;
}

function limited(
  body: AsyncIterable<Uint8Array>,
  { maxBytes, what }: AnswerLimit,
): AsyncGenerator<Uint8Array> {
  return limitBytes(
    body,
    maxBytes,
    () => new GitError('limit', `${what} is larger than ${maxBytes} bytes`),
  );
}

async function bytesOf(body: GitHttpRequest['body']): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body ?? []) {
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Answer in the form that isomorphic-git takes. */
function toResponse(
  url: string,
  { contentType, body }: HttpAnswer,
): GitHttpResponse {
  return {
    url,
    statusCode: 200,
    statusMessage: 'OK',
    headers: { 'content-type': contentType },
    body: body as AsyncIterableIterator<Uint8Array>,
  };
}

/**
 * The HTTP client that isomorphic-git works with: our transport, with its
 * certificates, proxy, credentials and deadline, and a limit on every answer.
 *
 * isomorphic-git takes the end of a broken body for its regular end, so a
 * failure is kept here, and {@link GitHttp.run} throws it in place of a result.
 */
export class GitHttp implements HttpClient {
  private failure: { readonly error: unknown } | undefined;

  constructor(
    private readonly transport: HttpTransport,
    private readonly limit: AnswerLimit,
    private readonly signal: AbortSignal,
  ) {}

  /** Address to give to isomorphic-git; without credentials. */
  get url(): string {
    return this.transport.url;
  }

  /** Does the work, and fails if any request of it has failed. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    try {
      const result = await work();
      if (!this.failure) {
        return result;
      }
    } catch (error) {
      throw this.failure ? this.failure.error : error;
    }
    throw this.failure.error;
  }

  async request(message: GitHttpRequest): Promise<GitHttpResponse> {
    const answer = await this.send(message);
    return toResponse(message.url, {
      ...answer,
      body: this.watched(limited(answer.body, this.limit)),
    });
  }

  private async send(message: GitHttpRequest): Promise<HttpAnswer> {
    const { headers = {}, method } = message;
    const path = message.url.slice(this.url.length + 1);
    return method === 'POST'
      ? this.transport.post(
          path,
          headers,
          await bytesOf(message.body),
          this.signal,
        )
      : this.transport.get(path, headers, this.signal);
  }

  private async *watched(
    body: AsyncIterable<Uint8Array>,
  ): AsyncGenerator<Uint8Array> {
    const slices = new TimeSlices(this.signal);
    try {
      for await (const chunk of body) {
        // What has arrived already is read without a turn of the event loop.
        await slices.next();
        yield chunk;
      }
    } catch (error) {
      this.failure ??= { error };
      throw error;
    }
  }
}
