import { lockDirectory } from '../lockDirectory';

/**
 * A process that locks a directory and holds it until it is killed. It prints
 * `locked`, or the code of the error.
 */
async function holdLock(directory: string): Promise<void> {
  try {
    await lockDirectory(directory);
    process.stdout.write('locked\n');
    setInterval(() => undefined, 60_000);
  } catch (error) {
    process.stdout.write(`${(error as { code?: string }).code}\n`);
  }
}

holdLock(process.argv[2]).catch(error => {
  process.stderr.write(`${error}\n`);
  process.exitCode = 1;
});
