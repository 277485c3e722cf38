import { Clock, sleep } from '../api/clock';
import { Logger } from '../api/logger';
import { WorkQueue } from '../workqueue/WorkQueue';
import { SupersededError } from './errors';
import { RunPermit } from './RunPermit';
import { Slots } from './Slots';
import { WaitLimits } from './WaitLimits';

interface DispatcherOptions {
  readonly queue: WorkQueue;
  /** Runs that work at once; those that wait for others don't count. */
  readonly concurrency: number;
  readonly clock: Clock;
  readonly logger: Logger;
  /** One run of one object; rejecting lets it back off. */
  readonly process: (key: string, permit: RunPermit) => Promise<void>;
}

/** How long running reconciles may take to end after a stop, milliseconds. */
const STOP_GRACE_MS = 10_000;

/** Starts a run for each key of the queue, as long as there is a slot for it. */
export class Dispatcher {
  readonly #slots: Slots;
  readonly #limits = new WaitLimits();
  readonly #running = new Set<Promise<void>>();

  constructor(private readonly options: DispatcherOptions) {
    this.#slots = new Slots(options.concurrency);
  }

  /** Works until the signal aborts, then lets running reconciles end. */
  async run(signal: AbortSignal): Promise<void> {
    const { queue } = this.options;
    const stop = () => queue.shutDown();
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    const ended = new AbortController();
    await Promise.race([
      this.#dispatch(signal),
      this.#graceAfter(signal, ended.signal),
    ]);
    ended.abort();
    signal.removeEventListener('abort', stop);
  }

  async #dispatch(signal: AbortSignal): Promise<void> {
    const { queue } = this.options;
    for (;;) {
      // The slot comes first: a key that waits for one would grow stale.
      await this.#slots.whenFree();
      const key = await queue.take();
      if (key === undefined) break;
      await this.#slots.take();
      const run = this.#runOne(key, signal).finally(() => {
        this.#running.delete(run);
        this.#slots.release();
      });
      this.#running.add(run);
    }
    await Promise.all(this.#running);
  }

  async #runOne(key: string, signal: AbortSignal): Promise<void> {
    const { queue, logger, process } = this.options;
    const permit = new RunPermit({
      slots: this.#slots,
      limits: this.#limits,
      namespace: key.slice(0, Math.max(0, key.indexOf('/'))),
      superseded: queue.supersededSignal(key),
      signal,
    });
    try {
      await process(key, permit);
    } catch (error) {
      if (signal.aborted || error instanceof SupersededError) return;
      logger.error('reconcile failed', {
        object: key,
        error: error instanceof Error ? error.message : String(error),
      });
      queue.addRateLimited(key);
    } finally {
      queue.done(key);
    }
  }

  /** Resolves when reconciles that still run have had their time after a stop. */
  async #graceAfter(signal: AbortSignal, ended: AbortSignal): Promise<void> {
    const either = AbortSignal.any([signal, ended]);
    if (!either.aborted) {
      await new Promise(resolve => {
        either.addEventListener('abort', resolve, { once: true });
      });
    }
    await sleep(this.options.clock, STOP_GRACE_MS, ended).catch(
      () => undefined,
    );
  }
}
