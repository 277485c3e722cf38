import { STATUS_CODES } from 'http';
import { request } from 'undici';
import type { Dispatcher } from 'undici';
import { createDispatcher } from './createDispatcher';
import { HttpError } from './errors';
import type {
  HttpClientOptions,
  HttpGet,
  HttpRequest,
  HttpResponse,
} from './options';
import { toHttpError } from './toHttpError';

const MAX_REDIRECTS = 10;
const REDIRECTS: readonly number[] = [301, 302, 303, 307, 308];

/** Whether credentials for one address may also be sent to the other. */
function keepsCredentials(from: string, to: string): boolean {
  const [old, next] = [new URL(from), new URL(to)];
  const isDowngrade = old.protocol === 'https:' && next.protocol !== 'https:';
  return old.host === next.host && !isDowngrade;
}

/**
 * Sends HTTP requests with the certificates, proxy and deadline of its caller.
 * It asks for no compression, so bodies are the bytes of the file.
 */
export class HttpClient {
  private readonly dispatcher: Dispatcher;

  /** @throws HttpError - `invalid-option`: a certificate or key that is none */
  constructor(private readonly options: HttpClientOptions) {
    this.dispatcher = createDispatcher(options);
  }

  /**
   * One exchange, redirects included: the caller follows them.
   * @throws HttpError - `network`, `tls`, `timeout`, `aborted`
   */
  async send(message: HttpRequest): Promise<HttpResponse> {
    const { url, method = 'GET', headers, body, signal } = message;
    try {
      const answer = await request(url, {
        method,
        signal,
        dispatcher: this.dispatcher,
        headers: {
          accept: '*/*',
          ...headers,
          'user-agent': this.options.userAgent,
        },
        ...(body ? { body } : {}),
      });
      return toResponse(answer, url, signal);
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
    let credentials = authorization;
    for (let redirects = 0; redirects <= maxRedirects; redirects++) {
      const headers = {
        ...message.headers,
        ...(credentials === undefined ? {} : { authorization: credentials }),
      };
      const answer = await this.send({ ...message, url, headers });
      const { location } = answer.headers;
      if (!REDIRECTS.includes(answer.status) || !location) {
        return answer;
      }
      await answer.discard();
      const target = resolveLocation(location, url);
      if (!keepsCredentials(url, target)) credentials = undefined;
      url = target;
    }
    throw new HttpError('redirect', `stopped after ${maxRedirects} redirects`);
  }

  /** Closes the connections; requests that run fail. */
  async close(): Promise<void> {
    await this.dispatcher.destroy();
  }
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

function toResponse(
  { statusCode, headers, body }: Dispatcher.ResponseData,
  url: string,
  signal: AbortSignal,
): HttpResponse {
  return {
    status: statusCode,
    statusText: STATUS_CODES[statusCode] ?? '',
    headers: Object.fromEntries(
      Object.entries(headers).map(([name, value = '']) => [
        name,
        Array.isArray(value) ? value[0] : value,
      ]),
    ),
    url,
    body: readable(body, signal),
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
