import { mkdir, mkdtemp, rm } from 'fs/promises';
import { join } from 'path';

/**
 * Temporary directories of one process. What a killed process has left is
 * removed by {@link clear}, which only the owner of the area may call.
 */
export class WorkArea {
  /** @param directory - local directory of the area; made when needed */
  constructor(readonly directory: string) {}

  /** Removes all of the area's directories. */
  async clear(): Promise<void> {
    await rm(this.directory, { recursive: true, force: true });
  }

  /** Calls `work` with an empty directory that is removed afterwards. */
  async use<T>(work: (directory: string) => Promise<T>): Promise<T> {
    await mkdir(this.directory, { recursive: true, mode: 0o700 });
    const directory = await mkdtemp(join(this.directory, 'work-'));
    try {
      return await work(directory);
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  }
}
