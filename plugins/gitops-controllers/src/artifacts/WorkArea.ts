import { readdirSync } from 'fs';
import { mkdir, mkdtemp, readdir, rm } from 'fs/promises';
import { join } from 'path';
import { isLocalDisk } from './disk/isLocalDisk';

/** Empty directories that are kept for the next user. */
const MAX_SPARE = 16;

async function isEmptyDirectory(
  directory: string,
  isLocal: boolean,
): Promise<boolean> {
  try {
    const names = isLocal ? readdirSync(directory) : await readdir(directory);
    return names.length === 0;
  } catch {
    return false;
  }
}

/**
 * Temporary directories of one process. What a killed process has left is
 * removed by {@link clear}, which only the owner of the area may call.
 */
export class WorkArea {
  readonly #spare: string[] = [];

  /** @param directory - local directory of the area; made when needed */
  constructor(readonly directory: string) {}

  /** Removes all of the area's directories. */
  async clear(): Promise<void> {
    this.#spare.length = 0;
    await rm(this.directory, { recursive: true, force: true });
  }

  /**
   * Calls `work` with an empty directory that is gone or empty afterwards. One
   * that `work` leaves empty, as most looks at an unchanged source do, is given
   * to the next.
   */
  async use<T>(work: (directory: string) => Promise<T>): Promise<T> {
    const directory = this.#spare.pop() ?? (await this.#make());
    let isEmpty = false;
    try {
      const result = await work(directory);
      // After a failure, something may still write into it.
      isEmpty = await isEmptyDirectory(directory, isLocalDisk(this.directory));
      return result;
    } finally {
      if (isEmpty && this.#spare.length < MAX_SPARE) {
        this.#spare.push(directory);
      } else {
        await rm(directory, { recursive: true, force: true });
      }
    }
  }

  async #make(): Promise<string> {
    await mkdir(this.directory, { recursive: true, mode: 0o700 });
    return mkdtemp(join(this.directory, 'work-'));
  }
}
