/**
 * Our way from a remote repository to a stored archive, in a process of its own,
 * so that its memory is ours alone: asked by messages, answers with times.
 */
import { createRequire } from 'node:module';
import { mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { usageOf } from '../usage.mjs';

const [bundle] = process.argv.slice(2);
const { archiveCommit, archiveDirectory, checkoutCommit, GitRemote } =
  createRequire(import.meta.url)(bundle);

/** Steps after the fetch, as for a source that includes nothing. */
async function archivePacks(request, scratch, lap) {
  await archiveCommit({ ...request, file: join(scratch, 'archive.tar.gz') });
  lap('archive');
}

/** The same by way of a tree on disk, as for one with includes or submodules. */
async function archiveTree(request, scratch, lap) {
  const directory = join(scratch, 'tree');
  mkdirSync(directory);
  await checkoutCommit({ ...request, directory });
  lap('checkout');
  const file = join(scratch, 'archive.tar.gz');
  await archiveDirectory({ directory, file, algorithm: 'sha256' });
  lap('archive');
}

async function take({ url, scratch, isByTree }) {
  const transfer = join(scratch, 'transfer');
  mkdirSync(transfer);
  const remote = new GitRemote({ url });
  const signal = AbortSignal.timeout(600_000);
  const times = {};
  const started = performance.now();
  let last = started;
  const lap = step => {
    const now = performance.now();
    times[step] = now - last;
    last = now;
  };
  const resolved = await remote.resolve({ branch: 'main' }, signal);
  await remote.fetch(resolved, { transfer, signal });
  lap('fetch');
  const request = { transfer, commit: resolved.hash };
  await (isByTree ? archiveTree : archivePacks)(request, scratch, lap);
  times.total = last - started;
  await remote.close();
  const packBytes = readdirSync(transfer)
    .filter(name => name.endsWith('.pack'))
    .reduce((sum, name) => sum + statSync(join(transfer, name)).size, 0);
  return { times, packBytes, peakMb: usageOf(process.pid).peakMb };
}

async function answer(request) {
  process.send(await take(request));
}

process.on('message', request => void answer(request));
