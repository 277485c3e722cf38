import { HttpClient, OPEN_NETWORK_POLICY } from '@backstage-gitops/http';
import type { Logger, RecordedEvent } from '@backstage-gitops/kube';
import { setTimeout as delay } from 'timers/promises';
import { INSTANCE_HEADER } from '../../notification/EventFeed';
import { toFluxEvent } from '../../notification/FluxEvent';

/** Settings of an {@link EventForwarder}. */
interface EventForwarderOptions {
  /** Where to POST events: that of a notification-controller. */
  readonly url: string;
  /** Name of this process among the replicas of a controller. */
  readonly instance: string;
  readonly logger: Logger;
  /** Milliseconds before the first retry; doubles with each. Default 1,000. */
  readonly retryDelayMs?: number;
}

const TIMEOUT_MS = 5_000;
const MAX_RETRIES = 4;
/** Events on their way; further ones are dropped. */
const MAX_OPEN = 500;
/** A receiver answers so to an event that it has had already. */
const TOO_MANY_REQUESTS = 429;

/**
 * Sends the events of controllers to a receiver, as Flux's controllers do with
 * `--events-addr`. Sending happens in the background; a failure is logged.
 * @see Flux: fluxcd/pkg runtime/events
 */
export class EventForwarder {
  readonly #options: EventForwarderOptions;
  readonly #client = new HttpClient({
    userAgent: 'backstage-gitops',
    network: OPEN_NETWORK_POLICY,
  });
  readonly #closed = new AbortController();
  readonly #open = new Set<Promise<void>>();

  constructor(options: EventForwarderOptions) {
    this.#options = options;
  }

  /**
   * Queues an event; never throws.
   * @param takenBy - id of the feed whose dispatcher has the event already
   */
  forward(event: RecordedEvent, takenBy?: string): void {
    if (this.#open.size >= MAX_OPEN) {
      this.#warn(event, 'the receiver of events is too slow');
      return;
    }
    const sending = this.#send(event, takenBy)
      .catch(error => this.#warn(event, (error as Error).message))
      .finally(() => this.#open.delete(sending));
    this.#open.add(sending);
  }

  /** Tries once more to send what is queued, and closes the connections. */
  async close(): Promise<void> {
    this.#closed.abort();
    await Promise.all(this.#open);
    await this.#client.close();
  }

  async #send(event: RecordedEvent, takenBy?: string): Promise<void> {
    const { instance, retryDelayMs = 1_000 } = this.#options;
    const body = Buffer.from(JSON.stringify(toFluxEvent(event, instance)));
    for (let retry = 0; ; retry++) {
      const problem = await this.#post(body, takenBy);
      if (problem === undefined) return;
      if (retry === MAX_RETRIES || this.#closed.signal.aborted) {
        throw new Error(problem);
      }
      await delay(2 ** retry * retryDelayMs, undefined, {
        signal: this.#closed.signal,
      }).catch(() => undefined);
    }
  }

  /** @returns why the event has to be sent again; undefined: it has arrived */
  async #post(body: Uint8Array, takenBy?: string): Promise<string | undefined> {
    try {
      const answer = await this.#client.send({
        method: 'POST',
        url: this.#options.url,
        headers: {
          'content-type': 'application/json',
          ...(takenBy === undefined ? {} : { [INSTANCE_HEADER]: takenBy }),
        },
        body,
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      await answer.discard();
      const { status } = answer;
      if (status < 500 || status === 501) {
        if (status >= 400 && status !== TOO_MANY_REQUESTS) {
          this.#options.logger.warn('the receiver refuses an event', {
            status,
          });
        }
        return undefined;
      }
      return `the receiver answers ${status}`;
    } catch (error) {
      return (error as Error).message;
    }
  }

  #warn({ object, reason }: RecordedEvent, error: string): void {
    this.#options.logger.warn('cannot forward an event', {
      object: `${object.kind}/${object.metadata.namespace}/${object.metadata.name}`,
      reason,
      error,
    });
  }
}
