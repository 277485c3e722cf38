import { HelmError, IgnoreRules } from '@backstage-gitops/helm';
import {
  existsSync,
  lstatSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  statSync,
  type Stats,
} from 'fs';
import { dirname, join, resolve } from 'path';

/** Helm's bound on one file of a chart, in bytes. */
const MAX_FILE_BYTES = 5 * 1024 * 1024;

/** Receives a message and what belongs to it, e.g. `path=/charts/app`. */
export type LogInfo = (message: string, attributes: string) => void;

/** Files of a folder, by their path relative to it. */
interface ChartFolder {
  readonly files: Map<string, Uint8Array>;
  /** Times of the last change in seconds since 1970. */
  readonly modifiedSeconds: Map<string, number>;
}

/**
 * The files of a chart folder by path, in the order of their names. Symbolic
 * links are followed and logged, ignored folders are not entered.
 * @throws HelmError - worded as Helm words it
 */
export function readChartFolder(root: string, log: LogInfo): ChartFolder {
  requireChartYaml(root);
  const reader = new FolderReader(root, log);
  reader.readFolder('', [realpathSync(root)]);
  return reader;
}

class FolderReader implements ChartFolder {
  readonly files = new Map<string, Uint8Array>();
  readonly modifiedSeconds = new Map<string, number>();
  private readonly rules: IgnoreRules;

  constructor(private readonly root: string, private readonly log: LogInfo) {
    this.rules = new IgnoreRules(readText(join(root, '.helmignore')));
  }

  /** @param trail - real paths of the folders that lead here */
  readFolder(path: string, trail: readonly string[]): void {
    for (const name of readdirSync(join(this.root, path)).sort()) {
      this.readEntry(path === '' ? name : `${path}/${name}`, trail);
    }
  }

  private readEntry(path: string, trail: readonly string[]): void {
    const absolute = join(this.root, path);
    let info = lstatSync(absolute);
    let real = absolute;
    if (info.isSymbolicLink()) {
      real = resolveLink(absolute);
      info = statSync(real);
      this.log(
        'found symbolic link in path. Contents of linked file included and used',
        `path=${absolute} resolved=${real}`,
      );
    }
    if (!info.isDirectory()) {
      if (path === '.helmignore' || !this.rules.ignores(path, false)) {
        this.files.set(path, readRegularFile(absolute, info));
        this.modifiedSeconds.set(path, info.mtimeMs / 1000);
      }
    } else if (!this.rules.ignores(path, true)) {
      real = realpathSync(real);
      if (trail.includes(real)) {
        throw new HelmError('CHART', `symbolic link cycle at ${absolute}`);
      }
      this.readFolder(path, [...trail, real]);
    }
  }
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

function resolveLink(path: string): string {
  try {
    return realpathSync(path);
  } catch (error) {
    throw new HelmError(
      'CHART',
      `error evaluating symlink ${path}: ${linkProblem(path, error)}`,
      { cause: error },
    );
  }
}

function linkProblem(path: string, error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  switch (code) {
    case 'ENOENT':
      return `lstat ${firstMissing(path)}: no such file or directory`;
    case 'ENOTDIR':
      return 'not a directory';
    case 'ELOOP':
      return 'EvalSymlinks: too many links';
    default:
      return message;
  }
}

/** Where the way of a broken link ends: the first path on it that is not there. */
function firstMissing(link: string): string {
  let current = '/';
  for (const part of resolve(dirname(link), readlinkSync(link)).split('/')) {
    current = join(current, part);
    const info = lstatSync(current, { throwIfNoEntry: false });
    if (!info) {
      return current;
    }
    if (info.isSymbolicLink()) {
      if (!existsSync(current)) {
        return firstMissing(current);
      }
      current = realpathSync(current);
    }
  }
  return current;
}

function readText(path: string): string {
  return statSync(path, { throwIfNoEntry: false })
    ? readFileSync(path, 'utf8')
    : '';
}

function readRegularFile(path: string, info: Stats): Uint8Array {
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
