import { decodeUtf8 } from '@backstage-gitops/go-template';
import { HelmError } from '../errors';
import { compareStrings } from '../text/compareStrings';
import type { ChartFile, ChartLock } from './chart';
import { readLock, readMetadata, type RawMetadata } from './chartYaml';

/** The files of a chart by what they are for. */
export interface FileGroups {
  readonly metadata: RawMetadata;
  readonly lock: ChartLock | undefined;
  readonly values: Uint8Array | undefined;
  readonly schema: Uint8Array | undefined;
  readonly templates: readonly ChartFile[];
  readonly files: readonly ChartFile[];
  /** Files below `charts/` by their first name, without `charts/`; sorted. */
  readonly subcharts: ReadonlyMap<string, readonly ChartFile[]>;
}

/**
 * Sorts the files of one chart into groups and reads its metadata.
 * @throws HelmError - code CHART: no Chart.yaml, or one that can't be read
 */
export function readChartFiles(
  files: readonly ChartFile[],
  warn?: (message: string) => void,
): FileGroups {
  const named = new Map(files.map(file => [file.name, file.data]));
  const metadata = readAllMetadata(named, warn);
  const isV1 = (metadata.fields.get('apiVersion') || 'v1') === 'v1';
  return {
    metadata,
    lock: readLocks(named, isV1, warn),
    values: named.get('values.yaml'),
    schema: named.get('values.schema.json'),
    templates: files.filter(file => file.name.startsWith('templates/')),
    files: files.filter(file => isPlainFile(file.name, isV1)),
    subcharts: groupSubcharts(files),
  };
}

const SPECIAL_FILES = new Set([
  'Chart.yaml',
  'Chart.lock',
  'values.yaml',
  'values.schema.json',
]);

/** Charts of version v1 show their requirements files to templates. */
function isPlainFile(name: string, isV1: boolean): boolean {
  if (name === 'requirements.yaml' || name === 'requirements.lock') {
    return isV1;
  }
  if (name.startsWith('charts/')) {
    return name.endsWith('.prov');
  }
  return !SPECIAL_FILES.has(name) && !name.startsWith('templates/');
}

function readAllMetadata(
  named: ReadonlyMap<string, Uint8Array>,
  warn?: (message: string) => void,
): RawMetadata {
  const chartYaml = named.get('Chart.yaml');
  const requirements = named.get('requirements.yaml');
  const metadata =
    chartYaml && readMetadata(decodeUtf8(chartYaml), 'Chart.yaml');
  if (requirements) {
    const apiVersion = metadata?.fields.get('apiVersion') || 'v1';
    if (apiVersion !== 'v1') {
      warn?.(
        'Warning: Dependencies are handled in Chart.yaml since apiVersion "v2". We recommend migrating dependencies to Chart.yaml.',
      );
    }
    return requireMetadata(
      readMetadata(decodeUtf8(requirements), 'requirements.yaml', metadata),
    );
  }
  return requireMetadata(metadata);
}

function requireMetadata(metadata: RawMetadata | undefined): RawMetadata {
  if (!metadata) {
    throw new HelmError('CHART', 'Chart.yaml file is missing', {
      file: 'Chart.yaml',
    });
  }
  return metadata;
}

function readLocks(
  named: ReadonlyMap<string, Uint8Array>,
  isV1: boolean,
  warn?: (message: string) => void,
): ChartLock | undefined {
  const chartLock = named.get('Chart.lock');
  const requirementsLock = named.get('requirements.lock');
  const lock = chartLock && readLock(decodeUtf8(chartLock), 'Chart.lock');
  if (!requirementsLock) {
    return lock;
  }
  if (!isV1) {
    warn?.(
      'Warning: Dependency locking is handled in Chart.lock since apiVersion "v2". We recommend migrating to Chart.lock.',
    );
  }
  return readLock(decodeUtf8(requirementsLock), 'requirements.lock');
}

function groupSubcharts(files: readonly ChartFile[]): Map<string, ChartFile[]> {
  const groups = new Map<string, ChartFile[]>();
  for (const { name, ...file } of files) {
    if (name.startsWith('charts/') && !name.endsWith('.prov')) {
      const path = name.slice('charts/'.length);
      const [chart] = path.split('/', 1);
      const group = groups.get(chart) ?? [];
      group.push({ ...file, name: path });
      groups.set(chart, group);
    }
  }
  return new Map([...groups].sort(([a], [b]) => compareStrings(a, b)));
}
