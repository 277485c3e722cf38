import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'fs';
import { createServer } from 'http';
import type { AddressInfo } from 'net';
import { tmpdir } from 'os';
import { join } from 'path';
import { WorkerPool } from '../worker/WorkerPool';
import { ArtifactClient } from './ArtifactClient';
import { ArtifactServer, parseAddress } from './ArtifactServer';
import { ArtifactStore } from './ArtifactStore';

const scratch = mkdtempSync(join(tmpdir(), 'gitops-store-'));
const workers = new WorkerPool({ threads: 0 });
const owner = { kind: 'GitRepository', namespace: 'apps', name: 'web' };
const root = join(scratch, 'store');
const content = join(scratch, 'content');
let server: ArtifactServer;
let now = Date.UTC(2026, 0, 1);

const store = new ArtifactStore({
  root,
  workers,
  baseUrl: () => `http://${server.address}`,
  now: () => now,
});

beforeAll(async () => {
  mkdirSync(content);
  writeFileSync(join(content, 'a.yaml'), 'a: 1\n');
  server = await ArtifactServer.start({ store, address: '127.0.0.1:0' });
});
afterAll(async () => {
  await server.stop();
  rmSync(scratch, { recursive: true, force: true });
});

function put(fileName: string, directory = content) {
  return store.put({ owner, fileName, revision: 'main@sha1:1', directory });
}

describe('ArtifactStore', () => {
  it('stores under kind, namespace and name, with a lock beside it', async () => {
    const artifact = await put('1.tar.gz');
    expect(artifact).toMatchObject({
      path: 'gitrepository/apps/web/1.tar.gz',
      lastUpdateTime: '2026-01-01T00:00:00Z',
      url: `http://${server.address}/gitrepository/apps/web/1.tar.gz`,
    });
    expect(readdirSync(join(root, 'gitrepository/apps/web')).sort()).toEqual([
      '1.tar.gz',
      '1.tar.gz.lock',
    ]);
    await expect(store.verify(artifact)).resolves.toBeUndefined();
  });

  it('leaves nothing behind when archiving fails', async () => {
    await expect(put('bad.tar.gz', join(scratch, 'gone'))).rejects.toThrow();
    expect(
      readdirSync(join(root, 'gitrepository/apps/web')).filter(
        name => name.startsWith('.pending') || name === 'bad.tar.gz',
      ),
    ).toEqual([]);
  });

  it('keeps the current file, and one more only while it is young', async () => {
    const directory = join(root, 'gitrepository/apps/web');
    for (const [name, ageSeconds] of [
      ['1.tar.gz', 10],
      ['2.tar.gz', 20],
      ['3.tar.gz', 30],
      ['4.tar.gz', 120],
    ] as const) {
      await put(name);
      const at = now / 1000 - ageSeconds;
      utimesSync(join(directory, name), at, at);
    }
    const removed = await store.collect(owner, {
      path: 'gitrepository/apps/web/3.tar.gz',
    });
    expect(removed.sort()).toEqual(['2.tar.gz', '4.tar.gz']);
    now += 3_600_000;
    expect(
      await store.collect(owner, { path: 'gitrepository/apps/web/3.tar.gz' }),
    ).toEqual(['1.tar.gz']);
    expect(readdirSync(directory)).toEqual(['3.tar.gz', '3.tar.gz.lock']);
  });

  it('notices other bytes and unknown algorithms', async () => {
    const artifact = await put('x.tar.gz');
    await expect(
      store.verify({ ...artifact, digest: 'blake3:00' }),
    ).rejects.toMatchObject({ code: 'digest-mismatch' });
    writeFileSync(join(root, artifact.path), 'other');
    await expect(store.verify(artifact)).rejects.toMatchObject({
      code: 'digest-mismatch',
      message: `computed digest doesn't match '${artifact.digest}'`,
    });
  });

  it('refuses paths that lead out', () => {
    expect(() => store.fileOf('../secret')).toThrow(
      expect.objectContaining({ code: 'invalid-path' }),
    );
    expect(() => store.fileOf('/etc/passwd')).toThrow(
      expect.objectContaining({ code: 'invalid-path' }),
    );
  });

  it('removes everything of an object, and says whether there was anything', async () => {
    await expect(store.removeAll(owner)).resolves.toBe(true);
    expect(existsSync(join(root, 'gitrepository/apps/web'))).toBe(false);
    await expect(store.removeAll(owner)).resolves.toBe(false);
  });
});

