import type { Logger } from '@backstage-gitops/kube';
import { createServer } from 'http';
import type { IncomingMessage, Server, ServerResponse } from 'http';
import type { AddressInfo } from 'net';
import { parseAddress } from '../../artifacts/ArtifactServer';
import type { Acceptance } from '../dispatch/Dispatcher';
import { EventFormatError, parseEventJson } from '../eventJson';
import { INSTANCE_HEADER } from '../EventFeed';
import type { FluxEvent } from '../FluxEvent';
import type { HttpMetrics } from './HttpMetrics';

/** What an {@link EventServer} needs. */
interface EventServerOptions {
  /** `:9090`, `127.0.0.1:0`. */
  readonly address: string;
  readonly accept: (event: FluxEvent) => Acceptance;
  /** Id of this process: events that it has sent itself are answered only. */
  readonly instance: string;
  readonly logger: Logger;
  readonly metrics?: HttpMetrics;
}

const MAX_BODY_BYTES = 3 * 1024 * 1024;
const MAX_HEADER_BYTES = 256 * 1024;
const HEADERS_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 30_000;
const MAX_CONNECTIONS = 500;
/** Bytes of all bodies that are being read; above that requests are put off. */
const MAX_OPEN_BYTES = 32 * 1024 * 1024;

/** Bytes of a refused body that are read before the answer. */
const MAX_DRAINED_BYTES = 4 * 1024 * 1024;

/** What a request is answered, beside its status. */
interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly text?: string;
}

/** A request that is not read to its end. */
class RefusedError extends Error {
  override readonly name = 'RefusedError';
  readonly code = 'refused';

  constructor(readonly status: 400 | 413 | 503, message: string) {
    super(message);
  }
}

function limitedAnswer(resetMs: number, now: number): Answer {
  const at = now + resetMs;
  return {
    status: 429,
    text: 'Too Many Requests\n',
    headers: {
      'x-ratelimit-limit': '1',
      'x-ratelimit-remaining': '0',
      'x-ratelimit-reset': new Date(at).toUTCString(),
      'retry-after': new Date(at).toUTCString(),
    },
  };
}

/**
 * Receives events as a notification-controller does: POST of the event as JSON
 * is answered with 202, whether or not an alert wants it; 429 for a repeat, 413
 * above 3 MiB, 400 where it is no event, 503 while there is too much to do.
 */
export class EventServer {
  readonly #server: Server;
  #openBytes = 0;

  private constructor(private readonly options: EventServerOptions) {
    this.#server = createServer(
      {
        maxHeaderSize: MAX_HEADER_BYTES,
        headersTimeout: HEADERS_TIMEOUT_MS,
        requestTimeout: REQUEST_TIMEOUT_MS,
        connectionsCheckingInterval: 1_000,
      },
      (request, response) => {
        this.#serve(request, response).catch(error => {
          this.options.logger.error('the event server failed', {
            error: (error as Error).message,
          });
          response.destroy();
        });
      },
    );
    this.#server.maxConnections = MAX_CONNECTIONS;
  }

  /** @throws Error - the address is taken */
  static async start(options: EventServerOptions): Promise<EventServer> {
    const started = new EventServer(options);
    const { host, port } = parseAddress(options.address);
    await new Promise<void>((resolve, reject) => {
      started.#server.once('error', reject);
      started.#server.listen(port, host, () => {
        started.#server.off('error', reject);
        resolve();
      });
    });
    return started;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>(resolve => this.#server.close(() => resolve()));
  }

  async #serve(
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const end = this.options.metrics?.begin('/', request.method);
    const { status, headers, text = '' } = await this.#answer(request);
    // A client that still sends would lose the answer when the socket closes.
    const isCut = !request.complete && !(await isDrained(request));
    end?.(status, text.length);
    response
      .writeHead(status, {
        ...headers,
        ...(isCut ? { connection: 'close' } : {}),
      })
      .end(text);
  }

  async #answer(request: IncomingMessage): Promise<Answer> {
    const { accept, instance, logger } = this.options;
    try {
      const body = await this.#readBody(request);
      const event = parseEventJson(body);
      if (request.headers[INSTANCE_HEADER] === instance) return { status: 202 };
      const taken = accept(event);
      if (taken.kind === 'limited') {
        return limitedAnswer(taken.rate.resetMs, Date.now());
      }
      return { status: taken.kind === 'full' ? 503 : 202 };
    } catch (error) {
      const isFormat = error instanceof EventFormatError;
      if (!isFormat && !(error instanceof RefusedError)) throw error;
      logger.warn('refusing an event', { error: error.message });
      return { status: isFormat ? 400 : error.status };
    }
  }

  async #readBody(request: IncomingMessage): Promise<Uint8Array> {
    if (Number(request.headers['content-length'] ?? 0) > MAX_BODY_BYTES) {
      throw tooLong();
    }
    const chunks: Uint8Array[] = [];
    let size = 0;
    try {
      for await (const chunk of chunksOf(request)) {
        size += chunk.length;
        this.#openBytes += chunk.length;
        if (size > MAX_BODY_BYTES) throw tooLong();
        if (this.#openBytes > MAX_OPEN_BYTES) {
          throw new RefusedError(503, 'too many events are being read');
        }
        chunks.push(chunk);
      }
    } catch (error) {
      if (error instanceof RefusedError) throw error;
      throw new RefusedError(400, 'reading the request body failed');
    } finally {
      this.#openBytes -= size;
    }
    return Buffer.concat(chunks);
  }
}

/** Leaves the request open when reading ends early. */
function chunksOf(request: IncomingMessage): AsyncIterable<Buffer> {
  return request.iterator({ destroyOnReturn: false });
}

/** Reads the rest of a body that nobody wants, up to a limit. */
async function isDrained(request: IncomingMessage): Promise<boolean> {
  let size = 0;
  try {
    for await (const chunk of chunksOf(request)) {
      size += chunk.length;
      if (size > MAX_DRAINED_BYTES) return false;
    }
    return true;
  } catch {
    return false; // the client is gone
  }
}

function tooLong(): RefusedError {
  return new RefusedError(
    413,
    `request body exceeds the maximum size of ${MAX_BODY_BYTES} bytes`,
  );
}
