import {
  missingDependencies,
  packageChart,
  patchVersion,
  readChartArchive,
  readChartMetadata,
} from '@backstage-gitops/helm';
import type { ChartMetadata } from '@backstage-gitops/helm';
import { writeFile } from 'fs/promises';
import { addDependencies } from './addDependencies';
import { attempt } from './ChartBuildError';
import { loadLimits } from './limits';
import { loadAt } from './loadAt';
import { mergeFromSource, overwriteValues } from './overwriteValues';
import type { LocalBuild, LocalBuildRequest } from './request';
import { requireChartSize, SourceTree } from './SourceTree';

const METADATA_FILES = ['Chart.yaml', 'requirements.yaml'];

/**
 * Packs a chart of a source's archive, with values files merged and
 * dependencies added.
 * @throws ChartBuildError - `reference`, `metadata`, `values`, `package`,
 *   `dependency`
 * @see Flux: source-controller, internal/helm/chart, `localChartBuilder`
 */
export async function buildLocalChart(
  request: LocalBuildRequest,
): Promise<LocalBuild> {
  const { path, stored, target, valuesFiles, versionMetadata } = request;
  const tree = new SourceTree(request.archive);
  const { name, version: ownVersion } = readMetadata(tree, request);
  const version = versionMetadata
    ? attempt('metadata', () => patchVersion(ownVersion, versionMetadata))
    : ownVersion;
  const isDirectory = tree.kindOf(path) === 'dir';
  const isPackaged =
    isDirectory || versionMetadata !== '' || valuesFiles.length > 0;
  const named = { name, version, isPackaged };
  if (stored?.name === name && stored.version === version) {
    return { kind: 'stored', ...named };
  }
  if (!isPackaged) {
    await writeFile(target, tree.mustRead(path));
    return { kind: 'built', ...named, valuesFiles, resolvedDependencies: 0 };
  }
  const packed = packChart(tree, request, version);
  if (packed.kind === 'incomplete') return packed;
  await writeFile(target, packed.archive);
  const { resolvedDependencies } = packed;
  return {
    ...{ kind: 'built', ...named, resolvedDependencies },
    valuesFiles: packed.valuesFiles,
  };
}

function readMetadata(
  tree: SourceTree,
  { path, limits }: LocalBuildRequest,
): ChartMetadata {
  return attempt('reference', () => {
    const kind = requirePath(tree, path);
    if (kind === 'dir') return readFolderMetadata(tree, path);
    const archive = tree.mustRead(path);
    requireChartSize(archive, tree.resolve(path), limits);
    return readChartMetadata(readChartArchive(archive, loadLimits(limits)));
  });
}

/** @throws Error - there is nothing, in the words of Go */
function requirePath(tree: SourceTree, path: string): 'file' | 'dir' {
  if (path === '') {
    throw new Error('no path set for local chart reference');
  }
  if (path.startsWith('/')) {
    throw new Error('local chart reference path is expected to be relative');
  }
  const kind = tree.kindOf(path);
  if (kind) return kind;
  throw new Error(`stat ${tree.resolve(path)}: no such file or directory`);
}

function readFolderMetadata(tree: SourceTree, path: string): ChartMetadata {
  tree.mustRead(`${path}/Chart.yaml`);
  const files = METADATA_FILES.flatMap(name => {
    const data = tree.read(`${path}/${name}`);
    return data ? [{ name, data }] : [];
  });
  return readChartMetadata(files);
}

type Packed =
  | Extract<LocalBuild, { readonly kind: 'incomplete' }>
  | {
      readonly kind: 'packed';
      readonly archive: Uint8Array;
      readonly valuesFiles: readonly string[];
      readonly resolvedDependencies: number;
    };

function packChart(
  tree: SourceTree,
  request: LocalBuildRequest,
  version: string,
): Packed {
  const merged =
    request.valuesFiles.length > 0 ? mergeFromSource(tree, request) : undefined;
  const loaded = attempt('package', () =>
    loadAt(tree, request.path, request.limits),
  );
  const versioned = { ...loaded, metadata: { ...loaded.metadata, version } };
  const { chart, valuesFiles } = merged
    ? overwriteValues(versioned, merged)
    : { chart: versioned, valuesFiles: [] };
  const isDirectory = tree.kindOf(request.path) === 'dir';
  const missing = isDirectory ? missingDependencies(chart) : [];
  const complete = addDependencies(chart, missing, { tree, request });
  if ('missing' in complete) return { kind: 'incomplete', ...complete };
  const archive = attempt(
    'package',
    () => packageChart(complete.chart),
    'failed to package chart: ',
  );
  const resolvedDependencies = missing.length;
  return { kind: 'packed', archive, valuesFiles, resolvedDependencies };
}
