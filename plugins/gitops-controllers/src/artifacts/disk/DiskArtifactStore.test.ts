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
import { createInlinePool } from '../../worker/__testUtils__/createInlinePool';
import { testArtifactStore } from '../ArtifactStore.cases';
import { DiskArtifactStore } from './DiskArtifactStore';

const workers = createInlinePool();
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

  describe('with links that somebody has put there', () => {
    const refused = { name: 'ArtifactError', code: 'invalid-path' };
    let outside: string;
    beforeEach(async () => {
      outside = newRoot();
      writeFileSync(join(outside, 'secret'), 'secret');
      await put('1.tar.gz');
      await store.workArea.use(async work => {
        writeFileSync(join(work, 'x'), 'x');
      });
    });
    afterEach(() => rmSync(outside, { recursive: true, force: true }));

    it.each([
      ['to a file elsewhere', () => join(outside, 'secret')],
      ['to a directory elsewhere', () => outside],
      ['to a private directory', () => '../../../.gitops'],
      ['to another object', () => '../other/1.tar.gz'],
      ['to a hidden file beside it', () => '.hidden'],
      ['to a link beside it', () => 'loop'],
      ['to itself', () => 'link'],
    ])('reads none %s', async (_where, target) => {
      symlinkSync(target(), join(root, directory, 'link'));
      symlinkSync('link', join(root, directory, 'loop'));
      const path = `${directory}/link`;
      await expect(store.stat(path)).rejects.toMatchObject(refused);
      await expect(store.open(path)).rejects.toMatchObject(refused);
      await expect(store.list(path)).rejects.toMatchObject(refused);
      await expect(
        store.verify({ path, digest: `sha256:${'0'.repeat(64)}` }),
      ).rejects.toMatchObject(refused);
    });

    it.each(['gitrepository', 'gitrepository/apps'])(
      'goes through none in place of %s',
      async place => {
        rmSync(join(root, place), { recursive: true });
        symlinkSync(outside, join(root, place));
        const path = `${directory}/1.tar.gz`;
        await expect(put('2.tar.gz')).rejects.toMatchObject(refused);
        await expect(store.open(path)).rejects.toMatchObject(refused);
        await expect(store.remove(path)).rejects.toMatchObject(refused);
        await expect(store.removeAll(owner)).rejects.toMatchObject(refused);
        expect(readdirSync(outside)).toEqual(['secret']);
      },
    );

    it('works where its own directory is one', async () => {
      symlinkSync(root, join(outside, 'store'));
      const linked = join(outside, 'store');
      const other = new DiskArtifactStore({ root: linked, workers, baseUrl });
      expect(await other.stat(`${directory}/1.tar.gz`)).toMatchObject({
        kind: 'file',
      });
    });
  });

  it('passes on other failures than missing files', async () => {
    const path = `${'x'.repeat(300)}/a`;
    const tooLong = { code: 'ENAMETOOLONG' };
    await expect(store.stat(path)).rejects.toMatchObject(tooLong);
    await expect(store.open(path)).rejects.toMatchObject(tooLong);
  });
});
