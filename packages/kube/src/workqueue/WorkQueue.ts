import { Clock } from '../api/clock';

export interface WorkQueueOptions {
  readonly clock: Clock;
  /** First delay after a failure, in milliseconds; default 750. */
  readonly minRetryDelayMs?: number;
  /** Longest delay after failures, in milliseconds; default 900,000. */
  readonly maxRetryDelayMs?: number;
}

/**
 * Queue of keys to work on. A key waits in it at most once; a key that is being
 * worked on is handed out again only after {@link done}, so no object is ever
 * reconciled twice at once. A delayed key keeps its earliest time.
 */
export class WorkQueue {
  readonly #waiting: Set<string> = new Set();
  readonly #processing = new Set<string>();
  /** Added while being processed: queued again when done. */
  readonly #dirty = new Set<string>();
  readonly #delayed = new Map<string, { at: number; cancel: () => void }>();
  readonly #failures = new Map<string, number>();
  #takers: ((key: string | undefined) => void)[] = [];
  #isShutDown = false;

  constructor(private readonly options: WorkQueueOptions) {}

  /** Queues a key now; a delayed entry of the same key is dropped. */
  add(key: string): void {
    if (this.#isShutDown) return;
    this.#cancelDelayed(key);
    if (this.#processing.has(key)) {
      this.#dirty.add(key);
      return;
    }
    const taker = this.#takers.shift();
    if (taker) {
      this.#processing.add(key);
      taker(key);
      return;
    }
    this.#waiting.add(key);
  }

  /** Queues a key in `delayMs`; an earlier time already set is kept. */
  addAfter(key: string, delayMs: number): void {
    if (this.#isShutDown) return;
    if (delayMs <= 0) {
      this.add(key);
      return;
    }
    const { clock } = this.options;
    const at = clock.now() + delayMs;
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
    for (const key of this.#waiting) {
      this.#waiting.delete(key);
      this.#processing.add(key);
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
    return entry && entry.at - this.options.clock.now();
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
