import { Clock, sleep } from '../api/clock';

/**
 * Limits the rate of requests: `burst` at once, `qps` a second on average.
 * Waiters are served in order.
 */
export class TokenBucket {
  #tokens: number;
  #filledAt: number;

  constructor(
    private readonly clock: Clock,
    private readonly qps: number,
    private readonly burst: number,
  ) {
    this.#tokens = burst;
    this.#filledAt = clock.steady();
  }

  /** Takes one token, waiting for it if there is none. */
  async take(signal?: AbortSignal): Promise<void> {
    this.#fill();
    // Below zero is a promise to later tokens: it keeps waiters in order.
    this.#tokens -= 1;
    if (this.#tokens >= 0) return;
    try {
      await sleep(this.clock, (-this.#tokens / this.qps) * 1000, signal);
    } catch (error) {
      this.#tokens += 1;
      throw error;
    }
  }

  #fill(): void {
    const now = this.clock.steady();
    const gained = ((now - this.#filledAt) / 1000) * this.qps;
    this.#tokens = Math.min(this.burst, this.#tokens + gained);
    this.#filledAt = now;
  }
}
