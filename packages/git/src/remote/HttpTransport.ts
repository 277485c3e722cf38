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
import { toGitError } from './networkErrors';
import type { RemoteOptions } from './options';

const MAX_REDIRECTS = 5;
/** Servers decide by this prefix whether a client speaks Git. */
const USER_AGENT = 'git/backstage-gitops';
const MAX_REASON_LENGTH = 400;
const MAX_REASON_BYTES = 64 * 1024;

/** A body to read, with the type that the server gave it. */
export interface HttpAnswer {
  readonly contentType: string;
  readonly body: AsyncIterable<Uint8Array>;
}

function authorizationOf(
  options: RemoteOptions,
  url: RepositoryUrl,
): string | undefined {
  const { auth } = options;
  if (auth && 'bearerToken' in auth) {
    return `Bearer ${auth.bearerToken}`;
  }
  const username = auth?.username ?? url.username;
  const password = auth?.password ?? url.password;
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
 */
export class HttpTransport {
  private readonly client: HttpClient;
  private readonly authorization: string | undefined;
  /** Address of the repository as it was given, without credentials. */
  readonly url: string;
  /** Where the repository really is, once a redirect has said so. */
  private base: string;

  constructor(options: RemoteOptions) {
    const url = parseRepositoryUrl(options.url);
    if (url.scheme === 'ssh') {
      throw new GitError(
        'unsupported',
        'ssh is not supported yet; use the https address of the repository',
      );
    }
    this.url = url.text;
    this.base = url.text;
    this.authorization = authorizationOf(options, url);
    this.client = createClient(options);
  }

  /** `GET <repository>/<path>`; a redirect moves the repository for good. */
  async get(
    path: string,
    headers: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<HttpAnswer> {
    let url = `${this.base}/${path}`;
    for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
      const answer = await this.send('GET', url, { signal, headers });
      const location = answer.headers.location;
      if (answer.status < 300 || answer.status >= 400 || !location) {
        return accept(answer);
      }
      await answer.discard();
      url = this.follow(url, location, path);
    }
    throw new GitError('network', `stopped after ${MAX_REDIRECTS} redirects`);
  }

  /** `POST <repository>/<path>` of a Git request. */
  async post(
    path: string,
    headers: Readonly<Record<string, string>>,
    body: Buffer,
    signal: AbortSignal,
  ): Promise<HttpAnswer> {
    const url = `${this.base}/${path}`;
    const answer = await this.send('POST', url, { signal, body, headers });
    return accept(answer);
  }

  /** Closes the connections. */
  async close(): Promise<void> {
    await this.client.close();
  }

  private follow(from: string, location: string, path: string): string {
    const target = new URL(location, from);
    const isDowngrade =
      from.startsWith('https:') && target.protocol !== 'https:';
    const isOtherHost = target.host !== new URL(from).host;
    if (isDowngrade || (isOtherHost && this.authorization !== undefined)) {
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
    options: {
      signal: AbortSignal;
      body?: Buffer;
      headers: Readonly<Record<string, string>>;
    },
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
function createClient({ tls, proxy, userAgent }: RemoteOptions): HttpClient {
  try {
    return new HttpClient({
      userAgent: userAgent ?? USER_AGENT,
      ...(tls ? { tls } : {}),
      ...(proxy ? { proxy } : {}),
    });
  } catch (error) {
    throw toGitError(error);
  }
}

async function accept(answer: HttpResponse): Promise<HttpAnswer> {
  if (answer.status < 200 || answer.status >= 300) {
    throw await refusal(answer);
  }
  return {
    contentType: answer.headers['content-type'] ?? '',
    body: readable(answer.body),
  };
}

/** The body, with its failures as GitError. */
async function* readable(
  body: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  try {
    yield* body;
  } catch (error) {
    throw toGitError(error);
  }
}
