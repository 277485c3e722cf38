/* eslint-disable jest/no-export -- a table of cases for every implementation */
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { Readable } from 'stream';
import { buffer, text } from 'stream/consumers';
import type { ArtifactStore, PutContent, PutRequest } from './ArtifactStore';
import type { Retention } from './retention';

/** What the cases decide about the store under test. */
interface StoreSettings {
  readonly retention: Retention;
  /** Clock of `lastUpdateTime` and of the retention. */
  readonly now: () => number;
}

/** An implementation under test. */
interface StoreUnderTest {
  readonly store: ArtifactStore;
  /** Overwrites the bytes of a file behind the store's back. */
  damage(path: string, bytes: Uint8Array): Promise<void>;
  close(): Promise<void>;
}

const OWNER = { kind: 'GitRepository', namespace: 'apps', name: 'web' };
const OTHER = { kind: 'GitRepository', namespace: 'apps', name: 'web-2' };
const HELLO =
  'sha256:2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824';
const TTL_MS = 60_000;
const bytesOf = (value: string) => new TextEncoder().encode(value);

async function* failing(): AsyncGenerator<Buffer> {
  yield Buffer.from('half');
  throw new Error('the connection broke');
}

/**
 * The contract of {@link ArtifactStore} as tests.
 * @param create - a new, empty store that serves at `http://store.example`
 */
