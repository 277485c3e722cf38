import { createServer } from 'http';
import type { IncomingMessage, Server, ServerResponse } from 'http';
import type { AddressInfo } from 'net';
import { HttpClient } from '@backstage-gitops/http';
import { ForgeHttp } from './ForgeHttp';
import type { ForgeConnection } from './ForgeHttp';

const NOW = Date.UTC(2026, 0, 1);
let server: Server;
let reply: (request: IncomingMessage, response: ServerResponse) => void;
const http = new HttpClient({ userAgent: 'tests' });

beforeAll(async () => {
  server = createServer((request, response) => reply(request, response));
  await new Promise<void>(resolve => {
    server.listen(0, '127.0.0.1', resolve);
  });
});
afterAll(async () => {
  await http.close();
  server.closeAllConnections();
  await new Promise(resolve => {
    server.close(resolve);
  });
});

function connect(options: Partial<ForgeConnection> = {}) {
  const { port } = server.address() as AddressInfo;
  return new ForgeHttp({
    ...{ http, apiUrl: `http://127.0.0.1:${port}/api`, now: () => NOW },
    credentials: async () => ({ authorization: 'Bearer canary-token' }),
    ...options,
  });
}

const read = (forge: ForgeHttp) =>
  forge.json({ what: 'read x', path: '/x' }, (wire: { a: { b: string } }) => ({
    value: wire.a.b,
  }));

describe('ForgeHttp', () => {
  it.each([
    [401, {}, 'unauthorized', undefined],
    [203, {}, 'unauthorized', undefined],
    [403, {}, 'forbidden', undefined],
    [403, { 'retry-after': '60' }, 'rate-limited', 60_000],
    [
      403,
      {
        'x-ratelimit-remaining': '0',
        'x-ratelimit-reset': String(NOW / 1000 + 90),
      },
      'rate-limited',
      90_000,
    ],
    [404, {}, 'not-found', undefined],
    [405, {}, 'conflict', undefined],
    [409, {}, 'conflict', undefined],
    [413, {}, 'limit', undefined],
    [422, {}, 'invalid', undefined],
    [429, { 'retry-after': '7' }, 'rate-limited', 7_000],
    [
      429,
      { 'retry-after': new Date(NOW + 5_000).toUTCString() },
      'rate-limited',
      5_000,
    ],
    [429, { 'retry-after': 'soon' }, 'rate-limited', undefined],
    [501, {}, 'unsupported', undefined],
    [503, { 'retry-after': '3' }, 'unreachable', 3_000],
  ])('says of %i with %j: %s', async (status, headers, code, retryAfterMs) => {
    reply = (_, response) => {
      response.writeHead(status, headers);
      response.end('{"message":"because"}');
    };
    await expect(read(connect())).rejects.toMatchObject({
      ...{ name: 'ForgeError', code, status, retryAfterMs },
      message: `read x: because (${status})`,
    });
  });

  it('repeats no secret that a forge echoes', async () => {
    reply = (request, response) => {
      response.writeHead(400);
      const { authorization } = request.headers;
      const error = `bad ${authorization} and hook-secret`;
      response.end(JSON.stringify({ error: { message: error } }));
    };
    const sent = connect().send({
      ...{ what: 'set hook', path: '/x', secrets: ['hook-secret'] },
    });
    await expect(sent).rejects.toMatchObject({
      ...{ code: 'invalid', message: 'set hook: bad Bearer *** and *** (400)' },
    });
    const basic = Buffer.from('me:canary-password').toString('base64');
    const forge = connect({
      credentials: async () => ({ authorization: `Basic ${basic}` }),
    });
    reply = (_, response) => {
      response.writeHead(400).end('"canary-password"');
    };
    await expect(read(forge)).rejects.toMatchObject({
      message: 'read x: *** (400)',
    });
  });

  it('gives a page for people as unreachable', async () => {
    reply = (_, response) => {
      response.end('<html>Down for maintenance</html>');
    };
    await expect(read(connect())).rejects.toMatchObject({
      code: 'unreachable',
    });
    reply = (_, response) => {
      response.end('{"a": null}');
    };
    await expect(read(connect())).rejects.toMatchObject({
      code: 'unreachable',
    });
  });

  it('ends answers that are too long, too slow or too many', async () => {
    reply = (_, response) => {
      response.end(JSON.stringify({ a: { b: 'x'.repeat(2_000) } }));
    };
    const small = connect({ limits: { maxBytes: 1_000 } });
    await expect(read(small)).rejects.toMatchObject({ code: 'limit' });

    reply = () => undefined;
    const quick = connect({ limits: { timeoutMs: 50 } });
    await expect(read(quick)).rejects.toMatchObject({ code: 'unreachable' });

    reply = (_, response) => {
      response.setHeader('link', '<http://elsewhere/?page=2>; rel="next"');
      response.end('[1, 2, 3]');
    };
    const few = connect({ limits: { maxItems: 10 } });
    const all = few.listLinked(
      { what: 'list x', path: '/x' },
      { name: 'limit', value: 3 },
      (item: number) => item,
    );
    await expect(all).rejects.toMatchObject({ code: 'limit' });
  });

  it('keeps credentials from other hosts, and from other paths', async () => {
    const seen: (string | undefined)[] = [];
    const other = createServer((request, response) => {
      seen.push(request.headers.authorization);
      response.end('{"a":{"b":"moved"}}');
    });
    await new Promise<void>(resolve => {
      other.listen(0, '127.0.0.1', resolve);
    });
    const { port } = other.address() as AddressInfo;
    reply = (_, response) => {
      const location = `http://127.0.0.1:${port}/x`;
      response.writeHead(301, { location }).end();
    };
    expect(await read(connect())).toEqual({ value: 'moved' });
    expect(seen).toEqual([undefined]);
    other.close();

    for (const path of ['/a/../../user', '/a/%2e%2e/b']) {
      await expect(
        connect().send({ what: 'read x', path }),
      ).rejects.toMatchObject({ code: 'invalid' });
    }
  });

  it('says what the network policy refuses', async () => {
    const guarded = new HttpClient({
      userAgent: 'tests',
      network: { deny: ['127.0.0.0/8'], allow: [] },
    });
    await expect(read(connect({ http: guarded }))).rejects.toMatchObject({
      code: 'denied',
    });
    await guarded.close();
  });

  it('says that credentials are missing, and not what went wrong with them', async () => {
    const forge = connect({
      credentials: async () => {
        throw new Error('key canary-token');
      },
    });
    const failure = await read(forge).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'unauthorized' });
    expect(String(failure)).not.toContain('canary');
  });
});
