import type { FileSystem } from '../fileSystem';
import { isInOrBelow, joinPath, normalizePath } from './path';

/** The files of `outer`, with the directory `root` of `inner` at `place`. */
export function mountedFileSystem(
  outer: FileSystem,
  place: string,
  inner: FileSystem,
  root: string,
): FileSystem {
  const at = <T>(path: string, ask: (fs: FileSystem, path: string) => T): T => {
    const clean = normalizePath(path);
    return isInOrBelow(clean, place)
      ? ask(inner, joinPath(root, clean.slice(place.length)))
      : ask(outer, path);
  };
  return {
    readFile: path => at(path, (fs, there) => fs.readFile(there)),
    stat: path => at(path, (fs, there) => fs.stat(there)),
    readDir: path => at(path, (fs, there) => fs.readDir(there)),
    realPath: path => at(path, (fs, there) => fs.realPath(there)),
  };
}
