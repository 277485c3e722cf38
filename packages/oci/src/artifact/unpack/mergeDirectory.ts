import { lstatSync, renameSync } from 'fs';
import { join } from 'path';
import { sortedNames, toFilePath } from '../archive/filePath';
import { conflict } from './DirectoryWriter';

/** Names of a path that moves as a whole. */
type Move = readonly string[];

/**
 * Moves what is in one directory to another one of the same file system:
 * directories are merged, files replaced, links replaced and not followed.
 * Nothing is moved when something can't be.
 * @throws ArtifactError - `conflict`: a directory is where a file belongs, or
 *   the other way round; errors of the file system
 */
export function mergeDirectory(from: string, to: string): void {
  for (const move of [...plan(from, to, [])]) {
    renameSync(toFilePath(join(from, ...move)), toFilePath(join(to, ...move)));
  }
}

function* plan(from: string, to: string, path: Move): Generator<Move> {
  for (const name of sortedNames(join(from, ...path))) {
    const move = [...path, name];
    const stat = lstatSync(toFilePath(join(from, ...move)));
    const found = lstatSync(toFilePath(join(to, ...move)), {
      throwIfNoEntry: false,
    });
    if (!found) {
      yield move;
    } else if (stat.isDirectory() && found.isDirectory()) {
      yield* plan(from, to, move);
    } else if (
      stat.isDirectory() ||
      !(found.isFile() || found.isSymbolicLink())
    ) {
      throw conflict(move);
    } else {
      yield move;
    }
  }
}
