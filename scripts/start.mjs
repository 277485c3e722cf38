/**
 * `npm start`: installs what is missing, then starts the portal with the
 * controllers, and the demo cluster and Git server behind it.
 */
import { ensureInstalled, StartError } from './bootstrap.mjs';

try {
  await ensureInstalled();
  const { run } = await import('./start/run.mjs');
  await run();
} catch (error) {
  // Matched by name: the class may come from another copy of the module.
  const isPlain = error instanceof StartError || error?.name === 'StartError';
  process.stderr.write(`${isPlain ? error.message : error?.stack ?? error}\n`);
  process.exit(1);
}
