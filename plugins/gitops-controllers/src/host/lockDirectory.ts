import { mkdir, open, readFile, rm } from 'fs/promises';
import { join } from 'path';
import { HostError } from './errors';

const FILE = '.controllers.pid';

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/**
 * Makes a directory this process's own. A lock left by a process that is gone
 * is taken over.
 * @returns gives the directory back
 * @throws HostError - `storage-taken`: a living process has it
 */
export async function lockDirectory(
  directory: string,
): Promise<() => Promise<void>> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const file = join(directory, FILE);
  for (;;) {
    try {
      const handle = await open(file, 'wx', 0o600);
      await handle.writeFile(`${process.pid}\n`);
      await handle.close();
      return () => rm(file, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') {
        throw error;
      }
    }
    const pid = Number.parseInt(
      await readFile(file, 'utf8').catch(() => ''),
      10,
    );
    if (pid > 0 && isAlive(pid)) {
      throw new HostError(
        'storage-taken',
        `the artifact directory ${directory} is in use by process ${pid}`,
      );
    }
    await rm(file, { force: true });
  }
}
