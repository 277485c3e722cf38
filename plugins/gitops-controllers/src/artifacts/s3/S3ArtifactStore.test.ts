import { mkdtempSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { basename, join } from 'path';
import { text } from 'stream/consumers';
import { createInlinePool } from '../../worker/__testUtils__/createInlinePool';
import { testArtifactStore } from '../ArtifactStore.cases';
import { S3ArtifactStore } from './S3ArtifactStore';
import { S3Bucket } from './S3Bucket';
import type { S3Settings } from './S3Settings';
import { S3Server } from './__testUtils__/S3Server';

const workers = createInlinePool();
const baseUrl = () => 'http://store.example';
const newDirectory = () => mkdtempSync(join(tmpdir(), 'gitops-s3-'));

testArtifactStore('S3ArtifactStore', async settings => {
  const server = await S3Server.start();
  const workDirectory = newDirectory();
  const { accessKeyId, secretAccessKey, bucket: name, endpoint } = server;
  const bucket = await S3Bucket.open({
    ...{ bucket: name, endpoint, prefix: 'gitops/test' },
    credentials: { accessKeyId, secretAccessKey },
  });
  return {
    store: new S3ArtifactStore({
      ...{ ...settings, bucket, workDirectory, workers, baseUrl },
    }),
    async damage(path, bytes) {
      server.overwrite(`gitops/test/${path}`, bytes);
    },
    async close() {
      bucket.close();
      await server.stop();
      rmSync(workDirectory, { recursive: true, force: true });
    },
  };
});

/**
 * A real server, which scripts/artifacts/compare.mjs starts:
 * `{ endpoint, bucket, credentials }`.
 */
const judge = process.env.GITOPS_TEST_S3;
if (judge !== undefined) {
  const settings = JSON.parse(judge) as S3Settings;
  testArtifactStore('S3ArtifactStore, by a real server', async options => {
    const workDirectory = newDirectory();
    const prefix = `cases/${basename(workDirectory)}`;
    const bucket = await S3Bucket.open({ ...settings, prefix });
    const other = await S3Bucket.open({ ...settings, prefix });
    return {
      store: new S3ArtifactStore({
        ...{ ...options, bucket, workDirectory, workers, baseUrl },
      }),
      async damage(path, bytes) {
        await other.putText(path, Buffer.from(bytes).toString());
      },
      async close() {
        bucket.close();
        other.close();
        rmSync(workDirectory, { recursive: true, force: true });
      },
    };
  });
}

describe('S3ArtifactStore', () => {
  const owner = { kind: 'Bucket', namespace: 'apps', name: 'web' };
  const directory = 'bucket/apps/web';
  let server: S3Server;
  let bucket: S3Bucket;
  let workDirectory: string;
  let nowMs: number;

  beforeEach(async () => {
    nowMs = Date.now();
    server = await S3Server.start();
    workDirectory = newDirectory();
    const { accessKeyId, secretAccessKey, bucket: name, endpoint } = server;
    bucket = await S3Bucket.open({
      ...{ bucket: name, endpoint, firstPauseMs: 1 },
      credentials: { accessKeyId, secretAccessKey },
    });
  });
  afterEach(async () => {
    bucket.close();
    await server.stop();
    rmSync(workDirectory, { recursive: true, force: true });
  });

  const storeWith = (settings: { rereadAfterMs?: number } = {}) =>
    new S3ArtifactStore({
      ...{ bucket, workDirectory, workers, baseUrl },
      retention: { ttlMs: 60_000, records: 2 },
      now: () => nowMs,
      ...settings,
    });
  const putTo = (store: S3ArtifactStore, fileName: string, content = 'hello') =>
    store.put({
      ...{ owner, fileName, revision: 'sha256:1' },
      content: { bytes: new TextEncoder().encode(content) },
    });
  const requestsOf = async (work: () => Promise<unknown>) => {
    server.requests.length = 0;
    await work();
    return server.requests.map(request => request.split(' ')[0]).join(' ');
  };

  it('is one request for a new artifact, and serves what another replica stored', async () => {
    const one = storeWith();
    expect(await requestsOf(() => putTo(one, '1.tar.gz'))).toBe('PUT');
    const opened = await storeWith().open(`${directory}/1.tar.gz`);
    expect(await text(opened.stream)).toBe('hello');
  });

  it('reads the bytes of an object once as long as it looks the same', async () => {
    const store = storeWith();
    const artifact = await putTo(store, '1.tar.gz');
    const verify = () => store.verify(artifact);
    expect(await requestsOf(verify)).toBe('HEAD');
    const other = storeWith();
    expect(await requestsOf(() => other.verify(artifact))).toBe('HEAD GET');
    expect(await requestsOf(() => other.verify(artifact))).toBe('HEAD');
    server.clockOffsetMs = 5_000;
    server.overwrite(artifact.path, Buffer.from('hello'));
    expect(await requestsOf(() => other.verify(artifact))).toBe('HEAD GET');
    server.overwrite(artifact.path, Buffer.from('hellO'));
    await expect(other.verify(artifact)).rejects.toThrow("doesn't match");
    await expect(other.verify(artifact)).rejects.toThrow("doesn't match");
    const careful = storeWith({ rereadAfterMs: 0 });
    const again = await putTo(careful, '1.tar.gz');
    expect(await requestsOf(() => careful.verify(again))).toBe('HEAD GET');
  });

  it('gives no reader the last bytes of what is not the digest', async () => {
    const store = storeWith();
    const content = 'x'.repeat(300_000);
    const { path } = await putTo(store, '1.tar.gz', content);
    const object = server.objects.get(path)!;
    const bytes = Buffer.from(object.bytes);
    bytes[1000] = 0;
    server.objects.set(path, { ...object, bytes });
    const { stream, sizeBytes } = await store.open(path);
    let received = 0;
    const reading = (async () => {
      for await (const chunk of stream) received += (chunk as Buffer).length;
    })();
    await expect(reading).rejects.toMatchObject({ code: 'digest-mismatch' });
    expect(received).toBeLessThan(sizeBytes);
  });

  it('says that the bytes broke off, in words for a condition', async () => {
    const store = storeWith();
    const { path } = await putTo(store, '1.tar.gz');
    server.fault = (_, response) => {
      response.writeHead(200, { 'content-length': '99' });
      response.write('x', () => setTimeout(() => response.destroy(), 20));
      return true;
    };
    const { stream } = await store.open(path);
    await expect(text(stream)).rejects.toMatchObject({
      name: 'ArtifactError',
      code: 'unavailable',
      message: expect.stringMatching(/^bucket 'artifacts' at /),
    });
  });

  it.each([-600_000, 600_000])(
    'SC-12 keeps what is young by the clock of the bucket, %d ms away',
    async offsetMs => {
      server.clockOffsetMs = offsetMs;
      const store = storeWith();
      await putTo(store, '1.tar.gz');
      const current = await putTo(store, '2.tar.gz');
      expect(await store.collect(owner, current)).toEqual([]);
      nowMs += 61_000;
      expect(await store.collect(owner, current)).toEqual(['1.tar.gz']);
    },
  );

  it('collects and removes more than a page, links too', async () => {
    const store = storeWith();
    const current = await putTo(store, 'current.tar.gz');
    await store.link(current, 'latest.tar.gz');
    for (let count = 0; count < 120; count++) {
      server.overwrite(`${directory}/${count}.tar.gz`, Buffer.from('x'));
    }
    server.overwrite('bucket/apps/web-2/1.tar.gz', Buffer.from('x'));
    expect(await store.list(directory)).toHaveLength(122);
    expect(await store.collect(owner, current)).toHaveLength(119);
    for (let count = 0; count < 120; count++) {
      server.overwrite(`${directory}/${count}.tar.gz`, Buffer.from('x'));
    }
    expect(await store.removeAll(owner)).toBe(true);
    expect([...server.objects.keys()]).toEqual(['bucket/apps/web-2/1.tar.gz']);
  });

  it('follows no link out of the directory, and none to nothing', async () => {
    const store = storeWith();
    const { path } = await putTo(store, '1.tar.gz');
    server.overwrite('bucket/apps/other/1.tar.gz', Buffer.from('secret'));
    for (const target of ['../other/1.tar.gz', 'gone', '.links/latest', '']) {
      server.overwrite(`${directory}/.links/latest`, Buffer.from(target));
      const link = `${directory}/latest`;
      const found = await store.stat(link).catch(({ code }) => code);
      expect([target, found]).toEqual([
        target,
        /^\.links/.test(target) || target.startsWith('..')
          ? 'invalid-path'
          : undefined,
      ]);
      await expect(store.open(link)).rejects.toMatchObject({
        code: expect.stringMatching(/^(invalid-path|not-found)$/),
      });
    }
    expect(await store.stat(path)).toMatchObject({ kind: 'file' });
  });
});
