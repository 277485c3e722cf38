import { checkoutCommit, GitRemote } from '@backstage-gitops/git';
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'fs';
import { join } from 'path';
import { serve } from './serve';

const MEBIBYTE = 1024 * 1024;
const LIMITS = {
  packBytes: 32 * MEBIBYTE,
  refBytes: MEBIBYTE,
  fileBytes: 16 * MEBIBYTE,
  totalBytes: 64 * MEBIBYTE,
  files: 5_000,
};
const DEADLINE_MS = 20_000;

const textOf = (directory: string, name: string) =>
  readFileSync(join(directory, name), 'utf8').trim();

/** As a transfer that has arrived: `transfer/*.pack` and the commit's hash. */
export async function readGitPack(directory: string): Promise<void> {
  await checkoutCommit({
    transfer: join(directory, 'transfer'),
    commit: textOf(directory, 'commit'),
    directory: join(directory, 'out'),
    links: true,
    limits: LIMITS,
  });
}

/** As a server's answers: `refs`, `ls-refs` and `fetch`. */
export async function readGitAnswers(directory: string): Promise<void> {
  const answer = (name: string) => readFileSync(join(directory, name));
  const server = await serve((path, body) => {
    if (path.includes('/info/refs')) {
      const type = 'application/x-git-upload-pack-advertisement';
      return { body: answer('refs'), type };
    }
    const name = body.includes('command=ls-refs') ? 'ls-refs' : 'fetch';
    return { body: answer(name), type: 'application/x-git-upload-pack-result' };
  });
  const work = join(directory, 'work');
  const remote = new GitRemote({
    url: `${server.url}/repository.git`,
    limits: LIMITS,
    workDirectory: work,
  });
  const signal = AbortSignal.timeout(DEADLINE_MS);
  const transfer = join(work, 'transfer');
  try {
    mkdirSync(transfer);
    const resolved = await remote.resolve({ branch: 'main' }, signal);
    await remote.fetch(resolved, { transfer, signal });
    await checkoutCommit({
      transfer,
      commit: resolved.hash,
      directory: join(directory, 'out'),
      limits: LIMITS,
    });
  } finally {
    await remote.close();
    await server.close();
    rmSync(transfer, { recursive: true, force: true });
    readdirSync(work);
  }
}
