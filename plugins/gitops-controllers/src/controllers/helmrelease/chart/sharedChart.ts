import { loadChartArchive } from '@backstage-gitops/helm';
import type { Chart } from '@backstage-gitops/helm';

/** A chart as a request for a worker thread names it. */
export interface SharedChart {
  /** Digest of its files. */
  readonly digest: string;
  readonly packed: SharedArrayBuffer;
  /** Replaces the version of Chart.yaml. */
  readonly version: string;
}

/** Charts that one thread keeps, with all that is parsed of them. */
const MAX_CHARTS = 16;
const MAX_PACKED_BYTES = 16 * 1024 * 1024;

/** Charts of a thread by digest, least recently used first. */
export class ThreadCharts {
  readonly #charts = new Map<string, { chart: Chart; sizeBytes: number }>();
  #sizeBytes = 0;

  /** @throws HelmError - as `loadChartArchive`; the digest has been loaded before */
  get({ digest, packed, version }: SharedChart): Chart {
    const kept = this.#take(digest);
    const chart = kept?.chart ?? load(packed);
    this.#keep(digest, chart, packed.byteLength);
    return { ...chart, metadata: { ...chart.metadata, version } };
  }

  #take(digest: string) {
    const found = this.#charts.get(digest);
    if (!found) return undefined;
    this.#charts.delete(digest);
    this.#sizeBytes -= found.sizeBytes;
    return found;
  }

  #keep(digest: string, chart: Chart, sizeBytes: number): void {
    this.#charts.set(digest, { chart, sizeBytes });
    this.#sizeBytes += sizeBytes;
    for (const oldest of this.#charts.keys()) {
      const isTooMuch =
        this.#charts.size > MAX_CHARTS || this.#sizeBytes > MAX_PACKED_BYTES;
      if (!isTooMuch || oldest === digest) return;
      this.#take(oldest);
    }
  }
}

function load(packed: SharedArrayBuffer): Chart {
  return loadChartArchive(Uint8Array.from(new Uint8Array(packed)));
}

/** Those of this thread: tasks are functions, and a thread serves many. */
const charts = new ThreadCharts();

/**
 * The chart of a request, in the thread that runs it: loaded once a thread,
 * so that templates are parsed once for all releases of a chart.
 */
export function sharedChart(shared: SharedChart): Chart {
  return charts.get(shared);
}
