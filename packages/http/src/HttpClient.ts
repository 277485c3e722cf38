import { STATUS_CODES } from 'http';
import { Readable } from 'stream';
import { request } from 'undici';
import type { Dispatcher } from 'undici';
import { acquireConnections } from './Connections';
import { HttpError } from './errors';
import { limitBytes } from './limitBytes';
import type { ResolveName } from './network/NetworkGuard';
import type {
  HttpBody,
  HttpClientOptions,
  HttpGet,
  HttpRequest,
  HttpResponse,
} from './options';
import { sendWhole } from './sendWhole';
import { toHttpError } from './toHttpError';
import { untilAborted } from './untilAborted';

const MAX_REDIRECTS = 10;
/** Headers that another host does not get. */
const CREDENTIALS: readonly string[] = ['authorization', 'cookie'];
const REDIRECTS: readonly number[] = [301, 302, 303, 307, 308];
/** Why requests end when their client does; made once, for its stack. */
const CLOSED = new HttpError('aborted', 'context canceled');
/** Deadlines come from the signals of requests alone. */
const NO_TIMEOUTS = { headersTimeout: 0, bodyTimeout: 0 };

/** Whether credentials for one address may also be sent to the other. */
function keepsCredentials(from: string, to: string): boolean {
  const [old, next] = [new URL(from), new URL(to)];
  const isDowngrade = old.protocol === 'https:' && next.protocol !== 'https:';
  return old.host === next.host && !isDowngrade;
}

/**
 * Sends HTTP requests with the certificates, proxy and deadline of its caller,
 * to addresses that the network policy allows. It asks for no compression, so
 * bodies are the bytes of the file.
 */
export class HttpClient {
  private readonly acquired: ReturnType<typeof acquireConnections>;
  private readonly closed = new AbortController();

  /**
   * @param resolve - finds the addresses of names; default `dns.lookup`
   * @throws HttpError - `invalid-option`: a certificate, key, proxy or rule of
   *   the policy that is none
   */
  constructor(
    private readonly options: HttpClientOptions,
    resolve?: ResolveName,
  ) {
    this.acquired = acquireConnections(options, resolve);
  }

  /**
   * One exchange, redirects included: the caller follows them.
   * @throws HttpError - `network`, `tls`, `timeout`, `aborted`, `denied`,
   *   `limit`
   */
  async send(message: HttpRequest): Promise<HttpResponse> {
    return message.isWhole ? this.sendWhole(message) : this.sendStream(message);
  }

  private async sendWhole(message: HttpRequest): Promise<HttpResponse> {
    const { url, method = 'GET', maxBytes = Infinity } = message;
    const { connections } = this.acquired;
    try {
      connections.requireAllowed(url);
      const { origin, pathname, search } = new URL(url);
      const { statusCode, headers, bytes } = await sendWhole({
        dispatcher: connections.dispatcher,
        options: {
          ...{ ...NO_TIMEOUTS, origin, path: pathname + search, method },
          headers: this.headersOf(message),
          ...(message.body ? { body: toRequestBody(message.body) } : {}),
        },
        maxBytes,
        tooLong: () => tooLong(maxBytes, url),
        signals: [message.signal, this.closed.signal],
      });
      return {
        ...headOf({ statusCode, headers }, url),
        body: chunksOf(bytes),
        discard: async () => undefined,
      };
    } catch (error) {
      const { closed } = this;
      const isClosed = closed.signal.aborted && !message.signal.aborted;
      throw toHttpError(error, isClosed ? closed.signal : message.signal);
    }
  }

  private async sendStream(message: HttpRequest): Promise<HttpResponse> {
    const { url, method = 'GET' } = message;
    const { connections } = this.acquired;
    const signal = AbortSignal.any([message.signal, this.closed.signal]);
    try {
      connections.requireAllowed(url);
      const sent = request(url, {
        ...NO_TIMEOUTS,
        method,
        signal,
        dispatcher: connections.dispatcher,
        headers: this.headersOf(message),
        ...(message.body ? { body: toRequestBody(message.body) } : {}),
      });
      // undici tells a request of its signal once there is a connection.
      const answer = await untilAborted(sent, signal, ({ body }) =>
        body.on('error', () => undefined).destroy(),
      );
      return toResponse(answer, { ...message, signal });
    } catch (error) {
      throw toHttpError(error, signal);
    }
  }

