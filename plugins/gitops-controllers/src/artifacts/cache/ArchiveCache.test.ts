import { mkdtempSync, readdirSync, rmSync } from 'fs';
import { writeFile } from 'fs/promises';
import { tmpdir } from 'os';
import { join } from 'path';
import { setImmediate, setTimeout } from 'timers/promises';
import { gzipSync } from 'zlib';
import { createInlinePool } from '../../worker/__testUtils__/createInlinePool';
import { WorkerPool } from '../../worker/WorkerPool';
import { packTar } from '../__testUtils__/packTar';
import type { ArtifactLocation } from '../ArtifactClient';
import { ArtifactError } from '../errors';
import { ArchiveImage } from '../image/ArchiveImage';
import { WorkArea } from '../WorkArea';
import { ArchiveCache } from './ArchiveCache';
import type { ArchiveCacheOptions } from './ArchiveCache';

const KIB = 1024;
const workers = createInlinePool();
const never = new AbortController().signal;
let directory: string;
let downloads: string[];
/** Set by a test to hold downloads back. */
let gate: Promise<void> | undefined;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'gitops-cache-'));
  downloads = [];
  gate = undefined;
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

/** An artifact named `a`, whose archive unpacks to some KiB and compresses well. */
function artifact(name: string, kib = 100, url = name): ArtifactLocation {
  return { digest: `${name} ${kib}`, url, path: name };
}

const client: ArchiveCacheOptions['client'] = {
  async download({ digest, url }, file, signal) {
    downloads.push(url);
    await gate;
    signal.throwIfAborted();
    if (url === 'gone') throw new ArtifactError('unavailable', 'gone');
    const [name, kib] = digest.split(' ');
    const content = Buffer.alloc(Number(kib) * KIB, name);
    await writeFile(file, gzipSync(packTar([{ name: 'file', content }])));
  },
};

function create(maxKib: number, options: Partial<ArchiveCacheOptions> = {}) {
  const workArea = new WorkArea(directory);
  const maxBytes = maxKib * KIB;
  return new ArchiveCache({ client, workers, workArea, maxBytes, ...options });
}

const firstByteOf = async (image: SharedArrayBuffer) =>
  String.fromCharCode(
    new ArchiveImage(image).readFile('/artifact/file')?.[0] ?? 0,
  );

/** A promise and what resolves it. */
function deferred() {
  let resolve = () => undefined as void;
  const promise = new Promise<void>(done => {
    resolve = done;
  });
  return { promise, resolve };
}

async function until(isReached: () => boolean): Promise<void> {
  while (!isReached()) await setImmediate();
}

/** Longer than a small archive takes to be downloaded and unpacked. */
async function settle(): Promise<void> {
  await setTimeout(150);
}

