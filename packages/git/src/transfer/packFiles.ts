import { readdir } from 'fs/promises';
import { join } from 'path';
import { GitError } from '../errors';

const PACK = '.pack';

/**
 * The packs of a transfer, in the order of their names.
 * @throws GitError - `protocol`: there is none
 */
export async function packFiles(directory: string): Promise<string[]> {
  const names = await readdir(directory);
  const packs = names.filter(name => name.endsWith(PACK)).sort();
  if (packs.length === 0) {
    throw new GitError('protocol', 'the server sent no pack');
  }
  return packs.map(name => join(directory, name));
}
