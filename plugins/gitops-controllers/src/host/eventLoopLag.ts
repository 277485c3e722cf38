import { createHistogram } from 'perf_hooks';
import type { RecordableHistogram } from 'perf_hooks';
import { Gauge } from 'prom-client';
import type { Registry } from 'prom-client';

/** Milliseconds between two samples. */
const SAMPLE_MS = 250;
/** Samples that are summed up together: those of a minute. */
const WINDOW_SAMPLES = 240;
const NANOSECONDS = 1e9;

/** The gauges of prom-client, each with what it says of the samples. */
const GAUGES: readonly [
  string,
  string,
  (lag: RecordableHistogram) => number,
][] = [
  ['min', 'The shortest time', lag => lag.min],
  ['max', 'The longest time', lag => lag.max],
  ['mean', 'The mean time', lag => lag.mean],
  ['stddev', 'The standard deviation of the time', lag => lag.stddev],
  ['p50', 'The 50th percentile of the time', lag => lag.percentile(50)],
  ['p90', 'The 90th percentile of the time', lag => lag.percentile(90)],
  ['p99', 'The 99th percentile of the time', lag => lag.percentile(99)],
];

/** Samples how late timers of this process run, as long as it lives. */
class EventLoopLag {
  #due = performance.now() + SAMPLE_MS;
  /** Nanoseconds; that of the minute before, and the one that is filled. */
  #last = createHistogram();
  #current = createHistogram();

  constructor() {
    setInterval(() => this.#sample(), SAMPLE_MS).unref();
  }

  /** Seconds, of the last whole minute; in the first one, of what there is. */
  read(valueOf: (lag: RecordableHistogram) => number): number {
    const lag = this.#last.count > 0 ? this.#last : this.#current;
    return lag.count === 0 ? 0 : valueOf(lag) / NANOSECONDS;
  }

  #sample(): void {
    const lateMs = performance.now() - this.#due;
    this.#due = performance.now() + SAMPLE_MS;
    this.#current.record(Math.max(1, Math.round(lateMs * 1e6)));
    if (this.#current.count < WINDOW_SAMPLES) return;
    [this.#last, this.#current] = [this.#current, this.#last];
    this.#current.reset();
  }
}

/** One for all registries: the event loop is the process's. */
let shared: EventLoopLag | undefined;

/**
 * Puts `nodejs_eventloop_lag_{min,max,mean,stddev,p50,p90,p99}_seconds` of our
 * own in the place of those of prom-client, whose sampling wakes the process a
 * hundred times a second: work as for hundreds of unchanged sources. A value is
 * how late a timer ran, without the time until it was due.
 */
export function collectEventLoopLag(registry: Registry): void {
  shared ??= new EventLoopLag();
  const lag = shared;
  for (const [name, what, valueOf] of GAUGES) {
    const metric = `nodejs_eventloop_lag_${name}_seconds`;
    registry.removeSingleMetric(metric);
    const gauge = new Gauge({
      name: metric,
      help: `${what} by which timers ran late, over a minute.`,
      registers: [],
      collect() {
        this.set(lag.read(valueOf));
      },
    });
    registry.registerMetric(gauge);
  }
}