  /**
   * GET of an address and of those that it redirects to.
   * @throws HttpError - as {@link send}, and `redirect`
   */
  async get({
    authorization,
    maxRedirects = MAX_REDIRECTS,
    ...message
  }: HttpGet): Promise<HttpResponse> {
    let { url } = message;
    let headers: HttpRequest['headers'] = {
      ...message.headers,
      ...(authorization === undefined ? {} : { authorization }),
    };
    for (let redirects = 0; redirects <= maxRedirects; redirects++) {
      const answer = await this.send({ ...message, url, headers });
      const { location } = answer.headers;
      if (!REDIRECTS.includes(answer.status) || !location) {
        return answer;
      }
      await answer.discard();
      const target = resolveLocation(location, url);
      if (!keepsCredentials(url, target)) {
        headers = withoutCredentials(headers);
      }
      url = target;
    }
    throw new HttpError('redirect', `stopped after ${maxRedirects} redirects`);
  }

  /** Ends requests that run; idle connections stay open for the next client. */
  async close(): Promise<void> {
    if (this.closed.signal.aborted) return;
    this.closed.abort(CLOSED);
    await this.acquired.release();
  }

  private headersOf({ headers, contentLength }: HttpRequest) {
    return {
      accept: '*/*',
      ...headers,
      ...(contentLength === undefined
        ? {}
        : { 'content-length': String(contentLength) }),
      'user-agent': this.options.userAgent,
    };
  }
}

function withoutCredentials(headers: HttpRequest['headers'] = {}) {
  return Object.fromEntries(
    Object.entries(headers).filter(
      ([name]) => !CREDENTIALS.includes(name.toLowerCase()),
    ),
  );
}

/** undici reads bytes and Node's streams. */
function toRequestBody(body: HttpBody): Uint8Array | Readable {
  return body instanceof Uint8Array || body instanceof Readable
    ? body
    : Readable.from(body, { objectMode: false });
}

function resolveLocation(location: string, from: string): string {
  const target = URL.canParse(location, from)
    ? new URL(location, from)
    : undefined;
  if (!target || !['http:', 'https:'].includes(target.protocol)) {
    throw new HttpError('redirect', 'redirected to an address that is no HTTP');
  }
  return target.toString();
}

function tooLong(maxBytes: number, url: string): HttpError {
  const { host } = new URL(url);
  return new HttpError(
    'limit',
    `the answer of ${host} is longer than the limit of ${maxBytes} bytes`,
  );
}

/** Challenges may stand in several headers; of others the first counts. */
function joinValues(name: string, values: readonly string[]): string {
  return name === 'www-authenticate' ? values.join(', ') : values[0];
}

/** What stands before the body. */
function headOf(
  {
    statusCode,
    headers,
  }: Pick<Dispatcher.ResponseData, 'statusCode' | 'headers'>,
  url: string,
) {
  return {
    status: statusCode,
    statusText: STATUS_CODES[statusCode] ?? '',
    headers: Object.fromEntries(
      Object.entries(headers).map(([name, value = '']) => [
        name,
        Array.isArray(value) ? joinValues(name, value) : value,
      ]),
    ),
    url,
  };
}

async function* chunksOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  if (bytes.length > 0) yield bytes;
}

function toResponse(
  { statusCode, headers, body }: Dispatcher.ResponseData,
  { url, method, maxBytes = Infinity, signal }: HttpRequest,
): HttpResponse {
  const hasBody = method !== 'HEAD';
  if (hasBody && Number(headers['content-length']) > maxBytes) {
    body.on('error', () => undefined).destroy();
    throw tooLong(maxBytes, url);
  }
  const bytes = readable(body, signal);
  return {
    ...headOf({ statusCode, headers }, url),
    body:
      maxBytes === Infinity
        ? bytes
        : limitBytes(bytes, maxBytes, () => tooLong(maxBytes, url)),
    discard: () => body.dump(),
  };
}

/** The body, with its failures as HttpError. */
async function* readable(
  body: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  try {
    yield* body;
  } catch (error) {
    throw toHttpError(error, signal);
  }
}
