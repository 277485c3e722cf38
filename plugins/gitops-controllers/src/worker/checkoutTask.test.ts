import {
  GitRemote,
  RepositoryFixture,
  startGitServer,
} from '@backstage-gitops/git';
import type { CheckoutRequest } from '@backstage-gitops/git';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { WorkerPool } from './WorkerPool';

const scratch = mkdtempSync(join(tmpdir(), 'gitops-task-'));
const fixture = new RepositoryFixture();
const pool = new WorkerPool({ threads: 1 });

afterAll(async () => {
  await pool.close();
  fixture.remove();
  rmSync(scratch, { recursive: true, force: true });
});

it('checks out a commit in a worker thread, and hands on why it could not', async () => {
  fixture.create('app');
  const hash = fixture.commit('app', { 'a.txt': 'one\n' });
  const server = await startGitServer({ root: fixture.root });
  const remote = new GitRemote({ url: `${server.url}/app.git` });
  const [transfer, directory] = ['transfer', 'tree'].map(name =>
    join(scratch, name),
  );
  mkdirSync(transfer);
  mkdirSync(directory);
  const signal = AbortSignal.timeout(30_000);
  await remote.fetch({ hash, revision: hash }, { transfer, signal });
  const options = { namespace: 'ns' };
  const request: CheckoutRequest = { transfer, commit: hash, directory };
  const { commit, files } = await pool.run('checkout', request, options);
  expect({ hash: commit.hash, files }).toEqual({ hash, files: 1 });
  expect(readdirSync(directory)).toEqual(['a.txt']);
  await expect(
    pool.run('checkout', { ...request, commit: 'f'.repeat(40) }, options),
  ).rejects.toMatchObject({ name: 'GitError', code: 'commit-not-found' });
  await remote.close();
  await server.stop();
}, 60_000);
