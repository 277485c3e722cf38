import {
  HelmError,
  IgnoreRules,
  loadChart,
  type Chart,
} from '@backstage-gitops/helm';
import {
  lstatSync,
  readdirSync,
  readFileSync,
  realpathSync,
  statSync,
} from 'fs';
import { isAbsolute, join, resolve } from 'path';

/** Helm's bound on one file of a chart, in bytes. */
const MAX_FILE_BYTES = 5 * 1024 * 1024;

/**
 * The chart that a command line names: a folder or an archive on disk.
 * @param reference - as given, relative to `cwd`
 * @throws HelmError or Error, worded as Helm words them
 */
export function readChart(
  reference: string,
  cwd: string,
  warn: (message: string) => void,
): Chart {
  const path = locate(reference.trim(), cwd);
  return statSync(path).isDirectory()
    ? loadChart(readFolder(path), { warn })
    : readArchive(path, warn);
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

/** The files of a chart folder; symbolic links are followed, ignored folders are not entered. */
function readFolder(root: string): Map<string, Uint8Array> {
  requireChartYaml(root);
  const rules = new IgnoreRules(readText(join(root, '.helmignore')));
  const files = new Map<string, Uint8Array>();
  const visit = (path: string, trail: readonly string[]) => {
    const absolute = join(root, path);
    if (statSync(absolute).isDirectory()) {
      const real = realpathSync(absolute);
      if (trail.includes(real)) {
        throw new HelmError('CHART', `symbolic link cycle at ${absolute}`);
      }
      if (path === '' || !rules.ignores(path, true)) {
        for (const name of readdirSync(absolute)) {
          visit(path === '' ? name : `${path}/${name}`, [...trail, real]);
        }
      }
    } else if (path === '.helmignore' || !rules.ignores(path, false)) {
      files.set(path, readRegularFile(absolute));
    }
  };
  visit('', []);
  return files;
}

function requireChartYaml(root: string): void {
  const path = join(root, 'Chart.yaml');
  if (!lstatSync(path, { throwIfNoEntry: false })) {
    throw new HelmError(
      'CHART',
      `unable to detect chart at ${path}: open ${path}: no such file or directory`,
    );
  }
}

function readText(path: string): string {
  return statSync(path, { throwIfNoEntry: false })
    ? readFileSync(path, 'utf8')
    : '';
}

function readRegularFile(path: string): Uint8Array {
  const info = statSync(path);
  if (!info.isFile()) {
    throw new HelmError(
      'CHART',
      `cannot load irregular file ${path} as it has file mode type bits set`,
    );
  }
  if (info.size > MAX_FILE_BYTES) {
    throw new HelmError(
      'LIMIT',
      `chart file ${JSON.stringify(
        path.slice(path.lastIndexOf('/') + 1),
      )} is larger than the maximum file size ${MAX_FILE_BYTES}`,
    );
  }
  return readFileSync(path);
}
