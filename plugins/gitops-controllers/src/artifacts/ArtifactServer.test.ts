import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { WorkerPool } from '../worker/WorkerPool';
import { ArtifactServer, parseAddress } from './ArtifactServer';
import { DiskArtifactStore } from './disk/DiskArtifactStore';

const scratch = mkdtempSync(join(tmpdir(), 'gitops-server-'));
const root = join(scratch, 'store');
let server: ArtifactServer;
const store = new DiskArtifactStore({
  root,
  workers: new WorkerPool({ threads: 0 }),
  baseUrl: () => `http://${server.address}`,
});

beforeAll(async () => {
  const address = '127.0.0.1:0';
  server = await ArtifactServer.start({ store, address, isListed: true });
});
afterAll(async () => {
  await server.stop();
  rmSync(scratch, { recursive: true, force: true });
});

function put(fileName: string) {
  return store.put({
    ...{ fileName, revision: 'main@sha1:1' },
    owner: { kind: 'GitRepository', namespace: 'apps', name: 'web' },
    content: { bytes: new TextEncoder().encode('hello') },
  });
}

describe('ArtifactServer', () => {
  it('serves files and listings, and nothing outside', async () => {
    writeFileSync(join(scratch, 'secret'), 'secret');
    const { url } = await put('s.tar.gz');
    const answer = await fetch(url);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('application/gzip');
    expect(answer.headers.get('content-length')).toBe('5');
    expect(await answer.text()).toBe('hello');
    const listing = await fetch(`http://${server.address}/gitrepository/apps/`);
    expect(await listing.text()).toContain('<a href="web/">web/</a>');
    await store.workArea.use(async () => {
      const top = await (await fetch(`http://${server.address}/`)).text();
      expect(top).toBe(
        '<pre>\n<a href="gitrepository/">gitrepository/</a>\n</pre>\n',
      );
    });
    for (const path of [
      '/%2e%2e/secret',
      '/..%2fsecret',
      '/nope',
      '/.gitops/',
      '/.gitops/work',
      '/%2egitops/',
      '/%00',
      '/%',
    ]) {
      const { status } = await fetch(`http://${server.address}${path}`);
      expect([path, status]).toEqual([path, 404]);
    }
    expect((await fetch(url, { method: 'DELETE' })).status).toBe(405);
    expect((await fetch(url, { method: 'HEAD' })).status).toBe(200);
  });

  it('lists nothing unless it is asked to, and serves files all the same', async () => {
    const { path } = await put('s.tar.gz');
    const address = '127.0.0.1:0';
    const closed = await ArtifactServer.start({ store, address });
    const statusOf = async (at: string) =>
      (await fetch(`http://${closed.address}/${at}`)).status;
    expect(await statusOf('')).toBe(404);
    expect(await statusOf('gitrepository/apps/')).toBe(404);
    expect(await statusOf(path)).toBe(200);
    await closed.stop();
  });

  it('follows no link out of the store', async () => {
    writeFileSync(join(scratch, 'secret'), 'secret');
    const { path } = await put('s.tar.gz');
    symlinkSync(join(scratch, 'secret'), join(root, `${path}.txt`));
    symlinkSync(scratch, join(root, 'gitrepository', 'out'));
    for (const at of [`${path}.txt`, 'gitrepository/out/secret']) {
      const { status } = await fetch(`http://${server.address}/${at}`);
      expect([at, status]).toEqual([at, 404]);
    }
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
