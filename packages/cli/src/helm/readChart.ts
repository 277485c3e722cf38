import { HelmError, loadChart, type Chart } from '@backstage-gitops/helm';
import { readFileSync, statSync } from 'fs';
import { isAbsolute, resolve } from 'path';
import { readChartFolder, type LogInfo } from './readChartFolder';

/**
 * The chart that a command line names: a folder or an archive on disk.
 * @param reference - as given, relative to `cwd`
 * @throws HelmError or Error, worded as Helm words them
 */
export function readChart(reference: string, cwd: string, log: LogInfo): Chart {
  const warn = (message: string) => log(message, '');
  const path = locate(reference.trim(), cwd);
  if (!statSync(path).isDirectory()) return readArchive(path, warn);
  const { files, modifiedSeconds } = readChartFolder(path, log);
  return loadChart(files, { modifiedSeconds, warn });
}

function locate(reference: string, cwd: string): string {
  const path = resolve(cwd, reference);
  if (statSync(path, { throwIfNoEntry: false })) {
    return path;
  }
  if (isAbsolute(reference) || reference.startsWith('.')) {
    throw new HelmError('CHART', `path ${JSON.stringify(reference)} not found`);
  }
  if (/^[a-z]+:\/\//i.test(reference)) {
    throw new HelmError(
      'CHART',
      `charts are read from disk only, not from ${reference}`,
    );
  }
  const slash = reference.indexOf('/');
  throw new HelmError(
    'CHART',
    slash < 0
      ? `non-absolute URLs should be in form of repo_name/path_to_chart, got: ${reference}`
      : `repo ${reference.slice(0, slash)} not found`,
  );
}

function readArchive(path: string, warn: (message: string) => void): Chart {
  const data = readFileSync(path);
  if (data[0] !== 0x1f || data[1] !== 0x8b || data[2] !== 0x08) {
    throw new HelmError(
      'CHART',
      /\.ya?ml$/.test(path)
        ? `file '${path}' seems to be a YAML file, but expected a gzipped archive`
        : `file '${path}' does not appear to be a gzipped archive; got '${contentType(
            data,
          )}'`,
    );
  }
  try {
    return loadChart(data, { warn });
  } catch (error) {
    throw withoutArchiveDetail(error);
  }
}

/** Helm's command line keeps the reason to itself. */
function withoutArchiveDetail(error: unknown): unknown {
  const short = 'unable to load chart archive';
  return error instanceof HelmError && error.message.startsWith(`${short}:`)
    ? new HelmError(error.code, short, { cause: error })
    : error;
}

/** What Go's content sniffing says of the first 512 bytes, filled up with zeros. */
function contentType(data: Uint8Array): string {
  const start = data.subarray(0, 512);
  const isText =
    start.length === 512 &&
    start.every(byte => byte >= 0x20 || [9, 10, 12, 13, 27].includes(byte));
  return isText ? 'text/plain; charset=utf-8' : 'application/octet-stream';
}
