import { KubeConfig } from '@kubernetes/client-node';
import {
  createServer,
  IncomingMessage,
  Server,
  ServerResponse,
} from 'node:http';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readFromKubeConfig } from './ConnectionSettings';
import { Transport } from './Transport';

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

describe('Transport', () => {
  let server: Server;
  let handlers: Handler[];
  let seen: IncomingMessage[];
  let transport: Transport;

  const json =
    (status: number, body: unknown, headers = {}): Handler =>
    (_request, response) => {
      response.writeHead(status, {
        'content-type': 'application/json',
        ...headers,
      });
      response.end(JSON.stringify(body));
    };

  beforeEach(async () => {
    handlers = [];
    seen = [];
    server = createServer((request, response) => {
      seen.push(request);
      (handlers.shift() ?? json(200, { ok: true }))(request, response);
    });
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const config = new KubeConfig();
    config.loadFromClusterAndUser(
      {
        name: 'c',
        server: `http://127.0.0.1:${port}/base/`,
        skipTLSVerify: true,
      },
      { name: 'u', token: 'secret-token' },
    );
    transport = new Transport(readFromKubeConfig(config), {
      connections: 2,
      userAgent: 'test/1',
    });
  });
  afterEach(async () => {
    await transport.close();
    server.closeAllConnections();
    await new Promise(resolve => server.close(resolve));
  });

  it('sends who asks, as whom, and below the path of the server', async () => {
    await transport.json({
      method: 'GET',
      path: '/api?x=1',
      impersonate: { user: 'system:serviceaccount:a:b', groups: ['g1', 'g2'] },
    });
    expect(seen[0].url).toBe('/base/api?x=1');
    expect(seen[0].headers).toMatchObject({
      authorization: 'Bearer secret-token',
      'impersonate-user': 'system:serviceaccount:a:b',
      'impersonate-group': 'g1, g2',
      'user-agent': 'test/1',
    });
  });

  it('waits as long as a throttled answer says and asks again', async () => {
    handlers = [
      json(429, { reason: 'TooManyRequests' }, { 'retry-after': '0' }),
    ];
    expect(
      await transport.json({ method: 'POST', path: '/x', body: {} }),
    ).toEqual({ ok: true });
    expect(seen).toHaveLength(2);
  });

  it('asks before each time that it sends a write, and before no read', async () => {
    let asked = 0;
    const beforeWrite = async () => {
      asked += 1;
      if (asked > 2) throw new Error('held no more');
    };
    await transport.json({ method: 'GET', path: '/x', beforeWrite });
    expect(asked).toBe(0);
    handlers = [json(429, {}, { 'retry-after': '0' })];
    const write = { method: 'PATCH', path: '/x', body: {} } as const;
    await transport.json({ ...write, beforeWrite });
    expect([asked, seen.length]).toEqual([2, 3]);
    await expect(transport.json({ ...write, beforeWrite })).rejects.toThrow(
      'held no more',
    );
    expect(seen).toHaveLength(3);
  });

  it('asks once more after a 401, for tokens that were rotated', async () => {
    const refused = json(401, {
      reason: 'Unauthorized',
      message: 'Unauthorized',
    });
    handlers = [refused, refused];
    await expect(
      transport.json({ method: 'GET', path: '/x' }),
    ).rejects.toMatchObject({ status: 401 });
    expect(seen).toHaveLength(2);
  });

  it('sends the token that a file holds now, at once after a 401', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'gitops-token-'));
    const tokenFile = join(folder, 'token');
    writeFileSync(tokenFile, 'first\n');
    const { port } = server.address() as AddressInfo;
    const config = new KubeConfig();
    config.loadFromClusterAndUser(
      { name: 'c', server: `http://127.0.0.1:${port}`, skipTLSVerify: true },
      {
        name: 'u',
        authProvider: { name: 'tokenFile', config: { tokenFile } },
      },
    );
    const rotating = new Transport(readFromKubeConfig(config));
    await rotating.json({ method: 'GET', path: '/x' });
    writeFileSync(tokenFile, 'second\n');
    handlers = [json(401, { reason: 'Unauthorized' })];
    await rotating.json({ method: 'GET', path: '/x' });
    expect(seen.map(({ headers }) => headers.authorization)).toEqual([
      'Bearer first',
      'Bearer first',
      'Bearer second',
    ]);
    await rotating.close();
    rmSync(folder, { recursive: true });
  });

  it('repeats what is safe when a kept connection breaks, and never a POST', async () => {
    const cut: Handler = request => request.socket.destroy();
    handlers = [cut];
    expect(await transport.json({ method: 'GET', path: '/x' })).toEqual({
      ok: true,
    });
    handlers = [cut];
    await expect(
      transport.json({ method: 'POST', path: '/x', body: {} }),
    ).rejects.toMatchObject({
      name: 'ConnectionError',
      code: 'unreachable',
    });
    expect(seen).toHaveLength(3);
  });

  it('gives up on a server that does not answer', async () => {
    handlers = [() => {}];
    await expect(
      transport.json({ method: 'GET', path: '/slow', timeoutMs: 100 }),
    ).rejects.toMatchObject({
      name: 'ConnectionError',
      message: expect.stringContaining('GET /slow'),
    });
  });

  it('makes sense of an error that is no Status, without the credentials', async () => {
    handlers = [
      (_request, response) => {
        response.writeHead(502);
        response.end('Bad Gateway\n<html>');
      },
    ];
    const error = await transport
      .json({ method: 'GET', path: '/x' })
      .catch(e => e);
    expect(error).toMatchObject({
      name: 'ApiError',
      status: 502,
      reason: '',
      message: 'Bad Gateway',
    });
    expect(JSON.stringify(error)).not.toContain('secret-token');
  });

  it('refuses an answer that is not JSON', async () => {
    handlers = [(_request, response) => void response.end('<html>')];
    await expect(
      transport.json({ method: 'GET', path: '/x' }),
    ).rejects.toMatchObject({ code: 'bad-answer' });
  });
});
