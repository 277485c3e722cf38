import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'fs';
import { createServer } from 'http';
import type { AddressInfo } from 'net';
import { tmpdir } from 'os';
import { join } from 'path';
import { WorkerPool } from '../worker/WorkerPool';
import { ArtifactClient } from './ArtifactClient';
import { ArtifactServer } from './ArtifactServer';
import { DiskArtifactStore } from './disk/DiskArtifactStore';

const scratch = mkdtempSync(join(tmpdir(), 'gitops-store-'));
const workers = new WorkerPool({ threads: 0 });
const owner = { kind: 'GitRepository', namespace: 'apps', name: 'web' };
const root = join(scratch, 'store');
const content = join(scratch, 'content');
let server: ArtifactServer;
let now = Date.UTC(2026, 0, 1);

const store = new DiskArtifactStore({
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
  return store.put({
    ...{ owner, fileName, revision: 'main@sha1:1' },
    content: { directory },
  });
}

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
    await store.remove(artifact.path);
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
