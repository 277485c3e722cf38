import { limitBytes } from '@backstage-gitops/http';
import type {
  GitHttpRequest,
  GitHttpResponse,
  HttpClient,
} from 'isomorphic-git';
import { GitError } from '../errors';
import { TimeSlices } from '../TimeSlices';
import type { GitService, GitTransport } from './GitTransport';
import { encodePacket, FLUSH } from './protocol/PacketReader';

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

const SERVICE = /(?:\/info\/refs\?service=|\/)(git-(?:upload|receive)-pack)$/;

/** What the address of a request asks for. */
function serviceOf(url: string): GitService {
  const [, service] = SERVICE.exec(url) ?? [];
  if (service === undefined) {
    throw new GitError('protocol', 'a request for no service of Git');
  }
  return service as GitService;
}

/** What isomorphic-git looks for before the list of references. */
async function* withPreamble(
  service: GitService,
  body: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  yield encodePacket(`# service=${service}\n`);
  yield FLUSH;
  yield* body;
}

/**
 * The HTTP client that isomorphic-git works with: any transport of ours, with
 * its credentials and deadline, and a limit on every answer. Its answers end
 * where the stream of the transport ends, which over SSH is only the case where
 * the service ends: after a push, and after a fetch with protocol 0.
 *
 * isomorphic-git takes the end of a broken body for its regular end, so a
 * failure is kept here, and {@link GitHttp.run} throws it in place of a result.
 */
export class GitHttp implements HttpClient {
  private failure: { readonly error: unknown } | undefined;

  constructor(
    private readonly transport: GitTransport,
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
    const { url, method } = message;
    const service = serviceOf(url);
    const kind = method === 'POST' ? 'result' : 'advertisement';
    const body = await this.send(service, message);
    return {
      url,
      statusCode: 200,
      statusMessage: 'OK',
      headers: { 'content-type': `application/x-${service}-${kind}` },
      body: this.watched(limited(body, this.limit)),
    };
  }

  private async send(
    service: GitService,
    { headers = {}, method, body }: GitHttpRequest,
  ): Promise<AsyncIterable<Uint8Array>> {
    const { signal, transport } = this;
    if (method === 'POST') {
      return transport.exchange(service, await bytesOf(body), signal);
    }
    const protocol = headers['Git-Protocol'] === 'version=2' ? 2 : 0;
    const answer = await transport.advertise(service, { protocol, signal });
    return withPreamble(service, answer);
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
