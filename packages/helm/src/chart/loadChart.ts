import { decodeUtf8 } from '@backstage-gitops/go-template';
import {
  DEFAULT_ARCHIVE_LIMITS,
  readChartArchive,
  type ArchiveLimits,
} from '../archive/readChartArchive';
import { HelmError, wrapError } from '../errors';
import { goQuote } from '../text/goQuote';
import { readValues } from '../values/readValues';
import type { Values } from '../values/values';
import { applyIgnoreFile } from './applyIgnoreFile';
import type { Chart, ChartFile } from './chart';
import { readApiVersion } from './chartYaml';
import { readChartFiles, type FileGroups } from './readChartFiles';
import { validateMetadata } from './validateMetadata';

/** Bounds and reports of loading. */
export interface LoadOptions extends Partial<ArchiveLimits> {
  /** Receives what Helm warns about while it loads. Default: dropped. */
  readonly warn?: (message: string) => void;
  /** Times of a folder's files in seconds since 1970, by path. Default: unknown. */
  readonly modifiedSeconds?: ReadonlyMap<string, number>;
}

/** How deeply charts may be nested in `charts/`. Helm has no bound; a stack has. */
const MAX_NESTING = 100;

/**
 * Loads a chart with all that is below its `charts/`.
 * @param source - a packed chart (.tgz), or the files of a chart folder by
 *   their path relative to it; of a folder the files that .helmignore names
 *   are left out
 * @throws HelmError - code CHART, LIMIT or VALUES
 */
export function loadChart(
  source: Uint8Array | ReadonlyMap<string, Uint8Array>,
  options: LoadOptions = {},
): Chart {
  const limits = { ...DEFAULT_ARCHIVE_LIMITS, ...options };
  if (isBytes(source)) {
    const files = unpack(source, limits);
    requireChartYaml(files);
    requireKnownVersion(files);
    return loadFiles(files, { limits, options, depth: 0 });
  }
  const files = applyIgnoreFile(source, options.modifiedSeconds);
  requireFileSizes(files, limits);
  requireKnownVersion(files);
  return loadFiles(files, { limits, options, depth: 0 });
}

/**
 * Loads a packed chart as Helm's package for charts of version v2 does, which
 * Flux uses: whatever its apiVersion, and failures without what Helm's command
 * line puts before them.
 * @throws HelmError - code CHART, LIMIT or VALUES
 * @see helm.sh/helm/v4 pkg/chart/v2/loader, LoadArchive
 */
export function loadChartArchive(
  archive: Uint8Array,
  options: LoadOptions = {},
): Chart {
  const limits = { ...DEFAULT_ARCHIVE_LIMITS, ...options };
  const files = readChartArchive(archive, limits);
  return loadFiles(files, { limits, options, depth: 0 });
}

/** Bytes of another realm (a worker, a frame) are bytes too. */
function isBytes(
  source: Uint8Array | ReadonlyMap<string, Uint8Array>,
): source is Uint8Array {
  return ArrayBuffer.isView(source);
}

interface LoadContext {
  readonly limits: ArchiveLimits;
  readonly options: LoadOptions;
  readonly depth: number;
}

function unpack(archive: Uint8Array, limits: ArchiveLimits): ChartFile[] {
  try {
    return readChartArchive(archive, limits);
  } catch (error) {
    throw wrapError(error, 'CHART', 'unable to load chart archive');
  }
}

function requireChartYaml(files: readonly ChartFile[]): void {
  if (!files.some(file => file.name === 'Chart.yaml')) {
    throw new HelmError(
      'CHART',
      'unable to detect chart version, no Chart.yaml found',
    );
  }
}

function requireFileSizes(
  files: readonly ChartFile[],
  limits: ArchiveLimits,
): void {
  for (const { name, data } of files) {
    if (data.length > limits.maxFileBytes) {
      throw new HelmError(
        'LIMIT',
        `chart file ${goQuote(
          name.slice(name.lastIndexOf('/') + 1),
        )} is larger than the maximum file size ${limits.maxFileBytes}`,
        { file: name },
      );
    }
  }
}

function loadFiles(files: readonly ChartFile[], context: LoadContext): Chart {
  if (context.depth > MAX_NESTING) {
    throw new HelmError(
      'LIMIT',
      `charts are nested deeper than ${MAX_NESTING} levels`,
    );
  }
  const groups = readChartFiles(files, context.options.warn);
  const metadata = validateMetadata(groups.metadata);
  return {
    metadata,
    lock: groups.lock,
    templates: groups.templates,
    values: loadValuesFile(groups),
    schema: groups.schema,
    files: groups.files,
    raw: files,
    dependencies: loadSubcharts(groups, metadata.name, context),
  };
}

/** Subcharts may have any version. */
function requireKnownVersion(files: readonly ChartFile[]): void {
  const chartYaml = files.find(file => file.name === 'Chart.yaml');
  const apiVersion = chartYaml && readApiVersion(decodeUtf8(chartYaml.data));
  if (apiVersion === 'v3') {
    throw new HelmError('CHART', 'invalid chart apiVersion');
  }
  if (apiVersion && apiVersion !== 'v1' && apiVersion !== 'v2') {
    throw new HelmError('CHART', 'unsupported chart version');
  }
}

function loadValuesFile(groups: FileGroups): Values {
  if (!groups.values) {
    return new Map();
  }
  try {
    return readValues(decodeUtf8(groups.values));
  } catch (error) {
    throw wrapError(error, 'VALUES', 'cannot load values.yaml');
  }
}

function loadSubcharts(
  groups: FileGroups,
  parent: string,
  context: LoadContext,
): Chart[] {
  const charts: Chart[] = [];
  for (const [name, files] of groups.subcharts) {
    if (!name.startsWith('_') && !name.startsWith('.')) {
      charts.push(loadSubchart(name, files, { parent, context }));
    }
  }
  return charts;
}

function loadSubchart(
  name: string,
  files: readonly ChartFile[],
  at: { parent: string; context: LoadContext },
): Chart {
  const { parent, context } = at;
  const inner = { ...context, depth: context.depth + 1 };
  if (name.endsWith('.tgz') && files[0].name !== name) {
    throw new HelmError(
      'CHART',
      `error unpacking subchart tar in ${parent}: expected ${name}, got ${files[0].name}`,
    );
  }
  try {
    return loadFiles(
      name.endsWith('.tgz')
        ? readChartArchive(files[0].data, context.limits)
        : withoutFirstFolder(files),
      inner,
    );
  } catch (error) {
    throw wrapError(
      error,
      'CHART',
      `error unpacking subchart ${name} in ${parent}`,
    );
  }
}

function withoutFirstFolder(files: readonly ChartFile[]): ChartFile[] {
  return files
    .filter(file => file.name.includes('/'))
    .map(file => ({
      ...file,
      name: file.name.slice(file.name.indexOf('/') + 1),
    }));
}
