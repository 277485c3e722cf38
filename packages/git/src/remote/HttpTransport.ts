import { Agent, ProxyAgent, request } from 'undici';
import type { Dispatcher } from 'undici';
import { rootCertificates } from 'tls';
import { GitError } from '../errors';
import { parseRepositoryUrl } from '../url';
import type { RepositoryUrl } from '../url';
import { toGitError } from './networkErrors';
import type { RemoteOptions } from './options';

const MAX_REDIRECTS = 5;
/** Servers decide by this prefix whether a client speaks Git. */
const USER_AGENT = 'git/backstage-gitops';
const MAX_REASON_LENGTH = 400;

/** A body to read, with the type that the server gave it. */
export interface HttpAnswer {
  readonly contentType: string;
  readonly body: AsyncIterable<Uint8Array>;
}

function createDispatcher(options: RemoteOptions): Dispatcher {
  const { tls = {}, proxy } = options;
  const connect = {
    ...(tls.ca ? { ca: [...rootCertificates, tls.ca] } : {}),
    ...(tls.cert ? { cert: tls.cert } : {}),
    ...(tls.key ? { key: tls.key } : {}),
  };
  // Deadlines come from the caller's signal alone.
  const common = { headersTimeout: 0, bodyTimeout: 0 };
  if (!proxy) {
    return new Agent({ ...common, connect });
  }
  const token =
    proxy.username === undefined
      ? undefined
      : `Basic ${Buffer.from(
          `${proxy.username}:${proxy.password ?? ''}`,
        ).toString('base64')}`;
  return new ProxyAgent({
    ...common,
    uri: proxy.url,
    requestTls: connect,
    ...(token ? { token } : {}),
  });
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
    : `Basic ${Buffer.from(`${username ?? ''}:${password ?? ''}`).toString(
        'base64',
      )}`;
}

/** Plain text that a server sent with a refusal; go-git shows the same. */
async function reasonOf(answer: Dispatcher.ResponseData): Promise<string> {
  const type = String(answer.headers['content-type'] ?? '');
  const text = await answer.body.text().catch(() => '');
  return type.startsWith('text/plain')
    ? text.trim().slice(0, MAX_REASON_LENGTH)
    : '';
}

async function refusal(
  answer: Dispatcher.ResponseData,
  url: string,
): Promise<GitError> {
  const reason = await reasonOf(answer);
  switch (answer.statusCode) {
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
        `unexpected client error: unexpected requesting "${url}" status code: ${answer.statusCode}`,
      );
  }
}

/**
 * Talks HTTP to one repository: signs in, follows the redirects of the first
 * request, and turns failures into {@link GitError}s.
 */
export class HttpTransport {
  private readonly dispatcher: Dispatcher;
  private readonly authorization: string | undefined;
  private readonly userAgent: string;
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
    this.userAgent = options.userAgent ?? USER_AGENT;
    this.dispatcher = createDispatcher(options);
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
      if (answer.statusCode < 300 || answer.statusCode >= 400 || !location) {
        return this.accept(answer, url);
      }
      await answer.body.dump();
      url = this.follow(url, String(location), path);
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
    return this.accept(answer, url);
  }

  /** Closes the connections. */
  async close(): Promise<void> {
    await this.dispatcher.destroy();
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
  ): Promise<Dispatcher.ResponseData> {
    try {
      return await request(url, {
        method,
        dispatcher: this.dispatcher,
        signal: options.signal,
        headers: {
          accept: '*/*',
          ...options.headers,
          'user-agent': this.userAgent,
          ...(this.authorization ? { authorization: this.authorization } : {}),
        },
        ...(options.body ? { body: options.body } : {}),
      });
    } catch (error) {
      throw toGitError(error, options.signal);
    }
  }

  private async accept(
    answer: Dispatcher.ResponseData,
    url: string,
  ): Promise<HttpAnswer> {
    if (answer.statusCode < 200 || answer.statusCode >= 300) {
      throw await refusal(answer, url);
    }
    return {
      contentType: String(answer.headers['content-type'] ?? ''),
      body: answer.body as AsyncIterable<Uint8Array>,
    };
  }
}
