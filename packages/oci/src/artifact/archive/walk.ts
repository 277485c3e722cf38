import { decodeName, showName } from '@backstage-gitops/tar';
import { lstatSync, realpathSync, statSync } from 'fs';
import type { Stats } from 'fs';
import { basename, join } from 'path';
import { ArtifactError } from '../errors';
import { sortedNames, toFilePath } from './filePath';

/** A directory or regular file to archive. */
export interface Found {
  /** Names from the root down; none for the root itself. */
  readonly path: readonly string[];
  /** Where to read it. */
  readonly file: string;
  readonly isDirectory: boolean;
  /** Permission bits. */
  readonly mode: number;
  /** Bytes of a file; 0 for a directory. */
  readonly size: number;
}

/** What of a tree is archived. */
interface WalkOptions {
  /** Files that are left out: the archive itself. Paths without links. */
  readonly except?: readonly string[];
  /** Puts what links lead to in their place; without it, links are left out. */
  readonly resolveSymlinks?: boolean;
  /** More directories and files are refused. */
  readonly maxEntries: number;
}

const MODE_BITS = 0o7777;
/** Bits that mkdir(2) takes. */
const MKDIR_BITS = 0o1777;
/** Mode of the directory that Flux copies to before it archives. */
const STAGE_MODE = 0o700;

/**
 * What is below a directory, in the order of Flux's archives: names by their
 * bytes, a directory before what is in it, the root first. A file alone is in a
 * directory of its own.
 * @throws ArtifactError - `invalid-path`, `limit`; errors of the file system
 */
export function* walk(root: string, options: WalkOptions): Generator<Found> {
  let entries = 0;
  const tree = new Walker(options).walkRoot(root);
  for (const found of tree) {
    entries += 1;
    if (entries > options.maxEntries) {
      throw new ArtifactError(
        'limit',
        `${root} has more than ${options.maxEntries} files and directories`,
      );
    }
    yield found;
  }
}

class Walker {
  /** Modes of copies, which Flux makes of files alone and behind links. */
  private readonly copyMask = MODE_BITS & ~process.umask();
  /** Real paths of the directories above, so that links in a circle end. */
  private readonly above = new Set<string>();

  constructor(private readonly options: WalkOptions) {}

  *walkRoot(root: string): Generator<Found> {
    const stat = statSync(root);
    const stage = { path: [], file: root, isDirectory: true, size: 0 };
    if (!stat.isDirectory()) {
      if (!stat.isFile()) {
        throw new ArtifactError(
          'invalid-path',
          `${root} is neither a directory nor a file`,
        );
      }
      yield { ...stage, mode: STAGE_MODE };
      const mode = stat.mode & 0o777 & this.copyMask;
      yield toFound([basename(root)], root, stat, mode);
      return;
    }
    const isCopy = this.options.resolveSymlinks;
    yield { ...stage, mode: isCopy ? STAGE_MODE : stat.mode & MODE_BITS };
    yield* this.walkBelow([], realPath(root));
  }

  private *walkBelow(
    path: readonly string[],
    directory: string,
  ): Generator<Found> {
    if (this.above.has(directory)) return;
    this.above.add(directory);
    for (const name of sortedNames(directory)) {
      yield* this.walkEntry([...path, name], join(directory, name));
    }
    this.above.delete(directory);
  }

  private *walkEntry(path: readonly string[], file: string): Generator<Found> {
    if (this.options.except?.includes(file)) return;
    let stat = lstatSync(toFilePath(file));
    let real = file;
    if (stat.isSymbolicLink() && this.options.resolveSymlinks) {
      real = resolveLink(file);
      stat = statSync(toFilePath(real));
    }
    if (!stat.isDirectory() && !stat.isFile()) return;
    yield toFound(path, real, stat, this.modeOf(stat));
    if (stat.isDirectory()) yield* this.walkBelow(path, real);
  }

  private modeOf(stat: Stats): number {
    if (!this.options.resolveSymlinks) return stat.mode & MODE_BITS;
    const bits = stat.isDirectory() ? MKDIR_BITS : MODE_BITS;
    return stat.mode & bits & this.copyMask;
  }
}

function toFound(
  path: readonly string[],
  file: string,
  stat: Stats,
  mode: number,
): Found {
  const isDirectory = stat.isDirectory();
  return { path, file, isDirectory, mode, size: isDirectory ? 0 : stat.size };
}

/** @returns the path without links */
export function realPath(path: string): string {
  const bytes = realpathSync.native(toFilePath(path), { encoding: 'buffer' });
  return decodeName(bytes);
}

function resolveLink(file: string): string {
  try {
    return realPath(file);
  } catch (error) {
    throw new ArtifactError(
      'invalid-path',
      `resolving symlink ${showName(file)}: ${(error as Error).message}`,
      { cause: error },
    );
  }
}
