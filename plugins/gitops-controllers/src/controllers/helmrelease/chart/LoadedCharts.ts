import type { Chart } from '@backstage-gitops/helm';
import { join } from 'path';
import { SharedTasks } from '../../../artifacts/cache/SharedTasks';
import type { Artifact } from '@backstage-gitops/plugin-gitops-common';
import type { HelmReleaseDeps } from '../types';
import { unpackValues } from '../values/packedValues';
import type { PackedChart } from './request';

type Deps = Pick<HelmReleaseDeps, 'artifacts' | 'store' | 'workers'>;

/** A chart as it was loaded, for all releases of it. */
export interface LoadedChart {
  readonly chart: Chart;
  readonly packed: SharedArrayBuffer;
  /** Digest of its files: the same for all archives of them. */
  readonly content: string;
}

interface Entry extends LoadedChart {
  /** Packed, and unpacked. */
  readonly sizeBytes: number;
}

/** A chart of which one or several archives are kept. */
interface Content {
  readonly entry: Entry;
  archives: number;
}

/** How much is kept. */
interface LoadedChartsOptions {
  /** Archives; default 5,000. Those with the same files are one chart in memory. */
  readonly maxCharts?: number;
  /** Bytes of all charts, archives and their files; default 128 MiB. */
  readonly maxBytes?: number;
}

const MEBIBYTE = 1024 * 1024;
const DEFAULT_MAX_CHARTS = 5_000;
const DEFAULT_MAX_BYTES = 128 * MEBIBYTE;
/** Largest archive; what Helm lets it unpack to. */
const MAX_ARCHIVE_BYTES = 100 * MEBIBYTE;
/** Milliseconds of a thread. */
const TIMEOUT_MS = 60_000;

async function unpack(packed: PackedChart): Promise<Chart> {
  const dependencies: Chart[] = [];
  for (const dependency of packed.dependencies) {
    dependencies.push(await unpack(dependency));
  }
  return { ...packed, values: await unpackValues(packed.values), dependencies };
}

/** Bytes of the files; those of packed subcharts count packed and unpacked. */
function sizeOf({ raw, dependencies }: Chart): number {
  return (
    raw.reduce((sum, { data }) => sum + data.length, 0) +
    dependencies.reduce((sum, chart) => sum + sizeOf(chart), 0)
  );
}

/**
 * Charts of artifacts by digest: downloaded and loaded once, in a worker thread,
 * for however many releases. Least recently used ones go first.
 */
export class LoadedCharts {
  readonly #entries = new Map<string, Entry>();
  readonly #contents = new Map<string, Content>();
  readonly #loads = new SharedTasks<Entry>();
  readonly #maxCharts: number;
  readonly #maxBytes: number;
  #sizeBytes = 0;

  constructor(options: LoadedChartsOptions = {}) {
    this.#maxCharts = options.maxCharts ?? DEFAULT_MAX_CHARTS;
    this.#maxBytes = options.maxBytes ?? DEFAULT_MAX_BYTES;
  }

  /** Bytes of the kept charts. */
  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  /** A chart that is kept. */
  find({ digest }: Artifact): LoadedChart | undefined {
    const entry = this.#take(digest);
    if (entry) this.#keep(digest, entry);
    return entry;
  }

  /**
   * The chart of an artifact: downloaded and loaded unless it is kept, or while
   * others wait for it.
   * @throws ArtifactError - see `ArtifactClient`; HelmError - no chart;
   *   WorkerError
   */
  async load(
    artifact: Artifact,
    deps: Deps,
    { namespace, signal }: { namespace?: string; signal: AbortSignal },
  ): Promise<LoadedChart> {
    const kept = this.find(artifact);
    if (kept) return kept;
    const key = `${artifact.digest} ${artifact.url}`;
    const load = async (loading: AbortSignal) => {
      const entry = await fetchChart(artifact, deps, {
        namespace,
        signal: loading,
      });
      this.#take(artifact.digest);
      const known = this.#contents.get(entry.content)?.entry ?? entry;
      this.#keep(artifact.digest, known);
      return known;
    };
    return this.#loads.run(key, load, signal);
  }

  #take(digest: string): Entry | undefined {
    const entry = this.#entries.get(digest);
    if (!entry) return undefined;
    this.#entries.delete(digest);
    const content = this.#contents.get(entry.content);
    if (!content) return entry;
    content.archives -= 1;
    if (content.archives > 0) return entry;
    this.#contents.delete(entry.content);
    this.#sizeBytes -= entry.sizeBytes;
    return entry;
  }

  #keep(digest: string, entry: Entry): void {
    if (entry.sizeBytes > this.#maxBytes) return;
    this.#entries.set(digest, entry);
    const content = this.#contents.get(entry.content);
    if (content) content.archives += 1;
    else {
      this.#contents.set(entry.content, { entry, archives: 1 });
      this.#sizeBytes += entry.sizeBytes;
    }
    for (const oldest of this.#entries.keys()) {
      const isTooMuch =
        this.#entries.size > this.#maxCharts ||
        this.#sizeBytes > this.#maxBytes;
      if (!isTooMuch) return;
      this.#take(oldest);
    }
  }
}

async function fetchChart(
  artifact: Artifact,
  { artifacts, store, workers }: Deps,
  options: { namespace?: string; signal: AbortSignal },
): Promise<Entry> {
  return store.workArea.use(async directory => {
    const file = join(directory, 'chart.tgz');
    await artifacts.download(artifact, file, options.signal);
    const { chart, packed, content } = await workers.run(
      'loadChart',
      { file, maxBytes: MAX_ARCHIVE_BYTES },
      {
        namespace: undefined,
        ...options,
        name: artifact.digest,
        timeoutMs: TIMEOUT_MS,
      },
    );
    const unpacked = await unpack(chart);
    const sizeBytes = packed.byteLength + sizeOf(unpacked);
    return { chart: unpacked, packed, content, sizeBytes };
  });
}
