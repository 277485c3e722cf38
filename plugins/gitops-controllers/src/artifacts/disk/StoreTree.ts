import { lstat, readlink } from 'fs/promises';
import type { Stats } from 'fs';
import { basename, dirname, join, resolve } from 'path';
import { ArtifactError } from '../errors';
import { partsOfPath } from '../storePath';

const MISSING = ['ENOENT', 'ENOTDIR'];

/** What is at a place, links as such; undefined when there is nothing. */
async function statOf(file: string): Promise<Stats | undefined> {
  try {
    return await lstat(file);
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (MISSING.includes(code)) return undefined;
    throw error;
  }
}

/**
 * Places of a disk store. A symbolic link that somebody has put there leads
 * nowhere: the only ones that count are the store's own, which stand for a file
 * beside them.
 */
export class StoreTree {
  readonly root: string;

  /** @param root - directory of the store, which may itself be a link */
  constructor(root: string) {
    this.root = resolve(root);
  }

  /**
   * Place of a path for writing and removing: no directory on the way is a link.
   * @throws ArtifactError - `invalid-path`
   */
  async placeOf(path: string): Promise<string> {
    let place = this.root;
    const parts = partsOfPath(path);
    for (const part of parts.slice(0, -1)) {
      place = join(place, part);
      if ((await statOf(place))?.isSymbolicLink()) throw foreign(path);
    }
    return join(place, ...parts.slice(-1));
  }

  /**
   * Place of a path for reading: that of the file itself where the path is a
   * link of the store.
   * @throws ArtifactError - `invalid-path`
   */
  async fileOf(path: string): Promise<string> {
    const place = await this.placeOf(path);
    if (place === this.root) return place;
    if (!(await statOf(place))?.isSymbolicLink()) return place;
    const target = await readlink(place);
    const isBeside = target === basename(target) && !target.startsWith('.');
    const file = join(dirname(place), target);
    if (!isBeside || (await statOf(file))?.isSymbolicLink()) {
      throw foreign(path);
    }
    return file;
  }
}

function foreign(path: string): ArtifactError {
  return new ArtifactError(
    'invalid-path',
    `path '${path}' is a link that is none of the store's own`,
  );
}
