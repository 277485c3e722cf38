import {
  loadChart,
  packageChart,
  readChartArchive,
  readChartMetadata,
} from '@backstage-gitops/helm';
import { readFile, writeFile } from 'fs/promises';
import { attempt } from './ChartBuildError';
import { loadLimits } from './limits';
import { mergeFromChart, overwriteValues } from './overwriteValues';
import type { RemoteBuild, RemoteBuildRequest } from './request';
import { requireChartSize } from './SourceTree';

/**
 * Checks a downloaded chart, and packs it anew when values files are to be
 * merged.
 * @throws ChartBuildError - `pull`, `values`, `package`
 * @see Flux: source-controller, internal/helm/chart, `remoteChartBuilder`
 */
export async function buildRemoteChart(
  request: RemoteBuildRequest,
): Promise<RemoteBuild> {
  const archive = await readFile(request.file);
  if (request.valuesFiles.length === 0) {
    requireChart(archive, request);
    return { file: request.file, valuesFiles: [] };
  }
  const loaded = attempt(
    'package',
    () => loadChart(archive, loadLimits(request.limits)),
    'failed to load downloaded chart: ',
  );
  const { version } = request;
  const versioned = { ...loaded, metadata: { ...loaded.metadata, version } };
  const merged = mergeFromChart(versioned, request);
  const { chart, valuesFiles } = overwriteValues(versioned, merged);
  const packed = attempt(
    'package',
    () => packageChart(chart),
    'failed to package chart: ',
  );
  await writeFile(request.target, packed);
  return { file: request.target, valuesFiles };
}

function requireChart(
  archive: Uint8Array,
  { file, limits }: RemoteBuildRequest,
): void {
  attempt(
    'pull',
    () => {
      requireChartSize(archive, file, limits);
      readChartMetadata(readChartArchive(archive, loadLimits(limits)));
    },
    'failed to load chart metadata from written chart: ',
  );
}
