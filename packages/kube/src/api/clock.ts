/** Source of time; tests pass a {@link FakeClock}. */
export interface Clock {
  /** Milliseconds since the epoch. It jumps when the machine's time is set. */
  now(): number;
  /** Milliseconds since some moment; it never jumps, so durations are counted by it. */
  steady(): number;
  /** Calls back once after `ms`; the returned function cancels. */
  after(ms: number, callback: () => void): () => void;
}

/** The longest delay that a Node timer takes; longer ones fire at once. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** The machine's clock. A timer keeps the process alive until it fires or is cancelled. */
export const systemClock: Clock = {
  now: () => Date.now(),
  steady: () => performance.now(),
  after(ms, callback) {
    let timer: NodeJS.Timeout;
    const arm = (left: number) => {
      const step = Math.min(left, MAX_TIMER_MS);
      timer = setTimeout(
        () => (left > step ? arm(left - step) : callback()),
        Math.max(0, step),
      );
    };
    arm(ms);
    return () => clearTimeout(timer);
  },
};

/** Waits `ms`, or rejects with the signal's reason when it aborts first. */
export function sleep(
  clock: Clock,
  ms: number,
  signal?: AbortSignal,
): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(signal.reason);
      return;
    }
    let cancel = () => {};
    const onAbort = () => {
      cancel();
      reject(signal?.reason);
    };
    cancel = clock.after(ms, () => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    });
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}

/** Clock that moves only when told to, for tests. */
export class FakeClock implements Clock {
  #now: number;
  /** What `now` is ahead of the steady time. */
  #offset = 0;
  #timers = new Set<{ at: number; callback: () => void }>();

  constructor(startMs = Date.UTC(2026, 0, 1)) {
    this.#now = startMs;
  }

  now(): number {
    return this.#now + this.#offset;
  }

  steady(): number {
    return this.#now;
  }

  /** Sets the wall clock forward, or back; no time passes. */
  jump(ms: number): void {
    this.#offset += ms;
  }

  after(ms: number, callback: () => void): () => void {
    const timer = { at: this.#now + Math.max(0, ms), callback };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  /** Moves time on and runs what is due, in order, letting promises settle. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    for (;;) {
      const due = [...this.#timers]
        .filter(timer => timer.at <= end)
        .sort((a, b) => a.at - b.at)[0];
      if (!due) break;
      this.#timers.delete(due);
      this.#now = Math.max(this.#now, due.at);
      due.callback();
      await new Promise(resolve => setImmediate(resolve));
    }
    this.#now = end;
    await new Promise(resolve => setImmediate(resolve));
  }

  /** Number of timers that wait. */
  get pending(): number {
    return this.#timers.size;
  }
}