describe('ArchiveCache', () => {
  it('unpacks an archive once for all who use it', async () => {
    const cache = create(1000);
    const use = () => cache.use(artifact('a'), never, firstByteOf);
    const memory = new Set<SharedArrayBuffer>();
    await Promise.all([use(), use()]);
    for (let index = 0; index < 3; index++) {
      await cache.use(artifact('a'), never, async image => memory.add(image));
    }
    expect(await use()).toBe('a');
    expect([downloads, memory.size]).toEqual([['a'], 1]);
    expect(readdirSync(directory)).toEqual([]);
  });

  it('holds no more than its bytes, however many archives come', async () => {
    const cache = create(1000);
    const names = [...'abcdefghijklmnopqrstuvwxyz'];
    const most: number[] = [];
    for (const name of names) {
      await cache.use(artifact(name, 300), never, firstByteOf);
      most.push(cache.heldBytes);
    }
    await Promise.all(
      names.map(name =>
        cache.use(artifact(name, 300), never, async image => {
          most.push(cache.heldBytes);
          await setImmediate();
          return firstByteOf(image);
        }),
      ),
    );
    expect(Math.max(...most)).toBeLessThanOrEqual(1000 * KIB);
    expect(Math.max(...most)).toBeGreaterThan(900 * KIB);
    expect(cache.heldBytes).toBe(most[2]);
  });

  it('counts the memory that it holds', async () => {
    const cache = create(1000);
    const sizes: number[] = [];
    for (const name of ['a', 'b', 'a']) {
      await cache.use(artifact(name), never, async image =>
        sizes.push(image.byteLength),
      );
    }
    expect(cache.heldBytes).toBe(sizes[0] + sizes[1]);
  });

  it('counts an archive once that comes from two addresses together', async () => {
    const cache = create(1000);
    const [a, b] = await Promise.all(
      ['one', 'two'].map(url =>
        cache.use(artifact('a', 100, url), never, async image => image),
      ),
    );
    expect(a).toBe(b);
    expect([...downloads].sort()).toEqual(['one', 'two']);
    expect(cache.heldBytes).toBe(a.byteLength);
    await cache.use(artifact('a', 100, 'three'), never, firstByteOf);
    expect(downloads).toHaveLength(2);
  });

  it('does without an address that fails while another has the archive', async () => {
    const cache = create(1000);
    const [gone, found] = await Promise.allSettled(
      ['gone', 'here'].map(url =>
        cache.use(artifact('a', 100, url), never, firstByteOf),
      ),
    );
    expect(gone).toMatchObject({ reason: { code: 'unavailable' } });
    expect(found).toMatchObject({ value: 'a' });
  });

  it('drops the least recently used archive first', async () => {
    const cache = create(350);
    const use = (name: string) => cache.use(artifact(name), never, firstByteOf);
    for (const name of ['a', 'b', 'c', 'a', 'd', 'a', 'c', 'b'])
      await use(name);
    expect(downloads).toEqual(['a', 'b', 'c', 'd', 'b']);
  });

  it('keeps what is in use, and lets others wait for it in their order', async () => {
    const cache = create(250);
    const [first, second] = [deferred(), deferred()];
    const started: string[] = [];
    const use = (name: string, end: Promise<void>, kib = 100) =>
      cache.use(artifact(name, kib), never, async () => {
        started.push(name);
        await end;
      });
    const running = [use('a', first.promise), use('b', second.promise)];
    await until(() => started.length === 2);
    running.push(use('c', Promise.resolve(), 200));
    await settle();
    running.push(use('d', Promise.resolve()));
    await settle();
    expect(started.sort()).toEqual(['a', 'b']);
    first.resolve();
    await settle();
    expect(started.sort()).toEqual(['a', 'b']);
    second.resolve();
    await Promise.all(running);
    expect(started).toEqual(['a', 'b', 'c', 'd']);
  });

  it('unpacks an archive that is larger than itself alone, and does not keep it', async () => {
    const cache = create(150);
    await cache.use(artifact('a'), never, firstByteOf);
    await cache.use(artifact('b', 400), never, async () => {
      expect(cache.heldBytes).toBeGreaterThan(400 * KIB);
      expect(cache.heldBytes).toBeLessThan(401 * KIB);
    });
    expect(cache.heldBytes).toBe(0);
  });

  it('refuses an archive that unpacks beyond the limit', async () => {
    const cache = create(1000, { maxArchiveBytes: 99 * KIB });
    await expect(
      cache.use(artifact('a'), never, firstByteOf),
    ).rejects.toMatchObject({
      code: 'limit',
      message: `the archive is too large: the content is larger than ${
        99 * KIB
      } bytes`,
    });
    expect(cache.heldBytes).toBe(0);
    expect(readdirSync(directory)).toEqual([]);
  });

  it('tries again after a failure', async () => {
    const cache = create(1000);
    for (let index = 0; index < 2; index++) {
      await expect(
        cache.use(artifact('a', 100, 'gone'), never, firstByteOf),
      ).rejects.toMatchObject({ code: 'unavailable' });
    }
    expect(downloads).toHaveLength(2);
    await cache.use(artifact('a'), never, firstByteOf);
    expect(downloads).toHaveLength(3);
  });

  it('passes on what fails while the archive is used, and keeps it', async () => {
    const cache = create(1000);
    const failing = cache.use(artifact('a'), never, async () => {
      throw new Error('the build failed');
    });
    await expect(failing).rejects.toThrow('the build failed');
    expect(await cache.use(artifact('a'), never, firstByteOf)).toBe('a');
    expect(downloads).toEqual(['a']);
  });

  describe('when a signal aborts', () => {
    it('stops a download that nobody else waits for', async () => {
      const cache = create(1000);
      const held = deferred();
      gate = held.promise;
      const abort = new AbortController();
      const running = cache.use(artifact('a'), abort.signal, firstByteOf);
      const ended = running.catch(error => error);
      abort.abort();
      expect(await ended).toMatchObject({ name: 'AbortError' });
      held.resolve();
      await settle();
      expect(cache.heldBytes).toBe(0);
      expect(readdirSync(directory)).toEqual([]);
    });

    it('goes on for the others', async () => {
      const cache = create(1000);
      const held = deferred();
      gate = held.promise;
      const abort = new AbortController();
      const one = cache.use(artifact('a'), abort.signal, firstByteOf);
      const two = cache.use(artifact('a'), never, firstByteOf);
      const ended = one.catch(error => error);
      abort.abort();
      expect(await ended).toMatchObject({ name: 'AbortError' });
      held.resolve();
      expect(await two).toBe('a');
      expect(downloads).toEqual(['a']);
    });

    it('leaves the queue of those who wait for bytes', async () => {
      const cache = create(150);
      const end = deferred();
      const first = cache.use(artifact('a'), never, () => end.promise);
      await until(() => cache.heldBytes > 0);
      const abort = new AbortController();
      const second = cache.use(artifact('b'), abort.signal, firstByteOf);
      const third = cache.use(artifact('c', 10), never, firstByteOf);
      await settle();
      const ended = second.catch(error => error);
      abort.abort();
      expect(await ended).toMatchObject({ name: 'AbortError' });
      expect(await third).toBe('c');
      end.resolve();
      await first;
    });

    it('does not begin', async () => {
      const cache = create(1000);
      await expect(
        cache.use(artifact('a'), AbortSignal.abort(), firstByteOf),
      ).rejects.toThrow(/abort/i);
      expect(downloads).toEqual([]);
    });
  });
});

it('shares an archive between threads without a copy', async () => {
  const pool = new WorkerPool({ threads: 2 });
  const workArea = new WorkArea(directory);
  const cache = new ArchiveCache({ client, workers: pool, workArea });
  try {
    await cache.use(artifact('a'), never, async image => {
      new Uint8Array(image).fill('b'.charCodeAt(0), 8, 8 + 100 * KIB);
      expect(await firstByteOf(image)).toBe('b');
    });
    expect(await cache.use(artifact('a'), never, firstByteOf)).toBe('b');
  } finally {
    await pool.close();
  }
});
