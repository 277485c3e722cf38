import {
  HttpClient,
  HttpError,
  readBytes,
  retryAfterMs,
  splitUserInfo,
} from '@backstage-gitops/http';
import type {
  HttpClientOptions,
  HttpRequest,
  HttpResponse,
} from '@backstage-gitops/http';
import { sleep, systemClock } from '@backstage-gitops/kube';
import type { Clock } from '@backstage-gitops/kube';
import { ProviderError } from '../providers/ProviderError';
import type {
  Exchange,
  ProviderRequest,
  ProviderResponse,
} from '../providers/ProviderType';
import { redact } from './redact';

/** How requests of one delivery are sent. */
interface ExchangeOptions
  extends Pick<HttpClientOptions, 'tls' | 'proxy' | 'network'> {
  /** Ends the delivery. */
  readonly signal: AbortSignal;
  /** What no message may hold; see `secretForms`. */
  readonly secrets: readonly string[];
  readonly clock?: Clock;
}

/** An {@link Exchange}, and what gives its connections back. */
interface OpenExchange {
  readonly exchange: Exchange;
  close(): Promise<void>;
}

const MAX_RETRIES = 4;
const FIRST_PAUSE_MS = 2_000;
const LONGEST_PAUSE_MS = 30_000;
const MAX_ANSWER_BYTES = 1024 * 1024;
/** Characters of an answer that a message quotes. */
const MAX_QUOTED = 300;
const MAX_REDIRECTS = 10;
/** Redirects that keep method and body; the others go on as a GET. */
const KEEPING: readonly number[] = [307, 308];
const REDIRECTS: readonly number[] = [301, 302, 303, ...KEEPING];
/** Failures that another try does not mend. */
const FINAL_CODES: readonly string[] = [
  'tls',
  'redirect',
  'limit',
  'denied',
  'invalid-option',
];

function isRetriedStatus(status: number): boolean {
  return status === 429 || (status >= 500 && status !== 501);
}

/** Milliseconds that a busy server asks for; undefined: it does not. */
function retryAfterOf(
  { status, headers }: HttpResponse,
  now: number,
): number | undefined {
  const isBusy = status === 429 || status === 503;
  return isBusy ? retryAfterMs(headers, now) : undefined;
}

function toHttpRequest(
  { method, url, headers = {}, body }: ProviderRequest,
  signal: AbortSignal,
): HttpRequest {
  const text = typeof body === 'object' ? JSON.stringify(body) : body;
  const lowerCased = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
  const { url: address, authorization = undefined } = URL.canParse(url)
    ? splitUserInfo(new URL(url))
    : { url };
  return {
    method,
    url: address,
    headers: {
      ...(authorization ? { authorization } : {}),
      ...(typeof body === 'object'
        ? { 'content-type': 'application/json' }
        : {}),
      ...lowerCased,
    },
    ...(text === undefined ? {} : { body: Buffer.from(text) }),
    maxBytes: MAX_ANSWER_BYTES,
    isWhole: true,
    signal,
  };
}

/** The request that a redirect asks for; another host gets none of its headers. */
function redirected(
  request: HttpRequest,
  { status, headers, url }: HttpResponse,
): HttpRequest {
  const { location = '' } = headers;
  const target = URL.canParse(location, url) ? new URL(location, url) : null;
  if (!target || !/^https?:$/.test(target.protocol)) {
    throw new HttpError('redirect', 'redirected to an address that is no HTTP');
  }
  const old = new URL(url);
  const isSafe =
    old.host === target.host &&
    (old.protocol === target.protocol || target.protocol === 'https:');
  const type = request.headers?.['content-type'];
  const onlyType: Record<string, string> = type ? { 'content-type': type } : {};
  const kept = isSafe ? request.headers : onlyType;
  const next = { ...request, url: target.toString(), headers: kept };
  if (KEEPING.includes(status)) return next;
  const { 'content-type': _, ...rest } = next.headers ?? {};
  return { ...next, method: 'GET', headers: rest, body: undefined };
}

class Sender {
  readonly #client: HttpClient;
  readonly #clock: Clock;

  constructor(private readonly options: ExchangeOptions) {
    const { tls, proxy, network } = options;
    this.#client = new HttpClient({
      userAgent: 'backstage-gitops',
      tls,
      proxy,
      network,
    });
    this.#clock = options.clock ?? systemClock;
  }

  close(): Promise<void> {
    return this.#client.close();
  }

  async exchange(request: ProviderRequest): Promise<ProviderResponse> {
    try {
      return await this.#sendWithRetries(request);
    } catch (error) {
      throw this.#toProviderError(error);
    }
  }

  async #sendWithRetries(request: ProviderRequest): Promise<ProviderResponse> {
    const { signal } = this.options;
    for (let retry = 0; ; retry++) {
      const isLast = retry === MAX_RETRIES;
      let pauseMs = Math.min(FIRST_PAUSE_MS * 2 ** retry, LONGEST_PAUSE_MS);
      try {
        const answer = await this.#send(toHttpRequest(request, signal));
        if (isLast || !isRetriedStatus(answer.status)) {
          return await this.#readAnswer(answer);
        }
        await answer.discard();
        pauseMs = retryAfterOf(answer, this.#clock.now()) ?? pauseMs;
      } catch (error) {
        const { code } = error as HttpError;
        const isFinal =
          !(error instanceof HttpError) || FINAL_CODES.includes(code);
        if (isLast || isFinal || signal.aborted) throw error;
      }
      await sleep(this.#clock, pauseMs, signal);
    }
  }

  async #send(first: HttpRequest): Promise<HttpResponse> {
    let request = first;
    for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
      const answer = await this.#client.send(request);
      const { location } = answer.headers;
      if (!REDIRECTS.includes(answer.status) || !location) return answer;
      await answer.discard();
      request = redirected(request, answer);
    }
    throw new HttpError('redirect', `stopped after ${MAX_REDIRECTS} redirects`);
  }

  async #readAnswer(answer: HttpResponse): Promise<ProviderResponse> {
    const { status, headers } = answer;
    const body = Buffer.from(await readBytes(answer.body)).toString('utf8');
    if (status >= 200 && status < 300) return { status, headers, body };
    const quoted = redact(body, this.options.secrets).slice(0, MAX_QUOTED);
    throw new ProviderError(
      'status',
      `request failed with status code ${status}${quoted && `: ${quoted}`}`,
      { status },
    );
  }

  #toProviderError(error: unknown): ProviderError {
    if (error instanceof ProviderError) return error;
    const { signal, secrets } = this.options;
    const isTimeout =
      (error as HttpError).code === 'timeout' ||
      (signal.aborted &&
        (signal.reason as Error | undefined)?.name === 'TimeoutError');
    const text = redact((error as Error).message, secrets);
    return new ProviderError(
      isTimeout ? 'timeout' : 'network',
      isTimeout
        ? 'failed to execute request: context deadline exceeded'
        : `failed to execute request: ${text}`,
    );
  }
}

/**
 * Opens what sends the requests of one delivery: four retries after 2 to 30
 * seconds where the network or the server fails, or as the server asks by
 * `Retry-After`; redirects as Go follows them, without headers for another host.
 * @throws HttpError - `invalid-option`: certificates or a proxy that are none
 * @see hashicorp/go-retryablehttp, `DefaultRetryPolicy`
 */
export function openExchange(options: ExchangeOptions): OpenExchange {
  const sender = new Sender(options);
  return {
    exchange: request => sender.exchange(request),
    close: () => sender.close(),
  };
}