export function testArtifactStore(
  name: string,
  create: (settings: StoreSettings) => Promise<StoreUnderTest>,
): void {
  describe(`${name}, as an artifact store`, () => {
    const scratch = mkdtempSync(join(tmpdir(), 'gitops-store-cases-'));
    const tree = join(scratch, 'tree');
    let under: StoreUnderTest;
    let store: ArtifactStore;
    let nowMs: number;

    beforeAll(() => {
      mkdirSync(join(tree, 'sub'), { recursive: true });
      writeFileSync(join(tree, 'sub', 'a.yaml'), 'a: 1\n');
      writeFileSync(join(tree, 'ignored.txt'), 'x');
    });
    afterAll(() => rmSync(scratch, { recursive: true, force: true }));
    beforeEach(async () => {
      nowMs = Date.now();
      const retention = { ttlMs: TTL_MS, records: 2 };
      under = await create({ retention, now: () => nowMs });
      store = under.store;
    });
    afterEach(() => under.close());

    const put = (
      fileName: string,
      content: PutContent = { bytes: bytesOf('hello') },
      rest: Partial<PutRequest> = {},
    ) =>
      store.put({
        ...{ owner: OWNER, fileName, content, revision: 'main@sha1:1' },
        ...rest,
      });
    const filesOf = async (path: string) =>
      (await store.list(path)).filter(file => !file.endsWith('.lock'));

    describe('put', () => {
      it('returns the artifact of bytes', async () => {
        nowMs = Date.UTC(2026, 0, 1, 2, 3, 4, 567);
        const metadata = { chart: 'web' };
        expect(await put('a.yaml', undefined, { metadata })).toEqual({
          digest: HELLO,
          lastUpdateTime: '2026-01-01T02:03:04Z',
          metadata,
          path: 'gitrepository/apps/web/a.yaml',
          revision: 'main@sha1:1',
          size: 5,
          url: 'http://store.example/gitrepository/apps/web/a.yaml',
        });
      });

      it('reads a stream to its end', async () => {
        const stream = Readable.from([Buffer.from('hel'), Buffer.from('lo')]);
        const { digest, path, size } = await put('a.yaml', { stream });
        expect([digest, size]).toEqual([HELLO, 5]);
        expect(await text((await store.open(path)).stream)).toBe('hello');
      });

      it('archives a directory without what is ignored', async () => {
        const content = { directory: tree, ignore: '*.txt' };
        const one = await put('1.tar.gz', content);
        const two = await put('2.tar.gz', { directory: tree });
        expect(one.digest).not.toBe(two.digest);
        expect((await put('3.tar.gz', content)).digest).toBe(one.digest);
        await expect(store.verify(one)).resolves.toBeUndefined();
      });

      it('moves a file', async () => {
        const file = join(scratch, 'moved');
        writeFileSync(file, 'hello');
        const artifact = await put('a.yaml', { file });
        expect(artifact).toMatchObject({ digest: HELLO, size: 5 });
        await expect(store.verify(artifact)).resolves.toBeUndefined();
        expect(existsSync(file)).toBe(false);
      });

      it('replaces a file of the same name', async () => {
        await put('a.yaml', { bytes: bytesOf('old') });
        const { path } = await put('a.yaml');
        expect(await text((await store.open(path)).stream)).toBe('hello');
        expect(await filesOf('gitrepository/apps/web')).toEqual(['a.yaml']);
      });

      it.each<[string, () => PutContent]>([
        ['a directory is missing', () => ({ directory: join(tree, 'gone') })],
        ['a file is missing', () => ({ file: join(tree, 'gone') })],
        ['a stream breaks', () => ({ stream: Readable.from(failing()) })],
      ])('changes nothing when %s', async (_, contentOf) => {
        await put('kept.yaml');
        await expect(put('new.yaml', contentOf())).rejects.toThrow();
        await expect(put('kept.yaml', contentOf())).rejects.toThrow();
        expect(await filesOf('gitrepository/apps/web')).toEqual(['kept.yaml']);
        const { stream } = await store.open('gitrepository/apps/web/kept.yaml');
        expect(await text(stream)).toBe('hello');
      });

      it('changes nothing when it is aborted', async () => {
        const abort = new AbortController();
        const stream = new Readable({ read: () => abort.abort() });
        await expect(
          put('a.yaml', { stream }, { signal: abort.signal }),
        ).rejects.toThrow(/abort/i);
        expect(stream.destroyed).toBe(true);
        expect(await store.removeAll(OWNER)).toBe(false);
      });

      it.each(['../a', 'a/b', '', '.', '..', '.hidden'])(
        'refuses the file name %j',
        async fileName => {
          await expect(put(fileName)).rejects.toMatchObject({
            code: 'invalid-path',
          });
        },
      );
    });

    describe('stat, list and open', () => {
      it('find files and directories', async () => {
        const { path } = await put('a.yaml');
        await put('b.yaml', undefined, { owner: OTHER });
        expect(await store.stat(path)).toMatchObject({
          kind: 'file',
          sizeBytes: 5,
          modifiedMs: expect.any(Number),
        });
        expect(await store.stat('gitrepository/apps')).toMatchObject({
          kind: 'directory',
          sizeBytes: 0,
        });
        expect(await store.list('')).toEqual(['gitrepository/']);
        expect(await store.list('gitrepository/apps')).toEqual([
          'web-2/',
          'web/',
        ]);
        expect(await filesOf('gitrepository/apps/web')).toEqual(['a.yaml']);
        const opened = await store.open(path);
        expect(opened).toMatchObject({ kind: 'file', sizeBytes: 5 });
        expect(await text(opened.stream)).toBe('hello');
      });

      it('say what is not there', async () => {
        await put('a.yaml');
        const missing = { name: 'ArtifactError', code: 'not-found' };
        expect(await store.stat('gitrepository/apps/web/b')).toBeUndefined();
        for (const path of [
          'gitrepository/apps/web/b',
          'gitrepository/apps/web/a.yaml/b',
        ]) {
          await expect(store.open(path)).rejects.toMatchObject(missing);
          await expect(store.list(path)).rejects.toMatchObject(missing);
        }
        await expect(store.open('gitrepository/apps')).rejects.toMatchObject(
          missing,
        );
        await expect(
          store.verify({ path: 'gitrepository/b', digest: HELLO }),
        ).rejects.toMatchObject(missing);
      });

      it.each(['../a', '/etc/passwd', 'a/../../b', '.gitops/x', 'a\0', 'a\\b'])(
        'refuse the path %j',
        async path => {
          const refused = { name: 'ArtifactError', code: 'invalid-path' };
          await expect(store.open(path)).rejects.toMatchObject(refused);
          await expect(store.stat(path)).rejects.toMatchObject(refused);
          await expect(store.list(path)).rejects.toMatchObject(refused);
          await expect(store.remove(path)).rejects.toMatchObject(refused);
          await expect(
            store.verify({ path, digest: HELLO }),
          ).rejects.toMatchObject(refused);
        },
      );

      it('read a large file in pieces', async () => {
        const bytes = new Uint8Array(3 * 1024 * 1024).fill(7);
        const { path } = await put('large.bin', { bytes });
        const { stream } = await store.open(path);
        const sizes: number[] = [];
        for await (const chunk of stream) sizes.push((chunk as Buffer).length);
        expect(sizes.length).toBeGreaterThan(2);
        expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(bytes.length);
      });
    });

    describe('verify', () => {
      it('compares the bytes with the digest', async () => {
        const artifact = await put('a.yaml');
        await expect(store.verify(artifact)).resolves.toBeUndefined();
        const mismatch = {
          code: 'digest-mismatch',
          message: `computed digest doesn't match '${HELLO}'`,
        };
        await under.damage(artifact.path, bytesOf('hellO'));
        await expect(store.verify(artifact)).rejects.toMatchObject(mismatch);
        await expect(
          store.verify({ ...artifact, digest: 'md5:00' }),
        ).rejects.toMatchObject({ code: 'digest-mismatch' });
      });

      it.each([
        'sha384:59e1748777448c69de6b800d7a33bbfb9ff1b463e44354c3553bcdb9c666fa90125a3c79f90397bdf5f6a13de828684f',
        'blake3:ea8f163db38682925e4491c5e58d4bb3506ef8c14eb78a86e908c5624a67200f',
      ])('SC-1 is of any algorithm that Flux writes: %s', async digest => {
        const { path } = await put('a.yaml');
        await expect(store.verify({ path, digest })).resolves.toBeUndefined();
        await under.damage(path, bytesOf('hellO'));
        await expect(store.verify({ path, digest })).rejects.toMatchObject({
          code: 'digest-mismatch',
        });
      });
    });

    describe('remove, collect and removeAll', () => {
      it('removes one file, or nothing', async () => {
        const { path } = await put('a.yaml');
        await put('b.yaml');
        await store.remove(path);
        await store.remove(path);
        expect(await filesOf('gitrepository/apps/web')).toEqual(['b.yaml']);
      });

      it('keeps the current file, and those that the retention allows', async () => {
        for (const file of ['1.yaml', '2.yaml', '3.yaml']) await put(file);
        const current = { path: 'gitrepository/apps/web/1.yaml' };
        const removed = await store.collect(OWNER, current);
        expect(removed).toHaveLength(1);
        const left = await filesOf('gitrepository/apps/web');
        expect(left).toHaveLength(2);
        expect(left).toContain('1.yaml');
        nowMs += TTL_MS + 1000;
        expect(await store.collect(OWNER, current)).toHaveLength(1);
        expect(await store.collect(OWNER, current)).toEqual([]);
        expect(await filesOf('gitrepository/apps/web')).toEqual(['1.yaml']);
      });

      it('removes everything of an object, and nothing of others', async () => {
        await put('a.yaml');
        const other = await put('b.yaml', undefined, { owner: OTHER });
        expect(await store.removeAll(OWNER)).toBe(true);
        expect(await store.removeAll(OWNER)).toBe(false);
        expect(await store.stat('gitrepository/apps/web')).toBeUndefined();
        const { stream } = await store.open(other.path);
        expect((await buffer(stream)).toString()).toBe('hello');
      });
    });

    it('gives a file a second name, which moves on and outlives collection', async () => {
      const first = await put('index-1.yaml');
      const link = await store.link(first, 'index.yaml');
      expect(link).toBe('gitrepository/apps/web/index.yaml');
      const second = await put('index-2.yaml', { bytes: bytesOf('second') });
      expect(await store.link(second, 'index.yaml')).toBe(link);
      nowMs += 2 * TTL_MS;
      expect(await store.collect(OWNER, second)).toEqual(['index-1.yaml']);
      expect(await text((await store.open(link)).stream)).toBe('second');
      expect(await store.stat(link)).toMatchObject({ kind: 'file' });
      await expect(store.link(second, '../index.yaml')).rejects.toMatchObject({
        code: 'invalid-path',
      });
      await store.removeAll(OWNER);
      await expect(store.list('gitrepository/apps/web')).rejects.toMatchObject({
        code: 'not-found',
      });
    });

    it('leaves its work area empty', async () => {
      await put('a.yaml');
      await put('b.tar.gz', { directory: join(tree, 'gone') }).catch(() => {});
      const left = await store.workArea.use(async directory => {
        writeFileSync(join(directory, 'x'), '');
        return directory;
      });
      await expect(async () =>
        writeFileSync(join(left, 'y'), ''),
      ).rejects.toMatchObject({ code: 'ENOENT' });
    });
  });
}
