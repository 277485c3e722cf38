import { HttpError, readBytes } from '@backstage-gitops/http';
import type {
  HttpClient,
  HttpMethod,
  HttpResponse,
} from '@backstage-gitops/http';
import { ForgeError, isForgeError } from '../ForgeError';
import type { ForgeErrorCode } from '../ForgeError';
import type { ForgeCall } from '../types';
import { redact, secretsOf, toForgeError } from './failure';

const DEFAULT_TIMEOUT_MS = 30_000;
const DEFAULT_MAX_BYTES = 32 * 1024 * 1024;
const DEFAULT_MAX_ITEMS = 3_000;

/** Bounds of what a forge may cost. */
export interface ForgeLimits {
  /** Milliseconds of one request with its answer. Default 30,000. */
  readonly timeoutMs?: number;
  /** Longest answer, in bytes. Default 32 MiB. */
  readonly maxBytes?: number;
  /** Longest list, in items over all of its pages. Default 3,000. */
  readonly maxItems?: number;
}

/** How to talk to the API of a forge. */
export interface ForgeConnection {
  /** `https://gitea.example.com/api/v1`, without a slash at its end. */
  readonly apiUrl: string;
  /** Owned by the caller; holds the network policy and the certificates. */
  readonly http: HttpClient;
  /** Headers that carry the credentials; asked before each request. */
  readonly credentials: () => Promise<Readonly<Record<string, string>>>;
  readonly limits?: ForgeLimits;
  /** Milliseconds since 1970. Default `Date.now`. */
  readonly now?: () => number;
}

/** Values of a query; undefined ones are left out. */
export type Query = Readonly<
  Record<string, string | number | boolean | undefined>
>;

/** A request to the API. */
export interface ForgeRequest extends ForgeCall {
  /** What is asked for, for messages: `read branch main of acme/fleet`. */
  readonly what: string;
  /** Default GET. */
  readonly method?: HttpMethod;
  /** Below the address of the API, its parts encoded: `/repos/acme/fleet`; or a whole address. */
  readonly path: string;
  readonly query?: Query;
  /** Sent as JSON. */
  readonly json?: unknown;
  /** Sent instead of `json`. */
  readonly body?: Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
  /** What no message may repeat, beside the credentials. */
  readonly secrets?: readonly string[];
}

/** A successful answer. */
export interface ForgeAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly bytes: Uint8Array;
}

const HTTP_CODES: Readonly<Partial<Record<HttpError['code'], ForgeErrorCode>>> =
  {
    aborted: 'aborted',
    limit: 'limit',
    denied: 'denied',
    'invalid-option': 'invalid',
  };

/** Requests to the API of one forge, with limits, and failures as ForgeError. */
export class ForgeHttp {
  readonly maxItems: number;
  readonly #maxBytes: number;
  readonly #timeoutMs: number;

  constructor(private readonly connection: ForgeConnection) {
    const { limits = {} } = connection;
    this.maxItems = limits.maxItems ?? DEFAULT_MAX_ITEMS;
    this.#maxBytes = limits.maxBytes ?? DEFAULT_MAX_BYTES;
    this.#timeoutMs = limits.timeoutMs ?? DEFAULT_TIMEOUT_MS;
  }

  get apiUrl(): string {
    return this.connection.apiUrl;
  }

  /** An answer as bytes. */
  async send(request: ForgeRequest): Promise<ForgeAnswer> {
    const credentials = await this.#credentials(request.what);
    const secrets = [...secretsOf(credentials), ...(request.secrets ?? [])];
    const now = this.connection.now ?? Date.now;
    try {
      const answer = await this.#exchange(request, credentials);
      const bytes = await readBytes(answer.body);
      const { status, headers } = answer;
      if (isSuccess(status)) return { status, headers, bytes };
      const text = Buffer.from(bytes).toString('utf8');
      const failed = { status, headers, text };
      throw toForgeError(request.what, failed, secrets, now());
    } catch (error) {
      throw toSafeError(error, request.what, secrets);
    }
  }

  /** An answer as JSON, mapped; one of another shape than `map` expects is `unreachable`. */
  async json<Wire, Result>(
    request: ForgeRequest,
    map: (answer: Wire) => Result,
  ): Promise<Result> {
    const { bytes } = await this.send(request);
    return this.parse(request.what, bytes, map);
  }

  /** Bytes of an answer as JSON, mapped. */
  parse<Wire, Result>(
    what: string,
    bytes: Uint8Array,
    map: (answer: Wire) => Result,
  ): Result {
    try {
      return map(JSON.parse(Buffer.from(bytes).toString('utf8')) as Wire);
    } catch (error) {
      if (isForgeError(error)) throw error;
      throw new ForgeError(
        'unreachable',
        `${what}: the answer of ${this.#host} is not that of its API`,
        { cause: error },
      );
    }
  }

