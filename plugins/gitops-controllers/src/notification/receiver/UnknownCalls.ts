import { systemClock } from '@backstage-gitops/kube';
import type { Clock, Logger } from '@backstage-gitops/kube';

const LINE_EVERY_MS = 60_000;

/** Tells of calls of unknown paths, in one line a minute and without the paths. */
export class UnknownCalls {
  #count = 0;
  #toldAt = -LINE_EVERY_MS;

  constructor(
    private readonly logger: Logger,
    private readonly clock: Clock = systemClock,
  ) {}

  count(): void {
    this.#count += 1;
    const now = this.clock.steady();
    if (now - this.#toldAt < LINE_EVERY_MS) return;
    this.logger.warn('webhook calls of paths that no Receiver has', {
      calls: this.#count,
    });
    this.#toldAt = now;
    this.#count = 0;
  }
}
