import { readTar, TarError } from '@backstage-gitops/tar';
import type { TarEntryWithData } from '@backstage-gitops/tar';
import type { ChartFile } from '../chart/chart';
import { withoutByteOrderMark } from '../chart/applyIgnoreFile';
import { HelmError } from '../errors';
import { goQuote } from '../text/goQuote';
import { gunzip } from './gunzip';

const MEBIBYTE = 1024 * 1024;
const MAX_FILES = 100_000;
/** Bytes allowed for tar headers and padding besides the files. */
const TAR_OVERHEAD = 16 * MEBIBYTE;

/** Bounds on what a chart archive may unpack to. */
export interface ArchiveLimits {
  /** All files together, in bytes; default 100 MiB, as in Helm. */
  readonly maxChartBytes: number;
  /** One file, in bytes; default 5 MiB, as in Helm. */
  readonly maxFileBytes: number;
}

export const DEFAULT_ARCHIVE_LIMITS: ArchiveLimits = {
  maxChartBytes: 100 * MEBIBYTE,
  maxFileBytes: 5 * MEBIBYTE,
};

/**
 * The files of a packed chart without their common first folder.
 * @throws HelmError - code CHART: not a chart archive, or a path that leaves it; code LIMIT: too large
 */
export function readChartArchive(
  archive: Uint8Array,
  limits: ArchiveLimits = DEFAULT_ARCHIVE_LIMITS,
): ChartFile[] {
  const tar = gunzip(archive, limits.maxChartBytes + TAR_OVERHEAD);
  const files: ChartFile[] = [];
  let remaining = limits.maxChartBytes;
  for (const entry of entriesOf(tar)) {
    if (!isFolder(entry)) {
      const name = chartPath(entry.name);
      requireSize(entry, remaining, limits);
      remaining -= entry.sizeBytes;
      const { modifiedSeconds } = entry;
      const data = withoutByteOrderMark(entry.data);
      files.push({ name, data, modifiedSeconds });
      if (remaining <= 0 || files.length > MAX_FILES) {
        throw tooLarge(limits);
      }
    }
  }
  if (files.length === 0) {
    throw new HelmError('CHART', 'no files in chart archive');
  }
  return files;
}

/** Links and devices are empty files to Helm; names with a final slash are folders. */
function isFolder({ name, type }: TarEntryWithData): boolean {
  return type === 'directory' || name.endsWith('/');
}

function* entriesOf(tar: Uint8Array): Generator<TarEntryWithData> {
  try {
    yield* readTar(tar);
  } catch (error) {
    throw error instanceof TarError ? toHelmError(error) : error;
  }
}

/** The texts of Go's archive/tar, which Helm passes on. */
function toHelmError(error: TarError): HelmError {
  const message =
    error.code === 'truncated'
      ? 'unexpected EOF'
      : 'archive/tar: invalid tar header';
  return new HelmError('CHART', message, { cause: error });
}

function requireSize(
  entry: TarEntryWithData,
  remaining: number,
  limits: ArchiveLimits,
): void {
  if (entry.sizeBytes > remaining) {
    throw tooLarge(limits);
  }
  if (entry.sizeBytes > limits.maxFileBytes) {
    throw new HelmError(
      'LIMIT',
      `decompressed chart file ${goQuote(
        entry.name,
      )} is larger than the maximum file size ${limits.maxFileBytes}`,
    );
  }
}

function tooLarge(limits: ArchiveLimits): HelmError {
  return new HelmError(
    'LIMIT',
    `decompressed chart is larger than the maximum size ${limits.maxChartBytes}`,
  );
}

/** The path inside the chart; archives packed on Windows may use backslashes. */
function chartPath(entryName: string): string {
  const delimiter = entryName.includes('\\') ? '\\' : '/';
  const [first, ...rest] = entryName.split(delimiter);
  const path = rest.join('/');
  if (path.startsWith('/')) {
    throw refused('chart illegally contains absolute paths');
  }
  const name = cleanPath(path);
  if (name === '.') {
    throw refused(
      `chart illegally contains content outside the base directory: ${goQuote(
        entryName,
      )}`,
    );
  }
  if (name.startsWith('..')) {
    throw refused('chart illegally references parent directory');
  }
  if (/^[a-zA-Z]:\//.test(name)) {
    throw refused('chart contains illegally named files');
  }
  if (first === 'Chart.yaml') {
    throw refused('chart yaml not in base directory');
  }
  return name;
}

/** Go's `path.Clean` for relative paths. */
function cleanPath(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') {
      parts.pop();
    } else if (part !== '' && part !== '.') {
      parts.push(part);
    }
  }
  return parts.join('/') || '.';
}

function refused(message: string): HelmError {
  return new HelmError('CHART', message);
}
