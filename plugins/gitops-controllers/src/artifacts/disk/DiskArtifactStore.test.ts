import {
  existsSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'fs';
import { writeFile } from 'fs/promises';
import { tmpdir } from 'os';
import { join } from 'path';
import { WorkerPool } from '../../worker/WorkerPool';
import { testArtifactStore } from '../ArtifactStore.cases';
import { DiskArtifactStore } from './DiskArtifactStore';

const workers = new WorkerPool({ threads: 0 });
const newRoot = () => mkdtempSync(join(tmpdir(), 'gitops-disk-'));
const baseUrl = () => 'http://store.example';

testArtifactStore('DiskArtifactStore', async settings => {
  const root = newRoot();
  return {
    store: new DiskArtifactStore({ ...settings, root, workers, baseUrl }),
    damage: (path, bytes) => writeFile(join(root, path), bytes),
    async close() {
      rmSync(root, { recursive: true, force: true });
    },
  };
});

describe('DiskArtifactStore', () => {
  const owner = { kind: 'GitRepository', namespace: 'apps', name: 'web' };
  const directory = 'gitrepository/apps/web';
  const now = Date.now();
  let root: string;
  let store: DiskArtifactStore;
  beforeEach(() => {
    root = newRoot();
    const retention = { ttlMs: 60_000, records: 2 };
    store = new DiskArtifactStore({
      ...{ root, workers, baseUrl, retention },
      now: () => now,
    });
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));
  const put = (fileName: string) =>
    store.put({
      ...{ owner, fileName, revision: 'main@sha1:1' },
      content: { bytes: new TextEncoder().encode('hello') },
    });

  it('has an empty lock beside each file, as Flux has', async () => {
    await put('1.tar.gz');
    expect(readdirSync(join(root, directory)).sort()).toEqual([
      '1.tar.gz',
      '1.tar.gz.lock',
    ]);
    await store.remove(`${directory}/1.tar.gz`);
    expect(readdirSync(join(root, directory))).toEqual([]);
  });

  it('collects by age, then by number, and what earlier versions left', async () => {
    for (const [name, ageSeconds] of [
      ['1.tar.gz', 10],
      ['2.tar.gz', 20],
      ['3.tar.gz', 30],
      ['4.tar.gz', 120],
    ] as const) {
      await put(name);
      const at = now / 1000 - ageSeconds;
      utimesSync(join(root, directory, name), at, at);
    }
    writeFileSync(join(root, directory, '.pending-1'), 'x');
    utimesSync(join(root, directory, '.pending-1'), 1, 1);
    const path = `${directory}/3.tar.gz`;
    const removed = await store.collect(owner, { path });
    expect([...removed].sort()).toEqual(['.pending-1', '2.tar.gz', '4.tar.gz']);
    expect(readdirSync(join(root, directory)).sort()).toEqual([
      '1.tar.gz',
      '1.tar.gz.lock',
      '3.tar.gz',
      '3.tar.gz.lock',
    ]);
  });

  it('clears what a killed process has left in the work area', async () => {
    await store.workArea.use(async left => {
      writeFileSync(join(left, 'x'), 'x');
      await store.workArea.clear();
      expect(existsSync(left)).toBe(false);
    });
    expect(await store.list('')).toEqual([]);
  });

  it('passes on other failures than missing files', async () => {
    symlinkSync('loop', join(root, 'loop'));
    await expect(store.stat('loop')).rejects.toMatchObject({ code: 'ELOOP' });
    await expect(store.open('loop')).rejects.toMatchObject({ code: 'ELOOP' });
  });
});
