import { lstat, mkdir, readdir, rm, stat, writeFile } from 'fs/promises';
import { randomBytes } from 'crypto';
import { dirname, join, resolve } from 'path';
import { PRIVATE_DIRECTORY } from '../artifacts/disk/privateDirectory';
import { HostError } from './errors';
import { OLD_LOCK_FILE } from './lock/lockDirectory';

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'this process may not write there',
  EPERM: 'this process may not write there',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the file system is full',
  EDQUOT: 'the quota of the file system is used up',
  ENOTDIR: 'a part of the path is a file',
  EEXIST: 'a part of the path is a file',
  ENOENT: 'the file system takes no directory there',
  ELOOP: 'a part of the path is a link to itself',
  ENAMETOOLONG: 'the path is too long',
};

/** Written and removed to see whether there is room. */
const PROBE_BYTES = 64 * 1024;

function unusable(directory: string, error: unknown): HostError {
  const { code = '', message } = error as NodeJS.ErrnoException;
  return new HostError(
    'storage-unusable',
    `the artifact directory ${directory} can't be used: ${
      REASONS[code] ?? message
    }`,
    { cause: error },
  );
}

/** Makes a directory and those above it, one by one: recursive mkdir() of Node.js hangs below /proc. */
async function makeDirectory(directory: string): Promise<void> {
  const missing: string[] = [];
  for (let at = directory; ; at = dirname(at)) {
    const found = await stat(at).catch(error => {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    });
    if (found?.isDirectory()) break;
    if (found) throw Object.assign(new Error('a file'), { code: 'ENOTDIR' });
    missing.unshift(at);
  }
  for (const at of missing) {
    await mkdir(at, { mode: 0o700 }).catch(error => {
      // Another process may have been faster.
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    });
  }
}

async function probe(area: string): Promise<void> {
  const file = join(area, `probe-${randomBytes(6).toString('hex')}`);
  try {
    const bytes = Buffer.alloc(PROBE_BYTES, 1);
    await writeFile(file, bytes, { flag: 'wx', mode: 0o600, flush: true });
  } finally {
    await rm(file, { force: true });
  }
}

/** @throws HostError - `storage-unusable`: something else lies in the directory */
async function requireOwn(
  directory: string,
  kinds: readonly string[],
): Promise<void> {
  const names = await readdir(directory);
  if (names.includes(PRIVATE_DIRECTORY)) return;
  const own = [...kinds, 'lost+found', OLD_LOCK_FILE];
  const foreign = names.find(name => !own.includes(name));
  if (foreign !== undefined) {
    throw new HostError(
      'storage-unusable',
      `the artifact directory ${directory} can't be used: it holds "${foreign}", which is no artifact; give an empty or a new directory`,
    );
  }
}

/**
 * Makes the directory of a store ready for writing. One that holds something
 * else than artifacts, such as a home directory, is refused; the directory of
 * Flux's own source-controller is taken as it is.
 * @param kinds - names of the directories that a store has: `gitrepository`
 * @throws HostError - `storage-unusable`: it can't be made or written, or is
 *   none of a store
 */
export async function prepareStorage(
  directory: string,
  kinds: readonly string[],
): Promise<void> {
  const place = resolve(directory);
  try {
    await makeDirectory(place);
    await requireOwn(place, kinds);
    const area = join(place, PRIVATE_DIRECTORY);
    await makeDirectory(area);
    if ((await lstat(area)).isSymbolicLink()) {
      throw new Error(`${PRIVATE_DIRECTORY} in it is a link`);
    }
    await probe(area);
  } catch (error) {
    if (error instanceof HostError) throw error;
    throw unusable(place, error);
  }
}
