import {
  basicAuthorization,
  HttpClient,
  limitBytes,
  readBytes,
} from '@backstage-gitops/http';
import type { HttpResponse } from '@backstage-gitops/http';
import { GitError } from '../errors';
import { parseRepositoryUrl } from '../url';
import type { RepositoryUrl } from '../url';
import type {
  AdvertiseOptions,
  GitService,
  GitTransport,
  RequestBody,
} from './GitTransport';
import { toGitError } from './networkErrors';
import type { RemoteOptions } from './options';
import { encodePacket, PacketReader } from './protocol/PacketReader';

const MAX_REDIRECTS = 5;
/** Servers decide by this prefix whether a client speaks Git. */
const USER_AGENT = 'git/backstage-gitops';
/** Lists of references up to this length are taken into memory at once. */
const WHOLE_BYTES = 64 * 1024;
const SPARE_BYTES = 1024;
const MAX_REASON_LENGTH = 400;
const MAX_REASON_BYTES = 64 * 1024;

interface RequestOptions {
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  /** As in HttpRequest. */
  readonly isWhole?: boolean;
  readonly maxBytes?: number;
  readonly signal: AbortSignal;
}

function authorizationOf(
  options: RemoteOptions,
  url: RepositoryUrl,
): string | undefined {
  const { auth } = options;
  if (auth && 'bearerToken' in auth) {
    return `Bearer ${auth.bearerToken}`;
  }
  const basic = auth && 'username' in auth ? auth : url;
  const { username, password } = basic;
  return username === undefined && password === undefined
    ? undefined
    : basicAuthorization(username ?? '', password ?? '');
}

/** Plain text that a server sent with a refusal; go-git shows the same. */
async function reasonOf({ body, headers }: HttpResponse): Promise<string> {
  const type = headers['content-type'] ?? '';
  const text = await readText(body).catch(() => '');
  return type.startsWith('text/plain')
    ? text.trim().slice(0, MAX_REASON_LENGTH)
    : '';
}

async function readText(body: AsyncIterable<Uint8Array>): Promise<string> {
  const bytes = await readBytes(
    limitBytes(body, MAX_REASON_BYTES, () => new Error('too long')),
  );
  return Buffer.from(bytes).toString('utf8');
}

async function refusal(answer: HttpResponse): Promise<GitError> {
  const reason = await reasonOf(answer);
  switch (answer.status) {
    case 401:
      return new GitError(
        'authentication',
        `authentication required: ${reason}`,
      );
    case 403:
      return new GitError('authorization', `authorization failed: ${reason}`);
    case 404:
      return new GitError(
        'repository-not-found',
        `repository not found: ${reason}`,
      );
    default:
      return new GitError(
        'network',
        `unexpected client error: unexpected requesting "${answer.url}" status code: ${answer.status}`,
      );
  }
}

/**
 * Talks HTTP to one repository: signs in, follows the redirects of the first
 * request, and turns failures into {@link GitError}s.
 * @see https://git-scm.com/docs/gitprotocol-http
 */
export class HttpTransport implements GitTransport {
  private readonly client: HttpClient;
  private readonly authorization: string | undefined;
  private readonly hasCredentials: boolean;
  readonly url: string;
  readonly endsAnswers = true;
  /** Where the repository really is, once a redirect has said so. */
  private base: string;
  private protocol: 0 | 2 = 0;

  /** @throws GitError - `invalid-url`, `authentication` */
  constructor(options: RemoteOptions) {
    const url = parseRepositoryUrl(options.url);
    this.url = url.text;
    this.base = url.text;
    this.authorization = authorizationOf(options, url);
    this.hasCredentials =
      this.authorization !== undefined || options.tls?.key !== undefined;
    this.client = createClient(options);
  }

  /** A redirect moves the repository for good. */
  async advertise(
    service: GitService,
    { protocol = 0, maxBytes = Infinity, signal }: AdvertiseOptions,
  ): Promise<AsyncIterable<Uint8Array>> {
    this.protocol = protocol;
    const path = `info/refs?service=${service}`;
    const headers = {
      accept: `application/x-${service}-advertisement`,
      ...this.protocolHeader(),
    };
    const isShort = maxBytes <= WHOLE_BYTES;
    const answer = await this.get(path, {
      ...{ headers, signal },
      // The reader counts exactly, and not what stands before the list.
      ...(isShort ? { isWhole: true, maxBytes: maxBytes + SPARE_BYTES } : {}),
    });
    return withoutPreamble(service, accepted(answer));
  }

