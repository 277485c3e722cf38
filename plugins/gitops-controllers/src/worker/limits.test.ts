import { mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { packImage } from '../artifacts/__testUtils__/packImage';
import type { BuildRequest } from '../controllers/kustomization/build/request';
import { WorkerPool } from './WorkerPool';

jest.setTimeout(120_000);

const OPTIONS = { namespace: 'ns' };
const scratch = mkdtempSync(join(tmpdir(), 'gitops-limits-'));
const file = join(scratch, 'file');
writeFileSync(file, 'abc');
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** A build of many objects, each changed by many patches. */
async function request(objects: number, patches: number) {
  const names = Array.from({ length: objects }, (_, index) => `c${index}`);
  const content = names
    .map(
      name =>
        `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n  labels: {a: b}\n`,
    )
    .join('---\n');
  const patch = (index: number) => ({
    target: { kind: 'ConfigMap' },
    patch: `[{"op": "add", "path": "/metadata/labels/l${index}", "value": "x"}]`,
  });
  return {
    archive: await packImage([{ name: 'all.yaml', content }]),
    archiveDigest: `${objects} ${patches}`,
    path: '',
    overlay: {
      patches: Array.from({ length: patches }, (_, index) => patch(index)),
    },
  } as BuildRequest;
}

const small = () => request(1, 1);

describe('a task that goes beyond its limits', () => {
  it('ends at its timeout, alone', async () => {
    const pool = new WorkerPool({ threads: 2 });
    await pool.run('build', await small(), OPTIONS);
    const options = { ...OPTIONS, timeoutMs: 1_000 };
    const long = pool
      .run('build', await request(6_000, 300), options)
      .catch((error: unknown) => error);
    const other = await pool.run('build', await small(), OPTIONS);
    expect(other.objects).toHaveLength(1);
    expect(await long).toMatchObject({
      name: 'WorkerError',
      code: 'timeout',
      message: 'it took longer than 1s',
    });
    const next = await pool.run('build', await small(), OPTIONS);
    expect(next.objects).toHaveLength(1);
    await pool.close();
  });

  it('ends when it needs more memory than a thread has, alone', async () => {
    const pool = new WorkerPool({ threads: 1, memoryMb: 64 });
    const large = pool.run('build', await request(60_000, 1), OPTIONS);
    const others = ['sha256', 'sha512'].map(algorithm =>
      pool.run('digest', { file, algorithm: algorithm as 'sha256' }, OPTIONS),
    );
    const next = pool.run('build', await small(), OPTIONS);
    await expect(large).rejects.toMatchObject({
      name: 'WorkerError',
      code: 'memory',
      message: 'it needs more than 64 MiB of memory',
    });
    expect(await Promise.all(others)).toHaveLength(2);
    expect((await next).objects).toHaveLength(1);
    await pool.close();
  });

  it('keeps no other kind of work waiting', async () => {
    const pool = new WorkerPool({ threads: 1 });
    const stop = new AbortController();
    const long = ['a', 'b', 'c'].map(async namespace =>
      pool
        .run('build', await request(6_000, 300), {
          namespace,
          signal: stop.signal,
        })
        .catch((error: unknown) => error),
    );
    await pool.run('digest', { file, algorithm: 'sha256' }, OPTIONS);
    stop.abort(new Error('enough'));
    for (const end of await Promise.all(long)) {
      expect(end).toMatchObject({ message: 'enough' });
    }
    await pool.close();
  });
});
