import { mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { createInlinePool } from './__testUtils__/createInlinePool';
import { WorkerPool } from './WorkerPool';

const scratch = mkdtempSync(join(tmpdir(), 'gitops-pool-'));
const file = join(scratch, 'file');
writeFileSync(file, 'abc');
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const OPTIONS = { namespace: 'ns' };

describe.each([0, 1])('WorkerPool with %i threads', threads => {
  const pool = threads === 0 ? createInlinePool() : new WorkerPool({ threads });
  afterAll(() => pool.close());

  it('runs a task', async () => {
    await expect(
      pool.run('digest', { file, algorithm: 'sha256' }, OPTIONS),
    ).resolves.toBe(
      'sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    );
  });

  it('hands on the code and name of an error', async () => {
    await expect(
      pool.run('unpack', { file, directory: scratch }, OPTIONS),
    ).rejects.toMatchObject({
      name: 'ArtifactError',
      code: 'invalid-archive',
      message: expect.stringContaining('the archive is damaged'),
    });
  });

  it('goes on after a failure', async () => {
    await expect(
      pool.run(
        'digest',
        { file: join(scratch, 'gone'), algorithm: 'sha256' },
        OPTIONS,
      ),
    ).rejects.toMatchObject({ code: 'ENOENT' });
    await expect(
      pool.run('digest', { file, algorithm: 'sha512' }, OPTIONS),
    ).resolves.toMatch(/^sha512:ddaf35/);
  });
});