  /**
   * All pages of a list.
   * @param page - reads one, from 1 on; `isLast` ends the list
   * @throws ForgeError - `limit`: more items than allowed
   */
  async list<Item>(
    what: string,
    page: (
      number: number,
    ) => Promise<{ readonly items: readonly Item[]; readonly isLast: boolean }>,
  ): Promise<Item[]> {
    const all: Item[] = [];
    for (let number = 1; ; number++) {
      const { items, isLast } = await page(number);
      all.push(...items);
      if (all.length > this.maxItems) throw tooMany(what, this.maxItems);
      if (isLast || items.length === 0) return all;
    }
  }

  /**
   * All pages of a list whose answers link to the next page.
   * @param size - how the API calls the size of a page, and what to ask for
   */
  async listLinked<Wire, Item>(
    request: ForgeRequest,
    size: { readonly name: string; readonly value: number },
    map: (item: Wire) => Item,
  ): Promise<Item[]> {
    return this.list(request.what, async number => {
      const query = { ...request.query, [size.name]: size.value, page: number };
      const { bytes, headers } = await this.send({ ...request, query });
      const items = this.parse(request.what, bytes, (wire: Wire[]) =>
        wire.map(map),
      );
      return { items, isLast: !/rel="?next"?/.test(headers.link ?? '') };
    });
  }

  get #host(): string {
    return new URL(this.connection.apiUrl).host;
  }

  async #credentials(what: string) {
    try {
      return await this.connection.credentials();
    } catch (error) {
      if (isForgeError(error)) throw error;
      // No cause: its text may repeat a request that carried a key.
      throw new ForgeError(
        'unauthorized',
        `${what}: the integration for ${
          this.#host
        } gives no credentials: check it in app-config`,
      );
    }
  }

  #exchange(
    request: ForgeRequest,
    credentials: Readonly<Record<string, string>>,
  ): Promise<HttpResponse> {
    const { method = 'GET', json, body } = request;
    const bytes =
      json === undefined ? body : Buffer.from(JSON.stringify(json), 'utf8');
    const { authorization, ...others } = lowerCase(credentials);
    const message = {
      url: this.#urlOf(request),
      headers: {
        accept: 'application/json',
        ...(json === undefined ? {} : { 'content-type': 'application/json' }),
        ...others,
        ...lowerCase(request.headers ?? {}),
      },
      maxBytes: this.#maxBytes,
      isWhole: true,
      signal: this.#signalOf(request),
    };
    const hasOtherCredentials = Object.keys(others).length > 0;
    if (method === 'GET' && !hasOtherCredentials) {
      return this.connection.http.get({
        ...message,
        ...(authorization === undefined ? {} : { authorization }),
        maxRedirects: 3,
      });
    }
    return this.connection.http.send({
      ...message,
      method,
      headers: {
        ...message.headers,
        ...(authorization === undefined ? {} : { authorization }),
      },
      ...(bytes === undefined ? {} : { body: bytes }),
    });
  }

  #urlOf({ path, query = {}, what }: ForgeRequest): string {
    const whole = /^https?:/.test(path)
      ? path
      : `${this.connection.apiUrl}${path}`;
    requirePlain(whole, what);
    const url = new URL(whole);
    for (const [name, value] of Object.entries(query)) {
      if (value !== undefined) url.searchParams.set(name, String(value));
    }
    return url.toString();
  }

  #signalOf({ signal }: ForgeRequest): AbortSignal {
    const timeout = AbortSignal.timeout(this.#timeoutMs);
    return signal ? AbortSignal.any([signal, timeout]) : timeout;
  }
}

/** 203 is the page of Azure DevOps to sign in. */
function isSuccess(status: number): boolean {
  return status >= 200 && status < 300 && status !== 203;
}

/** URLs take `..` away with what stands before it: the request would be another one. */
function requirePlain(url: string, what: string): void {
  const [path] = url.split(/[?#]/);
  if (path.split('/').some(segment => /^(\.|%2e){1,2}$/i.test(segment))) {
    throw new ForgeError('invalid', `${what}: "." and ".." name nothing here`);
  }
}

/** A list is longer than the limit. */
export function tooMany(what: string, maxItems: number): ForgeError {
  return new ForgeError(
    'limit',
    `${what}: there are more than ${maxItems} items`,
  );
}

function lowerCase(headers: Readonly<Record<string, string>>) {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
}

function toSafeError(
  error: unknown,
  what: string,
  secrets: readonly string[],
): unknown {
  if (!(error instanceof HttpError)) return error;
  const code = HTTP_CODES[error.code] ?? 'unreachable';
  return new ForgeError(code, `${what}: ${redact(error.message, secrets)}`, {
    cause: error,
  });
}
