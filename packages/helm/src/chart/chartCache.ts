import type { Chart } from './chart';
import { loadChart, type LoadOptions } from './loadChart';

/** How much a {@link ChartCache} keeps. */
export interface ChartCacheOptions {
  /** Default 100. */
  readonly maxCharts?: number;
  /** Bytes of all files of the charts together; default 64 MiB. What is parsed of them takes several times that. */
  readonly maxBytes?: number;
}

interface Entry {
  readonly chart: Chart;
  readonly sizeBytes: number;
  /** What loading warned of. */
  readonly warnings: readonly string[];
}

const DEFAULT_MAX_CHARTS = 100;
const DEFAULT_MAX_BYTES = 64 * 1024 * 1024;

/**
 * Loaded charts by digest. A chart is loaded once, and so is everything that
 * hangs on it: parsed and compiled templates, compiled schemas. The chart
 * that was used the longest ago leaves first.
 */
export class ChartCache {
  private readonly entries = new Map<string, Entry>();
  private readonly maxCharts: number;
  private readonly maxBytes: number;
  private sizeBytes = 0;

  constructor(options: ChartCacheOptions = {}) {
    this.maxCharts = options.maxCharts ?? DEFAULT_MAX_CHARTS;
    this.maxBytes = options.maxBytes ?? DEFAULT_MAX_BYTES;
  }

  /** Charts that are kept. */
  get size(): number {
    return this.entries.size;
  }

  /**
   * The chart with that digest; loaded as by {@link loadChart} when it is not kept.
   * @param digest - of the bytes that `source` gives, e.g. `sha256:…` of the artifact
   * @param source - called only when the chart has to be loaded
   * @param options - the same for every load of a digest; `warn` hears of a kept chart's warnings too
   * @throws HelmError - as loadChart; failures are not kept
   */
  load(
    digest: string,
    source: () => Uint8Array | ReadonlyMap<string, Uint8Array>,
    options: LoadOptions = {},
  ): Chart {
    const entry = this.take(digest) ?? loadEntry(source(), options);
    this.keep(digest, entry);
    entry.warnings.forEach(warning => options.warn?.(warning));
    return entry.chart;
  }

  /** Forgets a chart. */
  delete(digest: string): void {
    this.take(digest);
  }

  private take(digest: string): Entry | undefined {
    const entry = this.entries.get(digest);
    if (entry) {
      this.entries.delete(digest);
      this.sizeBytes -= entry.sizeBytes;
    }
    return entry;
  }

  private keep(digest: string, entry: Entry): void {
    if (entry.sizeBytes > this.maxBytes || this.maxCharts < 1) {
      return;
    }
    this.entries.set(digest, entry);
    this.sizeBytes += entry.sizeBytes;
    for (const oldest of this.entries.keys()) {
      if (
        this.sizeBytes <= this.maxBytes &&
        this.entries.size <= this.maxCharts
      ) {
        return;
      }
      this.take(oldest);
    }
  }
}

function loadEntry(
  source: Uint8Array | ReadonlyMap<string, Uint8Array>,
  options: LoadOptions,
): Entry {
  const warnings: string[] = [];
  const chart = loadChart(source, {
    ...options,
    warn: warning => warnings.push(warning),
  });
  return { chart, sizeBytes: sizeOf(chart), warnings };
}

/** Packed subcharts count packed and unpacked, as they are kept. */
function sizeOf(chart: Chart): number {
  const own = chart.raw.reduce((sum, file) => sum + file.data.length, 0);
  return chart.dependencies.reduce(
    (sum, subchart) => sum + sizeOf(subchart),
    own,
  );
}
