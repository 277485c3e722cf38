import type { FileSystem } from './fileSystem';

/** The functions of Node's `fs` that {@link nodeFileSystem} calls. */
export interface NodeFileFunctions {
  readFileSync(path: string): Uint8Array;
  statSync(
    path: string,
    options: { readonly throwIfNoEntry: false },
  ): { isDirectory(): boolean; readonly size: number } | undefined;
  readdirSync(path: string): string[];
  realpathSync(path: string): string;
}

const FAULTS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or directory',
  ENOTDIR: 'not a directory',
  EISDIR: 'is a directory',
  EACCES: 'permission denied',
  ELOOP: 'too many levels of symbolic links',
};

/**
 * The files of a machine, for `nodeFileSystem(require('fs'))`; the engine
 * itself imports nothing of Node. Errors are worded as Go words them.
 */
export function nodeFileSystem(fs: NodeFileFunctions): FileSystem {
  return {
    readFile: path => attempt('open', path, () => fs.readFileSync(path)),
    stat: path => statOf(fs, path),
    readDir: path => attempt('open', path, () => fs.readdirSync(path).sort()),
    realPath: path => attempt('lstat', path, () => fs.realpathSync(path)),
  };
}

/** What cannot be looked at, for example below a file, counts as not there. */
function statOf(
  fs: NodeFileFunctions,
  path: string,
): ReturnType<FileSystem['stat']> {
  try {
    const stats = fs.statSync(path, { throwIfNoEntry: false });
    if (stats === undefined) return undefined;
    return {
      kind: stats.isDirectory() ? 'dir' : 'file',
      sizeBytes: stats.size,
    };
  } catch {
    return undefined;
  }
}

function attempt<T>(verb: string, path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    const code = String((error as { code?: unknown }).code);
    const failed = code === 'EISDIR' ? 'read' : verb;
    throw new Error(`${failed} ${path}: ${FAULTS[code] ?? code}`);
  }
}
