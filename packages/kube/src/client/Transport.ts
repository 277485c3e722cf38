import type { Readable } from 'node:stream';
import type { Dispatcher } from 'undici';
import { Clock, sleep, systemClock } from '../api/clock';
import { ApiError, ApiErrorDetails, ConnectionError } from '../api/errors';
import { ReadConnectionSettings } from './ConnectionSettings';
import { Access, Credentials } from './Credentials';
import type { ConnectionGuard } from './options';
import { AnswerTooLargeError, readText } from './readText';
import { TokenBucket } from './TokenBucket';
import { untilAborted } from '../api/untilAborted';

/** Request headers that act as somebody else. */
export interface Impersonation {
  /** For example `system:serviceaccount:team-a:deployer`. */
  readonly user: string;
  readonly groups?: readonly string[];
}

export interface TransportRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path with its query, from the server's root. */
  readonly path: string;
  readonly body?: unknown;
  readonly contentType?: string;
  readonly accept?: string;
  readonly impersonate?: Impersonation;
  readonly signal?: AbortSignal;
  /** Milliseconds for the whole request; default that of the transport. */
  readonly timeoutMs?: number;
  readonly limiter?: TokenBucket;
  /** Default: that of the transport. */
  readonly userAgent?: string;
  readonly onRequest?: OnRequest;
  /** Asked before it is sent, each time, unless it only reads. */
  readonly beforeWrite?: () => Promise<void>;
}

/** Called after each request; feeds rest_client_* metrics. */
export type OnRequest = (method: string, status: number, ms: number) => void;

interface TransportOptions {
  readonly clock?: Clock;
  /** Connections for short requests; default 16. */
  readonly connections?: number;
  readonly userAgent?: string;
  /** Milliseconds for a whole request, from connecting on; default 60,000. */
  readonly timeoutMs?: number;
  readonly guard?: ConnectionGuard;
}

type Answer = Dispatcher.ResponseData;

const REQUEST_TIMEOUT_MS = 60_000;
const MAX_THROTTLED = 10;
/** A list of a whole cluster may be large, but not larger than this. */
const MAX_ANSWER_BYTES = 256 * 1024 * 1024;
/** A `Status` is small, a proxy's page not much larger. */
const MAX_REFUSAL_BYTES = 4 * 1024 * 1024;

function isBrokenConnection(error: unknown): boolean {
  const code = (error as { code?: string }).code ?? '';
  return ['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE'].includes(code);
}

/** Reads a `Status` body into a typed error. */
function toApiError(
  status: number,
  text: string,
  retryAfter?: string,
): ApiError {
  let parsed: {
    reason?: string;
    message?: string;
    details?: ApiErrorDetails;
  } = {};
  try {
    const value: unknown = JSON.parse(text);
    if (value && typeof value === 'object') parsed = value;
  } catch {
    // Not a Status: a proxy's page or plain text; its first line will do.
  }
  const firstLine = text.split('\n')[0].slice(0, 300);
  const message =
    parsed.message ?? (firstLine || `the server answered ${status}`);
  const seconds = Number(
    retryAfter ?? parsed.details?.retryAfterSeconds ?? Number.NaN,
  );
  return new ApiError(
    status,
    parsed.reason ?? '',
    message,
    parsed.details,
    Number.isFinite(seconds) ? seconds * 1000 : undefined,
  );
}

/** HTTP to one API server: connections, identity, time limits, retries. */
export class Transport {
  readonly clock: Clock;
  readonly #credentials: Credentials;
  readonly #options: TransportOptions;

