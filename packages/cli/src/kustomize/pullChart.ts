import {
  readChartArchive,
  readIndex,
  type ChartVersion,
} from '@backstage-gitops/helm';
import {
  MemoryFileSystem,
  type ChartReference,
  type ClonedRepository,
} from '@backstage-gitops/kustomize';
import { parseConstraint, parseVersion } from '@backstage-gitops/semver';

/** Gets a file on the web. @throws Error - there is none */
type Download = (url: string) => Promise<Uint8Array>;

/**
 * Pulls a chart from an HTTP repository, as `helm pull --repo` chooses it.
 * @throws Error - no such repository, chart or version, or an index that Helm refuses
 */
export async function pullChart(
  chart: ChartReference,
  download: Download,
): Promise<ClonedRepository> {
  if (!/^https?:\/\//.test(chart.repo)) {
    throw new Error('charts are pulled from http and https repositories only');
  }
  const base = `${chart.repo.replace(/\/+$/, '')}/`;
  const bytes = await download(`${base}index.yaml`);
  const { entries } = readIndex(new TextDecoder().decode(bytes));
  const known = entries?.get(chart.name) ?? [];
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

/** The entry with exactly this version, else the newest one in its range. */
function chooseVersion(
  entries: readonly ChartVersion[],
  { version, devel }: ChartReference,
): ChartVersion | undefined {
  const exact = entries.find(({ metadata }) => metadata.version === version);
  if (version !== '' && exact !== undefined) return exact;
  const range = parseConstraint(version || (devel ? '>0.0.0-0' : '*'));
  return entries.find(({ metadata }) =>
    range.check(parseVersion(metadata.version)),
  );
}
