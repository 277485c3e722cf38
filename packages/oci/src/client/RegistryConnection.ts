import {
  HttpClient,
  limitBytes,
  readBytes,
  retryAfterMs,
} from '@backstage-gitops/http';
import type {
  HttpBody,
  HttpClientOptions,
  HttpMethod,
  HttpResponse,
} from '@backstage-gitops/http';
import { createHash } from 'crypto';
import { Authorizer } from '../auth/Authorizer';
import type { Access } from '../auth/Authorizer';
import { parseChallenge } from '../auth/challenge';
import type { TokenExchange } from '../auth/fetchToken';
import { RegistryMemory } from '../auth/RegistryMemory';
import { OciError } from '../errors';
import { findScheme } from './findScheme';
import type { OciRetry, RegistryClientOptions } from './options';
import {
  absoluteOf,
  isLocalRegistry,
  keepsCredentials,
  resolveTarget,
} from './redirects';
import { DEFAULT_OCI_RETRY, withRetries } from './retries';
import { answerError, toOciError } from './toOciError';

/** One request to a registry. */
export interface RegistryRequest {
  readonly access: Access;
  readonly method: HttpMethod;
  /** Below the repository, `manifests/v1`; or an address that the registry sent. */
  readonly target: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Opened once for each time that the request is sent. */
  readonly openBody?: () => HttpBody;
  /** Bytes of the body. */
  readonly contentLength?: number;
  /** Whether it may be sent again as it is after a failure. Default true. */
  readonly isRepeatable?: boolean;
  /** Statuses that are not thrown as OciError. */
  readonly accept: readonly number[];
  readonly signal: AbortSignal;
}

/** An exchange without signing in or repeating. */
interface Exchange {
  readonly method: HttpMethod;
  readonly url: string;
  readonly authorization?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly openBody?: () => HttpBody;
  readonly contentLength?: number;
  readonly signal: AbortSignal;
}

const MAX_REDIRECTS = 10;
const MAX_TOKEN_BYTES = 64 * 1024;
const REDIRECTS: readonly number[] = [301, 302, 303, 307, 308];
/** Redirects that keep method and body. */
const SAME_METHOD: readonly number[] = [307, 308];
const READS: readonly string[] = ['GET', 'HEAD'];

/** What certificates, proxy and so on make out of a registry's answers. */
function contextOf({ tls, proxy, insecure }: RegistryClientOptions): string {
  return createHash('sha256')
    .update(JSON.stringify([tls, proxy, insecure ?? false]))
    .digest('hex');
}

function httpOptions(options: RegistryClientOptions): HttpClientOptions {
  const { userAgent, proxy, network, insecure, tls } = options;
  const skipVerify = insecure && !tls ? { insecureSkipVerify: true } : {};
  return {
    userAgent,
    tls: { ...tls, ...skipVerify },
    ...(proxy ? { proxy } : {}),
    ...(network ? { network } : {}),
  };
}

/**
 * Sends requests to registries: finds the scheme, signs in, follows redirects,
 * and repeats what failed for the moment.
 */
export class RegistryConnection {
  /** How failed requests are repeated. */
  readonly retry: Required<OciRetry>;
  private readonly http: HttpClient;
  private readonly memory: RegistryMemory;
  private readonly context: string;
  private readonly authorizer: Authorizer;

  /** @throws OciError - `invalid-option` */
  constructor(private readonly options: RegistryClientOptions) {
    this.retry = { ...DEFAULT_OCI_RETRY, ...options.retry };
    this.context = contextOf(options);
    this.memory = options.memory ?? new RegistryMemory();
    try {
      this.http = new HttpClient(httpOptions(options));
    } catch (error) {
      const { message } = error as Error;
      throw new OciError('invalid-option', message, { cause: error });
    }
    this.authorizer = new Authorizer({
      credentials: options.credentials ?? (() => undefined),
      memory: this.memory,
      context: this.context,
      resolveRealm: (realm, access) =>
        this.resolve(realm, this.baseOf(access), 'the realm'),
    });
  }

  /** Ends the connections; calls that run fail. */
  async close(): Promise<void> {
    await this.http.close();
  }

  /**
   * Sends a request. The body of the answer must be read or discarded.
   * @throws OciError
   */
  async send(request: RegistryRequest): Promise<HttpResponse> {
    const { access, signal } = request;
    await this.requireScheme(access, signal);
    const url = this.urlOf(request);
    const exchange = this.tokenExchange(access, signal);
    const known = keepsCredentials(this.baseOf(access), url);
    let authorization = known
      ? await this.authorizer.headerFor(access, exchange)
      : undefined;
    const { isRepeatable = true } = request;
    const attempt = () =>
      withRetries(
        () => this.follow({ ...request, url, authorization }, access),
        isRepeatable ? this.retry : { ...this.retry, attempts: 1 },
        signal,
      );
    let answer = await attempt();
    const challenge =
      answer.status === 401 && known
        ? parseChallenge(answer.headers['www-authenticate'] ?? '')
        : undefined;
    if (challenge) {
      const header = await this.authorizer.answer(access, challenge, exchange);
      if (header !== undefined) {
        await answer.discard();
        authorization = header;
        answer = await attempt();
      }
    }
    return this.expect(answer, { ...request, url, authorization });
  }