  constructor(
    readSettings: ReadConnectionSettings,
    options: TransportOptions = {},
  ) {
    this.clock = options.clock ?? systemClock;
    this.#options = options;
    this.#credentials = new Credentials(
      readSettings,
      this.clock,
      options.connections ?? 16,
      options.guard,
    );
  }

  /** Sends a request and parses its JSON answer. */
  async json<T>(request: TransportRequest): Promise<T> {
    const text = await this.text(request);
    try {
      return JSON.parse(text) as T;
    } catch (cause) {
      throw new ConnectionError(
        'bad-answer',
        `${request.method} ${request.path}: the answer is not JSON`,
        { cause },
      );
    }
  }

  /** Sends a request and reads its whole answer. */
  async text(request: TransportRequest): Promise<string> {
    const timeout = AbortSignal.timeout(this.#timeoutOf(request));
    const signal = request.signal
      ? AbortSignal.any([request.signal, timeout])
      : timeout;
    const answer = await this.#sendWithRetry(request, signal, false);
    try {
      return await readText(answer, MAX_ANSWER_BYTES);
    } catch (cause) {
      throw this.#explain(request, cause, signal);
    }
  }

  /** Opens a watch; the body stays open until the server or signal ends it. */
  async stream(request: TransportRequest): Promise<Readable> {
    const signal = request.signal ?? new AbortController().signal;
    return (await this.#sendWithRetry(request, signal, true)).body;
  }

  /** Closes all connections; open requests fail. */
  close(): Promise<void> {
    return this.#credentials.close();
  }

  async #sendWithRetry(
    request: TransportRequest,
    signal: AbortSignal,
    isWatch: boolean,
  ): Promise<Answer> {
    let throttled = 0;
    let hasReconnected = false;
    let hasReauthenticated = false;
    for (;;) {
      await request.limiter?.take(signal);
      const started = performance.now();
      let answer: Answer;
      try {
        answer = await this.#send(request, signal, isWatch);
      } catch (error) {
        request.onRequest?.(request.method, 0, 0);
        // A kept connection that the server closed meanwhile fails at once;
        // all our methods but POST can be repeated safely.
        const canRepeat = request.method !== 'POST' && !hasReconnected;
        if (canRepeat && !signal.aborted && isBrokenConnection(error)) {
          hasReconnected = true;
          continue;
        }
        throw this.#explain(request, error, signal);
      }
      request.onRequest?.(
        request.method,
        answer.statusCode,
        performance.now() - started,
      );
      if (answer.statusCode < 400) return answer;
      const text = await this.#readRefusal(request, answer, signal);
      const retryAfter = answer.headers['retry-after'];
      const error = toApiError(
        answer.statusCode,
        text,
        Array.isArray(retryAfter) ? retryAfter[0] : retryAfter,
      );
      if (answer.statusCode === 401 && !hasReauthenticated) {
        hasReauthenticated = true;
        this.#credentials.invalidate();
        continue;
      }
      const isThrottled =
        (answer.statusCode === 429 || answer.statusCode === 503) &&
        retryAfter !== undefined &&
        error.retryAfterMs !== undefined;
      if (!isThrottled || throttled >= MAX_THROTTLED) throw error;
      throttled += 1;
      await sleep(this.clock, error.retryAfterMs ?? 1000, signal);
    }
  }

  async #send(
    request: TransportRequest,
    signal: AbortSignal,
    isWatch: boolean,
  ): Promise<Answer> {
    const access = await untilAborted(this.#credentials.get(), signal);
    const dispatcher = isWatch ? access.watches : access.requests;
    const body =
      request.body === undefined ? undefined : JSON.stringify(request.body);
    if (request.method !== 'GET' && request.beforeWrite) {
      await untilAborted(request.beforeWrite(), signal);
    }
    const answer = dispatcher.request({
      origin: access.origin,
      path: access.basePath + request.path,
      method: request.method,
      headers: this.#headers(request, access),
      body,
      signal,
      headersTimeout: this.#timeoutOf(request),
      bodyTimeout: isWatch ? 0 : this.#timeoutOf(request),
    });
    // The HTTP library looks at the signal only once it is connected.
    return untilAborted(answer, signal);
  }

  /** The body of an answer that says no. */
  async #readRefusal(
    request: TransportRequest,
    answer: Answer,
    signal: AbortSignal,
  ): Promise<string> {
    try {
      return await readText(answer, MAX_REFUSAL_BYTES);
    } catch (cause) {
      throw this.#explain(request, cause, signal);
    }
  }

  #timeoutOf({ timeoutMs }: TransportRequest): number {
    return timeoutMs ?? this.#options.timeoutMs ?? REQUEST_TIMEOUT_MS;
  }

  #headers(
    request: TransportRequest,
    access: Access,
  ): Record<string, string | string[]> {
    const headers: Record<string, string | string[]> = {
      ...access.headers,
      accept: request.accept ?? 'application/json',
      'user-agent':
        request.userAgent ?? this.#options.userAgent ?? 'backstage-gitops',
    };
    if (request.body !== undefined) {
      headers['content-type'] = request.contentType ?? 'application/json';
    }
    if (request.impersonate) {
      headers['impersonate-user'] = request.impersonate.user;
      if (request.impersonate.groups?.length) {
        headers['impersonate-group'] = [...request.impersonate.groups];
      }
    }
    return headers;
  }

  #explain(
    request: TransportRequest,
    cause: unknown,
    signal: AbortSignal,
  ): Error {
    if (cause instanceof ConnectionError || cause instanceof ApiError) {
      return cause;
    }
    const what = `${request.method} ${request.path.split('?')[0]}`;
    if (cause instanceof AnswerTooLargeError) {
      return new ConnectionError('bad-answer', `${what}: ${cause.message}`);
    }
    if (request.signal?.aborted) {
      return new ConnectionError('aborted', `${what}: aborted`, { cause });
    }
    if (signal.aborted) {
      return new ConnectionError('timeout', `${what}: timed out`, { cause });
    }
    const text = cause instanceof Error ? cause.message : String(cause);
    return new ConnectionError('unreachable', `${what}: ${text}`, { cause });
  }
}
