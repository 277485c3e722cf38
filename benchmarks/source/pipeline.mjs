/**
 * Our way from a remote repository to a stored archive, in a process of its own,
 * so that its memory is ours alone: asked by messages, answers with times.
 */
import { createRequire } from 'node:module';
import { mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { usageOf } from '../usage.mjs';

const [bundle] = process.argv.slice(2);
const { archiveDirectory, checkoutCommit, GitRemote } = createRequire(
  import.meta.url,
)(bundle);

async function take({ url, scratch }) {
  const [transfer, directory] = ['transfer', 'tree'].map(name =>
    join(scratch, name),
  );
  for (const path of [transfer, directory])
    mkdirSync(path, { recursive: true });
  const remote = new GitRemote({ url });
  const signal = AbortSignal.timeout(600_000);
  const started = performance.now();
  const resolved = await remote.resolve({ branch: 'main' }, signal);
  await remote.fetch(resolved, { transfer, signal });
  const fetched = performance.now();
  await checkoutCommit({ transfer, commit: resolved.hash, directory });
  const written = performance.now();
  const file = join(scratch, 'archive.tar.gz');
  await archiveDirectory({ directory, file, algorithm: 'sha256' });
  const done = performance.now();
  await remote.close();
  const packBytes = readdirSync(transfer)
    .filter(name => name.endsWith('.pack'))
    .reduce((sum, name) => sum + statSync(join(transfer, name)).size, 0);
  return {
    times: {
      fetch: fetched - started,
      checkout: written - fetched,
      archive: done - written,
      total: done - started,
    },
    packBytes,
    peakMb: usageOf(process.pid).peakMb,
  };
}

process.on('message', async request => process.send(await take(request)));
