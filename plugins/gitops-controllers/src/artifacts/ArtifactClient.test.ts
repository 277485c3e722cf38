import { createHash } from 'crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'fs';
import { createServer } from 'http';
import type { RequestListener, Server } from 'http';
import type { AddressInfo } from 'net';
import { tmpdir } from 'os';
import { join } from 'path';
import { Readable } from 'stream';
import { ArtifactClient } from './ArtifactClient';
import type { ArtifactClientOptions } from './ArtifactClient';
import type { ArtifactStore } from './ArtifactStore';
import { ArtifactError } from './errors';

const scratch = mkdtempSync(join(tmpdir(), 'gitops-client-'));
const file = join(scratch, 'archive');
const never = new AbortController().signal;
const CONTENT = 'an archive';
const digestOf = (content: string, algorithm = 'sha256') =>
  `${algorithm}:${createHash(algorithm).update(content).digest('hex')}`;
let server: Server;
let url: string;
let requests: number;
let answer: RequestListener;

beforeAll(async () => {
  server = createServer((request, response) => {
    requests += 1;
    answer(request, response);
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/a.tar.gz`;
});
afterAll(() => {
  server.close();
  server.closeAllConnections();
  rmSync(scratch, { recursive: true, force: true });
});
beforeEach(() => {
  requests = 0;
  answer = (_, response) => response.end(CONTENT);
});
afterEach(() => rmSync(file, { force: true }));

const download = (
  options: ArtifactClientOptions = {},
  digest = digestOf(CONTENT),
  signal = never,
) =>
  new ArtifactClient({ retries: 0, ...options }).download(
    { url, digest, path: 'a.tar.gz' },
    file,
    signal,
  );
const storeOf = (open: () => Readable) =>
  ({
    open: async () => {
      const stream = open();
      return { kind: 'file', sizeBytes: 1, modifiedMs: 1, stream };
    },
  } as Pick<ArtifactStore, 'open'>);
const written = () => readFileSync(file, 'utf8');

describe('ArtifactClient', () => {
  it('writes what has the digest of blake3', async () => {
    const digest =
      'blake3:56cf2af4754c5b100546e75c1f2a608c2866343cbdc2850b0c5c3e018dd3eca3';
    await download({}, digest);
    expect(written()).toBe(CONTENT);
  });

  it.each(['sha256', 'sha384', 'sha512'])(
    'writes what has the digest of %s',
    async algorithm => {
      await download({}, digestOf(CONTENT, algorithm));
      expect(written()).toBe(CONTENT);
    },
  );

  it.each<[string, string, RequestListener, ArtifactClientOptions]>([
    ['not-found', 'is missing', (_, r) => r.writeHead(404).end('no'), {}],
    ['unavailable', 'is refused', (_, r) => r.writeHead(403).end('no'), {}],
    [
      'unavailable',
      'is elsewhere',
      (_, r) => r.writeHead(302, { location: url }).end(),
      {},
    ],
    [
      'unavailable',
      'breaks off',
      (_, r) =>
        r
          .writeHead(200, { 'content-length': 99 })
          .write('x', () => r.destroy()),
      {},
    ],
    [
      'unavailable',
      'comes too late',
      (_, r) => r.writeHead(200).write('x'),
      { timeoutMs: 50 },
    ],
    ['digest-mismatch', 'has other bytes', (_, r) => r.end('other'), {}],
    ['digest-mismatch', 'is empty', (_, r) => r.end(), {}],
    ['limit', 'is too large', (_, r) => r.end(CONTENT), { maxBytes: 5 }],
  ])(
    'says %s of what %s, and leaves no file',
    async (code, _, respond, options) => {
      answer = respond;
      await expect(download(options)).rejects.toMatchObject({
        name: 'ArtifactError',
        code,
      });
      expect(existsSync(file)).toBe(false);
    },
  );

  it('downloads nothing whose digest nothing can have', async () => {
    await expect(download({}, 'md5:00')).rejects.toMatchObject({
      code: 'digest-mismatch',
    });
    expect(requests).toBe(0);
  });

  describe('with a token', () => {
    let seen: (string | undefined)[];
    beforeEach(() => {
      seen = [];
      answer = ({ headers }, response) => {
        seen.push(headers.authorization);
        response.end(CONTENT);
      };
    });
    const withToken = (baseUrl: string) =>
      download({ token: { text: 'the-token', baseUrl: () => baseUrl } });

    it('sends it to the server that it is for', async () => {
      await withToken(new URL(url).origin);
      expect(seen).toEqual(['Bearer the-token']);
    });

    it.each(['http://store.example', 'http://127.0.0.1:1', 'nonsense'])(
      'sends it nowhere else than to %s',
      async baseUrl => {
        await withToken(baseUrl);
        expect(seen).toEqual([undefined]);
      },
    );

    it('sends it to no other path of the host', async () => {
      await withToken(`${new URL(url).origin}/store`);
      expect(seen).toEqual([undefined]);
    });

    it('says nothing of it when it is refused', async () => {
      answer = (_, response) => response.writeHead(401).end();
      const { origin } = new URL(url);
      await expect(withToken(origin)).rejects.toMatchObject({
        code: 'unavailable',
        message: expect.not.stringContaining('the-token'),
      });
    });
  });

  it('tries again when the server stumbles, and gives up in the end', async () => {
    answer = (_, response) =>
      requests < 3 ? response.writeHead(503).end() : response.end(CONTENT);
    await expect(download({ retries: 1 })).rejects.toMatchObject({
      code: 'unavailable',
    });
    expect(requests).toBe(2);
    await download({ retries: 1 });
    expect(written()).toBe(CONTENT);
  });

  it('asks no server that the network policy denies', async () => {
    const network = { deny: ['127.0.0.0/8'], allow: [] };
    await expect(download({ network, retries: 3 })).rejects.toMatchObject({
      name: 'ArtifactError',
      code: 'denied',
      message: expect.stringContaining('by its rule 127.0.0.0/8'),
    });
    expect([existsSync(file), requests]).toEqual([false, 0]);
  });

  it('tries no other bytes again', async () => {
    answer = (_, response) => response.end('other');
    await expect(download({ retries: 3 })).rejects.toThrow();
    expect(requests).toBe(1);
  });

  it.each<[string, RequestListener]>([
    ['it waits for an answer', () => undefined],
    ['it downloads', (_, response) => response.writeHead(200).write('x')],
    ['it pauses', (_, response) => response.writeHead(503).end()],
  ])('ends while %s when the signal aborts', async (_, respond) => {
    const abort = new AbortController();
    const arrived = new Promise<void>(resolve => {
      answer = (request, response) => {
        respond(request, response);
        setTimeout(resolve, 50);
      };
    });
    const running = download({ retries: 9 }, undefined, abort.signal);
    const ended = running.catch(error => error);
    await arrived;
    abort.abort();
    expect(await ended).toMatchObject({ name: 'AbortError' });
    expect([existsSync(file), requests]).toEqual([false, 1]);
  });

  describe('with a store of its own', () => {
    it('takes what is there, whatever the address says', async () => {
      await download({ local: storeOf(() => Readable.from([CONTENT])) });
      expect([written(), requests]).toEqual([CONTENT, 0]);
    });

    it.each<[string, () => Readable]>([
      ['has other bytes', () => Readable.from(['other'])],
      [
        'has no such file',
        () => {
          throw new ArtifactError('not-found', 'no');
        },
      ],
    ])('downloads what the store %s of', async (_, open) => {
      await download({ local: storeOf(open) });
      expect([written(), requests]).toEqual([CONTENT, 1]);
    });

    it('says why the store can not be read', async () => {
      const denied = Object.assign(new Error('denied'), { code: 'EACCES' });
      const local = storeOf(() => {
        throw denied;
      });
      await expect(download({ local })).rejects.toBe(denied);
      const tooLarge = storeOf(() => Readable.from([CONTENT]));
      await expect(
        download({ local: tooLarge, maxBytes: 5 }),
      ).rejects.toMatchObject({ code: 'limit' });
      expect(requests).toBe(0);
    });
  });

  it('says why the file can not be written', async () => {
    const client = new ArtifactClient({ retries: 3 });
    const artifact = { url, digest: digestOf(CONTENT), path: 'a.tar.gz' };
    await expect(
      client.download(artifact, join(scratch, 'no/file'), never),
    ).rejects.toMatchObject({ code: 'ENOENT' });
    expect(requests).toBe(1);
  });
});
