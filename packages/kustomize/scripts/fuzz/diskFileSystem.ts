import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import type { FileSystem } from '../../src/fileSystem';

function reword(error: unknown, verb: string, path: string): Error {
  const { code } = error as NodeJS.ErrnoException;
  const texts: Record<string, string> = {
    ENOENT: 'no such file or directory',
    ENOTDIR: 'not a directory',
    EISDIR: 'is a directory',
    EACCES: 'permission denied',
    ELOOP: 'too many levels of symbolic links',
  };
  return new Error(`${verb} ${path}: ${texts[code ?? ''] ?? code}`);
}

/** The files of this machine, for scripts, tests and benchmarks. */
export const diskFileSystem: FileSystem = {
  readFile(path) {
    try {
      return readFileSync(path);
    } catch (error) {
      throw reword(error, 'open', path);
    }
  },
  stat(path) {
    const stats = statSync(path, { throwIfNoEntry: false });
    if (stats === undefined) return undefined;
    return { kind: stats.isDirectory() ? 'dir' : 'file' };
  },
  readDir: path => readdirSync(path).sort(),
  realPath(path) {
    try {
      return realpathSync(path);
    } catch (error) {
      throw reword(error, 'lstat', path);
    }
  },
};
