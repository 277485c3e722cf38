import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { silentLogger } from '@backstage-gitops/kube';
import { createInlinePool } from '../worker/__testUtils__/createInlinePool';
import { Closers } from './Closers';
import { openStorage } from './openStorage';
import { HOST_OPTIONS } from './options/hostOptions';
import { defaultsOf } from './options/schema';

const scratch = mkdtempSync(join(tmpdir(), 'gitops-open-'));
const workers = createInlinePool();
const closers = new Closers();
const host = defaultsOf(HOST_OPTIONS);

afterAll(async () => {
  await closers.close(silentLogger);
  rmSync(scratch, { recursive: true, force: true });
});

const open = () => openStorage(host, { path: scratch }, workers, closers);

it('takes the directory, and removes what a killed process has left in it', async () => {
  const work = join(scratch, '.gitops', 'work');
  mkdirSync(join(work, 'work-1'), { recursive: true });
  writeFileSync(join(work, 'work-1', 'pack'), 'x');
  const { baseUrl } = await open();
  expect(readdirSync(join(scratch, '.gitops'))).not.toContain('work');
  await expect(open()).rejects.toMatchObject({ code: 'storage-taken' });
  for (const path of ['', '.gitops/', '.gitops/owner-1']) {
    expect((await fetch(`${baseUrl}/${path}`)).status).toBe(404);
  }
});