describe('ArtifactServer', () => {
  it('serves files and listings, and nothing outside', async () => {
    writeFileSync(join(scratch, 'secret'), 'secret');
    const { url } = await put('s.tar.gz');
    const answer = await fetch(url);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('application/gzip');
    const listing = await fetch(`http://${server.address}/gitrepository/apps/`);
    expect(await listing.text()).toContain('<a href="web/">web/</a>');
    for (const path of [
      '/%2e%2e/secret',
      '/..%2fsecret',
      '/nope',
      '/%00',
      '/%',
    ]) {
      const { status } = await fetch(`http://${server.address}${path}`);
      expect([path, status]).toEqual([path, 404]);
    }
    expect((await fetch(url, { method: 'DELETE' })).status).toBe(405);
    expect((await fetch(url, { method: 'HEAD' })).status).toBe(200);
  });

  it.each(['nonsense', ':99999', '1.2.3.4'])(
    'refuses to listen on %j',
    address => {
      expect(() => parseAddress(address)).toThrow(
        expect.objectContaining({ code: 'unavailable' }),
      );
    },
  );
});

describe('ArtifactClient', () => {
  const signal = AbortSignal.timeout(20_000);

  it('returns the verified bytes, fetched once', async () => {
    const artifact = await put('c.tar.gz');
    const client = new ArtifactClient();
    const [one, two] = await Promise.all([
      client.fetch(artifact, signal),
      client.fetch(artifact, signal),
    ]);
    expect(one).toBe(two);
    await store.remove(artifact);
    await expect(client.fetch(artifact, signal)).resolves.toBe(one);
  });

  it('tells a missing file, other bytes and too many of them apart', async () => {
    const artifact = await put('d.tar.gz');
    const client = new ArtifactClient({ cacheBytes: 0 });
    await expect(
      client.fetch({ ...artifact, url: `${artifact.url}x` }, signal),
    ).rejects.toMatchObject({ code: 'not-found' });
    await expect(
      client.fetch({ ...artifact, digest: `sha256:${'0'.repeat(64)}` }, signal),
    ).rejects.toMatchObject({ code: 'digest-mismatch' });
    await expect(
      new ArtifactClient({ maxBytes: 10 }).fetch(artifact, signal),
    ).rejects.toMatchObject({ code: 'limit' });
  });

  it('tries again when the server stumbles, and gives up in the end', async () => {
    const artifact = await put('e.tar.gz');
    let failures = 2;
    const shaky = createServer((_, response) => {
      if (failures-- > 0) {
        response.writeHead(503).end();
      } else {
        response.writeHead(302, { location: artifact.url }).end();
      }
    });
    await new Promise<void>(resolve => shaky.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(shaky.address() as AddressInfo).port}/`;
    await expect(
      new ArtifactClient({ retries: 1 }).fetch({ ...artifact, url }, signal),
    ).rejects.toMatchObject({ code: 'unavailable' });
    expect(failures).toBe(0);
    shaky.close();
    shaky.closeAllConnections();
  });

  it('takes from its own store what is there, whatever the address says', async () => {
    const artifact = await put('g.tar.gz');
    const url = 'http://127.0.0.1:1/gone';
    const client = new ArtifactClient({ local: store, retries: 0 });
    const bytes = await client.fetch({ ...artifact, url }, signal);
    expect(bytes).toHaveLength(artifact.size ?? 0);
    writeFileSync(join(root, artifact.path), 'other bytes');
    await expect(
      new ArtifactClient({ local: store, retries: 0 }).fetch(
        { ...artifact, url },
        signal,
      ),
    ).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('gives up waiting when told to', async () => {
    const artifact = await put('f.tar.gz');
    await expect(
      new ArtifactClient().fetch(artifact, AbortSignal.abort()),
    ).rejects.toThrow(/abort/i);
  });
});
