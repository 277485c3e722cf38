import { Clock } from '../api/clock';

interface ProgressTimerOptions {
  readonly clock: Clock;
  /** Milliseconds of work until the call. */
  readonly delayMs: number;
  readonly onElapsed: () => void;
}

/** Calls back when a run has been at work for a while; pauses don't count. */
export class ProgressTimer {
  #isPending = false;
  #pauses = 0;
  #leftMs = 0;
  #resumedAt = 0;
  #stopClock: () => void = () => undefined;

  constructor(private readonly options: ProgressTimerOptions) {}

  /** Begins, unless it has begun already. */
  start(): void {
    if (this.#isPending) return;
    this.#isPending = true;
    this.#leftMs = this.options.delayMs;
    this.#run();
  }

  /** Ends it without the call. */
  cancel(): void {
    this.#isPending = false;
    this.#stopClock();
  }

  /** Stops the time until the returned function is called; a second call does nothing. */
  pause(): () => void {
    if (this.#pauses === 0 && this.#isPending) {
      this.#stopClock();
      this.#leftMs -= this.options.clock.steady() - this.#resumedAt;
    }
    this.#pauses += 1;
    let isPaused = true;
    return () => {
      if (!isPaused) return;
      isPaused = false;
      this.#pauses -= 1;
      this.#run();
    };
  }

  #run(): void {
    if (!this.#isPending || this.#pauses > 0) return;
    const { clock, onElapsed } = this.options;
    this.#resumedAt = clock.steady();
    this.#stopClock = clock.after(this.#leftMs, () => {
      this.#isPending = false;
      onElapsed();
    });
  }
}
