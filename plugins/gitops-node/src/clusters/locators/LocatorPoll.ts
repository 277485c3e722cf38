import type { LoggerService } from '@backstage/backend-plugin-api';
import { Clock, sleep } from '@backstage-gitops/kube';
import { ClusterLocator, LocatedCluster, unusable } from './LocatedCluster';

/** What asks a locator again and again. */
interface LocatorPollOptions {
  readonly locator: ClusterLocator;
  readonly logger: LoggerService;
  readonly clock: Clock;
  /** Called after each answer and each failure. */
  readonly onClusters: () => void;
}

/** A locator that failed is asked again after 1, 2, 4, … 30 seconds. */
const MIN_RETRY_MS = 1_000;
const MAX_RETRY_MS = 30_000;

/**
 * Asks a locator for its clusters until stopped. While it fails its last
 * clusters stay, and one more stands for the locator and says why.
 */
export class LocatorPoll {
  #clusters: readonly LocatedCluster[] = [];
  #failure?: LocatedCluster;
  #failures = 0;
  #hasAnswered = false;
  readonly #stop = new AbortController();

  constructor(private readonly options: LocatorPollOptions) {}

  /** What the locator gave last, and its failure if it fails now. */
  get clusters(): readonly LocatedCluster[] {
    return this.#failure ? [...this.#clusters, this.#failure] : this.#clusters;
  }

  /** True once the locator has given clusters, if only an empty list. */
  get hasAnswered(): boolean {
    return this.#hasAnswered;
  }

  /** Asks at once, and then again and again. */
  start(): void {
    this.#run(this.#stop.signal).catch(error =>
      this.options.logger.error('a cluster locator stopped', error),
    );
  }

  /** Asks no more; the answer to a question that is open is not used. */
  stop(): void {
    this.#stop.abort();
  }

  async #run(signal: AbortSignal): Promise<void> {
    const { locator, clock, onClusters } = this.options;
    while (!signal.aborted) {
      await this.#ask();
      if (signal.aborted) return;
      onClusters();
      const retryMs = MIN_RETRY_MS * 2 ** (this.#failures - 1);
      const delayMs = this.#failure
        ? Math.min(MAX_RETRY_MS, retryMs, locator.refreshMs)
        : locator.refreshMs;
      await sleep(clock, delayMs, signal).catch(() => undefined);
    }
  }

  async #ask(): Promise<void> {
    const { name, source } = this.options.locator;
    try {
      this.#clusters = await this.options.locator.locate();
      this.#failure = undefined;
      this.#failures = 0;
      this.#hasAnswered = true;
    } catch (error) {
      this.#failures += 1;
      const message = error instanceof Error ? error.message : String(error);
      this.#failure = unusable({ name, source }, 'locator-failed', message);
    }
  }
}