  async exchange(
    service: GitService,
    body: RequestBody,
    signal: AbortSignal,
  ): Promise<AsyncIterable<Uint8Array>> {
    const headers = {
      accept: `application/x-${service}-result`,
      'content-type': `application/x-${service}-request`,
      ...this.protocolHeader(),
    };
    const answer = await this.send('POST', `${this.base}/${service}`, {
      headers,
      signal,
      body:
        body instanceof Uint8Array ? body : Buffer.from(await readBytes(body)),
    });
    await requireSuccess(answer);
    return accepted(answer);
  }

  async close(): Promise<void> {
    await this.client.close();
  }

  private protocolHeader(): Record<string, string> {
    return this.protocol === 2 ? { 'git-protocol': 'version=2' } : {};
  }

  private async get(
    path: string,
    options: Omit<RequestOptions, 'body'>,
  ): Promise<HttpResponse> {
    let url = `${this.base}/${path}`;
    for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
      const answer = await this.send('GET', url, options);
      const location = answer.headers.location;
      if (answer.status < 300 || answer.status >= 400 || !location) {
        await requireSuccess(answer);
        return answer;
      }
      await answer.discard();
      url = this.follow(url, location, path);
    }
    throw new GitError('network', `stopped after ${MAX_REDIRECTS} redirects`);
  }

  private follow(from: string, location: string, path: string): string {
    const target = new URL(location, from);
    const isDowngrade =
      from.startsWith('https:') && target.protocol !== 'https:';
    const isOtherHost = target.host !== new URL(from).host;
    if (isDowngrade || (isOtherHost && this.hasCredentials)) {
      throw new GitError(
        'network',
        `refused to follow a redirect to '${target.origin}': credentials would leave the host`,
      );
    }
    const text = target.toString();
    if (text.endsWith(`/${path}`)) {
      this.base = text.slice(0, -path.length - 1);
    }
    return text;
  }

  private async send(
    method: 'GET' | 'POST',
    url: string,
    options: RequestOptions,
  ): Promise<HttpResponse> {
    const { authorization } = this;
    const headers = {
      ...options.headers,
      ...(authorization ? { authorization } : {}),
    };
    try {
      return await this.client.send({ ...options, method, url, headers });
    } catch (error) {
      throw toGitError(error, options.signal);
    }
  }
}

/** @throws GitError - `authentication`: the certificates can't be used */
function createClient({
  tls,
  proxy,
  network,
  userAgent,
}: RemoteOptions): HttpClient {
  try {
    return new HttpClient({
      userAgent: userAgent ?? USER_AGENT,
      ...(tls ? { tls } : {}),
      ...(proxy ? { proxy } : {}),
      ...(network ? { network } : {}),
    });
  } catch (error) {
    throw toGitError(error);
  }
}

/** @throws GitError - the server says no */
async function requireSuccess(answer: HttpResponse): Promise<void> {
  if (answer.status < 200 || answer.status >= 300) {
    throw await refusal(answer);
  }
}

/** What a server sends before the list: `# service=git-upload-pack` and a flush. */
async function withoutPreamble(
  service: GitService,
  body: AsyncIterable<Uint8Array>,
): Promise<AsyncIterable<Uint8Array>> {
  const reader = new PacketReader(body);
  const first = await firstPacket(reader);
  if (first.toString('latin1').trimEnd() !== `# service=${service}`) {
    return continued(encodePacket(first), reader.remaining());
  }
  await reader.next();
  return reader.remaining();
}

/** @throws GitError - `repository-not-found`: it is a page of some kind */
async function firstPacket(reader: PacketReader): Promise<Buffer> {
  try {
    const first = await reader.next();
    if (first.type === 'data') {
      return first.bytes;
    }
  } catch (error) {
    if (!(error instanceof GitError) || error.code !== 'protocol') {
      await reader.close();
      throw error;
    }
  }
  await reader.close();
  throw new GitError(
    'repository-not-found',
    'repository not found: the address does not answer as a Git server',
  );
}

async function* continued(
  first: Uint8Array,
  rest: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  yield first;
  yield* rest;
}

/** The body, with its failures as GitError. */
async function* accepted({ body }: HttpResponse): AsyncGenerator<Uint8Array> {
  try {
    yield* body;
  } catch (error) {
    throw toGitError(error);
  }
}
