import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { Readable } from 'stream';
import { createInlinePool } from '../worker/__testUtils__/createInlinePool';
import { ArtifactServer, parseAddress } from './ArtifactServer';
import { ArtifactError } from './errors';
import { DiskArtifactStore } from './disk/DiskArtifactStore';

const scratch = mkdtempSync(join(tmpdir(), 'gitops-server-'));
const root = join(scratch, 'store');
let server: ArtifactServer;
let waiting: (signal: AbortSignal) => void;
const store = new DiskArtifactStore({
  root,
  workers: createInlinePool(),
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

  it('serves those who have the token', async () => {
    const { path } = await put('s.tar.gz');
    const guarded = await ArtifactServer.start({
      ...{ store, token: 'the-token', isListed: true },
      address: '127.0.0.1:0',
    });
    const ask = (at: string, authorization?: string) =>
      fetch(`http://${guarded.address}/${at}`, {
        headers: authorization === undefined ? {} : { authorization },
      });
    for (const wrong of [
      undefined,
      '',
      'Bearer',
      'Bearer the-token2',
      'Bearer the',
      'Basic the-token',
      'the-token',
    ]) {
      for (const at of [path, 'gitrepository/', 'nowhere']) {
        const answer = await ask(at, wrong);
        expect([wrong, at, answer.status]).toEqual([wrong, at, 401]);
        expect(await answer.text()).toBe('unauthorized\n');
      }
    }
    expect(await (await ask(path, 'Bearer the-token')).text()).toBe('hello');
    expect((await ask('nowhere', 'bearer the-token')).status).toBe(404);
    await guarded.stop();
  });

  it('says that the store fails, where it has not begun to answer', async () => {
    const unavailable = new ArtifactError('unavailable', 'bucket: no');
    const fail = () => Promise.reject(unavailable);
    const failing = await ArtifactServer.start({
      store: { open: fail, stat: fail, list: fail },
      address: '127.0.0.1:0',
    });
    for (const method of ['GET', 'HEAD']) {
      const answer = await fetch(`http://${failing.address}/a`, { method });
      expect(answer.status).toBe(503);
      expect(await answer.text()).not.toContain('bucket');
    }
    await failing.stop();
  });

  it('stops reading for a client that is gone', async () => {
    const aborted = new Promise<void>(resolve => {
      waiting = signal => signal.addEventListener('abort', () => resolve());
    });
    const slow = await ArtifactServer.start({
      store: {
        open: (_, signal) =>
          new Promise(() => {
            waiting(signal!);
            client.abort();
          }),
        stat: async () => undefined,
        list: async () => [],
      },
      address: '127.0.0.1:0',
    });
    const client = new AbortController();
    const { signal } = client;
    const asking = fetch(`http://${slow.address}/a`, { signal });
    await expect(asking).rejects.toThrow('aborted');
    await aborted;
    await slow.stop();
  });

  it('breaks off where the store fails in the middle', async () => {
    async function* half() {
      yield 'half';
      throw new Error('lost');
    }
    const file = { kind: 'file' as const, sizeBytes: 9, modifiedMs: 1 };
    const failing = await ArtifactServer.start({
      store: {
        open: async () => ({ ...file, stream: Readable.from(half()) }),
        stat: async () => file,
        list: async () => [],
      },
      address: '127.0.0.1:0',
    });
    const answer = await fetch(`http://${failing.address}/a`);
    await expect(answer.text()).rejects.toThrow('terminated');
    await failing.stop();
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
