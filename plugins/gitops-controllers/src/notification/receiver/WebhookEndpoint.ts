import type { Clock, Logger } from '@backstage-gitops/kube';
import type { IncomingMessage, ServerResponse } from 'http';
import { answerCall } from './answerCall';
import type { IncomingCall } from './answerCall';
import { BodyBudget } from './BodyBudget';
import { UnknownCalls } from './UnknownCalls';
import type { WebhookHandler } from './WebhookHandler';

interface WebhookEndpointOptions {
  readonly logger: Logger;
  readonly clock?: Clock;
  /** Milliseconds that a body may take; default 30,000. */
  readonly bodyTimeoutMs?: number;
}

/** What stands before the digits of every path. */
const PREFIX = '/hook/';
/** How long the rest of a body that nobody wants is thrown away, before the connection ends. */
const LINGER_MS = 1_000;

function toIncomingCall(
  request: IncomingMessage,
  target: string,
): IncomingCall {
  const headers = Object.entries(request.headersDistinct).map(
    ([name, values]) => [name, values?.[0] ?? ''],
  );
  return { target, headers: Object.fromEntries(headers), body: request };
}

function reply(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
): void {
  if (request.complete) {
    response.writeHead(status).end();
    return;
  }
  response.writeHead(status, { connection: 'close' }).end();
  request.resume();
  const timer = setTimeout(() => request.destroy(), LINGER_MS);
  request.once('close', () => clearTimeout(timer));
}

/**
 * Where calls arrive, for the Receivers of all clusters that are served here.
 * It needs no lease: an answer only annotates objects, so any replica may give
 * it, as with Flux.
 */
export class WebhookEndpoint {
  readonly #handlers = new Set<WebhookHandler>();
  readonly #budget = new BodyBudget();
  readonly #unknown: UnknownCalls;

  constructor(private readonly options: WebhookEndpointOptions) {
    this.#unknown = new UnknownCalls(options.logger, options.clock);
  }

  /** @returns a function that takes the cluster's Receivers out again */
  add(handler: WebhookHandler): () => void {
    this.#handlers.add(handler);
    return () => this.#handlers.delete(handler);
  }

  /** The HTTP status that a call is answered with; never rejects. */
  answer(incoming: IncomingCall): Promise<number> {
    const { logger, bodyTimeoutMs } = this.options;
    return answerCall(incoming, {
      handlers: [...this.#handlers],
      budget: this.#budget,
      unknown: this.#unknown,
      logger,
      bodyTimeoutMs,
    });
  }

  /**
   * Answers a request of Node's server.
   * @param target - its path and query below the place of this endpoint
   * @returns false: the path is none of webhooks, nothing was done
   */
  handle(
    request: IncomingMessage,
    response: ServerResponse,
    target = request.url ?? '',
  ): boolean {
    if (!target.startsWith(PREFIX)) return false;
    request.on('error', () => undefined); // the reader of the body is told
    this.answer(toIncomingCall(request, target))
      .then(status => reply(request, response, status))
      .catch(error => {
        const { message } = error as Error;
        this.options.logger.error('a webhook failed', { error: message });
        response.destroy();
      });
    return true;
  }
}
