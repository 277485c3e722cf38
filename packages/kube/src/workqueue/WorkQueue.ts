import { Clock } from '../api/clock';
import { FairQueue } from './FairQueue';

export interface WorkQueueOptions {
  readonly clock: Clock;
  /** First delay after a failure, in milliseconds; default 750. */
  readonly minRetryDelayMs?: number;
  /** Longest delay after failures, in milliseconds; default 900,000. */
  readonly maxRetryDelayMs?: number;
}

/** The object whose change makes a key due again. */
export interface Trigger {
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
}

/** Namespace of a key `namespace/name`; empty for a name alone. */
function namespaceOf(key: string): string {
  return key.slice(0, Math.max(0, key.indexOf('/')));
}

/**
 * Queue of keys to work on, in turns between namespaces. A key waits in it at
 * most once; a key that is being worked on is handed out again only after
 * {@link done}, so no object is ever reconciled twice at once. A delayed key
 * keeps its earliest time.
 */
export class WorkQueue {
  readonly #waiting = new FairQueue<string>();
  /** By key; aborted when a {@link Trigger} makes it due again. */
  readonly #processing = new Map<string, AbortController>();
  /** Added while being processed: queued again when done. */
  readonly #dirty = new Set<string>();
  readonly #delayed = new Map<string, { at: number; cancel: () => void }>();
  readonly #failures = new Map<string, number>();
  #takers: ((key: string | undefined) => void)[] = [];
  #isShutDown = false;

  constructor(private readonly options: WorkQueueOptions) {}

  /**
   * Queues a key now; a delayed entry of the same key is dropped.
   * @param trigger - something newer to do: a run of the key that only waits
   *   may end, see {@link supersededSignal}
   */
  add(key: string, trigger?: Trigger): void {
    if (this.#isShutDown) return;
    this.#cancelDelayed(key);
    const running = this.#processing.get(key);
    if (running) {
      this.#dirty.add(key);
      if (trigger) running.abort(trigger);
      return;
    }
    const taker = this.#takers.shift();
    if (taker) {
      this.#processing.set(key, new AbortController());
      taker(key);
      return;
    }
    this.#waiting.add(namespaceOf(key), key);
  }

  /**
   * Aborts when a trigger makes a key due that is being worked on; the reason
   * is the {@link Trigger}.
   */
  supersededSignal(key: string): AbortSignal {
    const running = this.#processing.get(key) ?? new AbortController();
    return running.signal;
  }

  /** Queues a key in `delayMs`; an earlier time already set is kept. */
  addAfter(key: string, delayMs: number): void {
    if (this.#isShutDown) return;
    if (delayMs <= 0) {
      this.add(key);
      return;
    }
    const { clock } = this.options;
    const at = clock.steady() + delayMs;
    const earlier = this.#delayed.get(key);
    if (earlier && earlier.at <= at) return;
    earlier?.cancel();
    const cancel = clock.after(delayMs, () => {
      this.#delayed.delete(key);
      this.add(key);
    });
    this.#delayed.set(key, { at, cancel });
  }

  /** Queues a key after its backoff: 750 ms doubled per failure, up to 15 m. */
  addRateLimited(key: string): number {
    const failures = this.#failures.get(key) ?? 0;
    this.#failures.set(key, failures + 1);
    const min = this.options.minRetryDelayMs ?? 750;
    const max = this.options.maxRetryDelayMs ?? 900_000;
    const delayMs = Math.min(max, min * 2 ** Math.min(failures, 40));
    this.addAfter(key, delayMs);
    return delayMs;
  }

  /** Ends a key's backoff, after a success. */
  forget(key: string): void {
    this.#failures.delete(key);
  }

  /** Drops a key's backoff and its delayed entry: its object is gone. */
  drop(key: string): void {
    this.forget(key);
    this.#cancelDelayed(key);
  }

  /** The next key, waiting for one; undefined once shut down. */
  take(): Promise<string | undefined> {
    if (this.#isShutDown) return Promise.resolve(undefined);
    const key = this.#waiting.take();
    if (key !== undefined) {
      this.#processing.set(key, new AbortController());
      return Promise.resolve(key);
    }
    return new Promise(resolve => this.#takers.push(resolve));
  }

  /** Must follow every {@link take}, also after a failure. */
  done(key: string): void {
    this.#processing.delete(key);
    if (this.#dirty.delete(key)) this.add(key);
  }

  /** Number of keys ready to be taken. */
  get depth(): number {
    return this.#waiting.size;
  }

  /** Milliseconds until the key's delayed entry, if it has one. */
  delayOf(key: string): number | undefined {
    const entry = this.#delayed.get(key);
    return entry && entry.at - this.options.clock.steady();
  }

  /** Wakes all takers with undefined and drops what waits. */
  shutDown(): void {
    this.#isShutDown = true;
    for (const { cancel } of this.#delayed.values()) cancel();
    this.#delayed.clear();
    this.#waiting.clear();
    for (const taker of this.#takers) taker(undefined);
    this.#takers = [];
  }

  #cancelDelayed(key: string): void {
    this.#delayed.get(key)?.cancel();
    this.#delayed.delete(key);
  }
}
