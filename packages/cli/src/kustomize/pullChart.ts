import {
  compareVersions,
  parseConstraint,
  parseVersion,
  satisfies,
  type Version,
} from '@backstage-gitops/go-template';
import { decode } from '@backstage-gitops/go-yaml';
import { readChartArchive } from '@backstage-gitops/helm';
import {
  MemoryFileSystem,
  type ChartReference,
  type ClonedRepository,
} from '@backstage-gitops/kustomize';

/** Gets a file on the web. @throws Error - there is none */
export type Download = (url: string) => Promise<Uint8Array>;

interface IndexEntry {
  readonly version?: string;
  readonly urls?: readonly string[];
}

/**
 * Pulls a chart from an HTTP repository, as `helm pull --repo` chooses it.
 * @throws Error - no such repository, chart or version
 */
export async function pullChart(
  chart: ChartReference,
  download: Download,
): Promise<ClonedRepository> {
  if (!/^https?:\/\//.test(chart.repo)) {
    throw new Error('charts are pulled from http and https repositories only');
  }
  const base = `${chart.repo.replace(/\/+$/, '')}/`;
  const index = decode(await download(`${base}index.yaml`), {
    dialect: 'sigs',
  }) as { entries?: Record<string, IndexEntry[]> } | null;
  const entries = index?.entries ?? {};
  const known = Object.hasOwn(entries, chart.name) ? entries[chart.name] : [];
  const found = chooseVersion(known, chart);
  const [url] = found?.urls ?? [];
  if (url === undefined) {
    const { name, version, repo } = chart;
    const wanted = version === '' ? '' : ` version "${version}"`;
    throw new Error(`chart "${name}"${wanted} not found in ${repo} repository`);
  }
  const archive = await download(new URL(url, base).toString());
  const fs = new MemoryFileSystem();
  for (const { name, data } of readChartArchive(archive)) {
    fs.writeFile(`/chart/${name}`, data);
  }
  return { fs, root: '/chart' };
}

/** The entry that is called like the version, else the newest one in its range. */
function chooseVersion(
  entries: readonly IndexEntry[],
  { version, devel }: ChartReference,
): IndexEntry | undefined {
  const exact = entries.find(entry => entry.version === version);
  if (version !== '' && exact !== undefined) return exact;
  const range = parseConstraint(version || (devel ? '>0.0.0-0' : '*'));
  return entries
    .flatMap(entry => {
      const parsed = tryVersion(entry.version ?? '');
      return parsed && satisfies(parsed, range) ? [{ entry, parsed }] : [];
    })
    .sort((a, b) => compareVersions(b.parsed, a.parsed))[0]?.entry;
}

function tryVersion(text: string): Version | undefined {
  try {
    return parseVersion(text);
  } catch {
    return undefined;
  }
}