  /** Reads a body of which so many bytes are allowed. */
  async read(
    answer: HttpResponse,
    { maxBytes, what }: { readonly maxBytes: number; readonly what: string },
  ): Promise<Uint8Array> {
    const tooLong = () =>
      new OciError('limit', `${what} is longer than ${maxBytes} bytes`);
    try {
      return await readBytes(limitBytes(answer.body, maxBytes, tooLong));
    } catch (error) {
      throw toOciError(error, { method: 'GET', url: answer.url });
    }
  }

  /** An address that a registry has sent, checked. */
  resolve(target: string, from: string, what: string): string {
    const allowHttp = new URL(from).protocol === 'http:';
    return resolveTarget(target, { from, allowHttp, what });
  }

  private async expect(
    answer: HttpResponse,
    request: Pick<Exchange, 'method' | 'url' | 'authorization'> &
      Pick<RegistryRequest, 'accept'>,
  ): Promise<HttpResponse> {
    if (request.accept.includes(answer.status)) return answer;
    const waitMs = retryAfterMs(answer.headers, Date.now());
    throw await answerError(answer, { ...request, retryAfterMs: waitMs });
  }

  private baseOf({ repository: { registry } }: Access): string {
    const scheme = this.memory.schemes.get(this.schemeKey(registry));
    return `${scheme ?? 'https'}://${registry}/v2/`;
  }

  private urlOf({ access, target, query = {} }: RegistryRequest): string {
    const url = URL.canParse(target)
      ? new URL(target)
      : new URL(
          `${access.repository.repository}/${target}`,
          this.baseOf(access),
        );
    for (const [name, value] of Object.entries(query)) {
      url.searchParams.set(name, value);
    }
    return url.toString();
  }

  private schemeKey(registry: string): string {
    return `${this.context} ${registry}`;
  }

  private async requireScheme(
    { repository: { registry } }: Access,
    signal: AbortSignal,
  ): Promise<void> {
    const mayUseHttp = this.options.insecure || isLocalRegistry(registry);
    const { schemes } = this.memory;
    const key = this.schemeKey(registry);
    if (!mayUseHttp || schemes.get(key)) return;
    const ask = (url: string, until: AbortSignal) =>
      this.exchange({ method: 'GET', url, signal: until });
    schemes.set(key, await findScheme(registry, ask, signal));
  }

  private async exchange({ openBody, ...message }: Exchange) {
    const { method, url, authorization, headers, ...rest } = message;
    try {
      return await this.http.send({
        ...{ method, url, ...rest },
        headers: {
          ...headers,
          ...(authorization === undefined ? {} : { authorization }),
        },
        ...(openBody ? { body: openBody() } : {}),
      });
    } catch (error) {
      throw toOciError(error, { method, url });
    }
  }

  /** An exchange and those that it redirects to. */
  private async follow(
    { authorization, url: first, ...message }: Exchange & RegistryRequest,
    access: Access,
  ): Promise<HttpResponse> {
    let url = first;
    let credentials = authorization;
    for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
      const answer = await this.exchange({
        ...{ method: message.method, url, signal: message.signal },
        headers: message.headers,
        authorization: credentials,
        openBody: message.openBody,
        contentLength: message.contentLength,
      });
      const { location } = answer.headers;
      const isFollowed = READS.includes(message.method)
        ? REDIRECTS.includes(answer.status)
        : SAME_METHOD.includes(answer.status);
      if (!isFollowed || !location) return answer;
      await answer.discard();
      const from = this.baseOf(access);
      const absolute = absoluteOf(location, url);
      const target = this.resolve(absolute, from, 'a redirect');
      if (!keepsCredentials(url, target)) credentials = undefined;
      url = target;
    }
    throw new OciError(
      'redirect',
      `${message.method} ${first}: stopped after ${MAX_REDIRECTS} redirects`,
    );
  }

  private tokenExchange(access: Access, signal: AbortSignal): TokenExchange {
    return async ({ body, accept, ...message }) => {
      const request = {
        ...{ ...message, access, signal, accept, target: message.url },
        ...(body ? { openBody: () => body, contentLength: body.length } : {}),
      };
      const answer = await withRetries(
        () =>
          message.method === 'GET'
            ? this.follow(request, access)
            : this.exchange(request),
        this.retry,
        signal,
      );
      await this.expect(answer, request);
      const bytes = await this.read(answer, {
        maxBytes: MAX_TOKEN_BYTES,
        what: 'the answer of the token server',
      });
      return { ...answer, bytes };
    };
  }
}
