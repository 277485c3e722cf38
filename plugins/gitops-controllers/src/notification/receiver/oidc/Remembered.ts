import type { Clock } from '@backstage-gitops/kube';

interface RememberedOptions {
  readonly clock: Clock;
  /** Milliseconds that a value counts. */
  readonly keepMs: number;
  /** Milliseconds that a failure counts; default 5,000. */
  readonly keepFailureMs?: number;
  /** Values that are kept; default 100. */
  readonly maxSize?: number;
}

interface Entry<T> {
  readonly value: Promise<T>;
  readonly loadedAt: number;
  hasFailed: boolean;
}

const KEEP_FAILURE_MS = 5_000;
const MAX_SIZE = 100;

/**
 * Values that take long to get, by key: one load for all that ask at a time,
 * and none soon after one that failed.
 */
export class Remembered<T> {
  /** Least recently loaded first. */
  readonly #entries = new Map<string, Entry<T>>();

  constructor(private readonly options: RememberedOptions) {}

  /** @param maxAgeMs - default: as long as values count */
  get(key: string, load: () => Promise<T>, maxAgeMs?: number): Promise<T> {
    const entry = this.#entries.get(key);
    if (entry && this.#counts(entry, maxAgeMs)) return entry.value;
    return this.#load(key, load);
  }

  #counts({ hasFailed, loadedAt }: Entry<T>, maxAgeMs?: number): boolean {
    const { clock, keepMs, keepFailureMs = KEEP_FAILURE_MS } = this.options;
    const keep = hasFailed ? keepFailureMs : maxAgeMs ?? keepMs;
    return clock.steady() - loadedAt < keep;
  }

  #load(key: string, load: () => Promise<T>): Promise<T> {
    const { clock, maxSize = MAX_SIZE } = this.options;
    const value = load();
    const entry = { value, loadedAt: clock.steady(), hasFailed: false };
    value.catch(() => {
      entry.hasFailed = true;
    });
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    const [oldest] = this.#entries.keys();
    if (this.#entries.size > maxSize) this.#entries.delete(oldest);
    return value;
  }
}
