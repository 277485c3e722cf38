import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, IncomingHttpHeaders, Server } from 'node:http';
import { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FakeClock } from '../api/clock';
import { ApiServer, ClientCredential, readFromApiServer } from './ApiServer';
import { KubeClient } from './KubeClient';

describe('KubeClient.fromApiServer', () => {
  let server: Server;
  let url: string;
  let seen: IncomingHttpHeaders[];
  let statuses: number[];
  let client: KubeClient;
  const clock = new FakeClock();

  beforeEach(async () => {
    seen = [];
    statuses = [];
    server = createServer((request, response) => {
      seen.push(request.headers);
      response.writeHead(statuses.shift() ?? 200);
      response.end('{}');
    });
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(async () => {
    await client.close();
    server.closeAllConnections();
    await new Promise(resolve => server.close(resolve));
  });

  const connect = (authenticate: ApiServer['authenticate']) => {
    client = KubeClient.fromApiServer({ url, authenticate }, { clock });
  };
  const call = () => client.request({ method: 'GET', path: '/version' });
  const tokens = () => seen.map(headers => headers.authorization);

  /** Gives `t1`, `t2`, … each valid for a time; a failure where an Error is. */
  const issue = (lifetimeMs?: number, failures: number[] = []) => {
    let count = 0;
    return async (): Promise<ClientCredential> => {
      count += 1;
      if (failures.includes(count)) throw new Error(`no token ${count}`);
      const expiresAtMs = lifetimeMs && clock.now() + lifetimeMs;
      return { type: 'token', token: `t${count}\n`, expiresAtMs };
    };
  };

  it('obtains a token once until it is about to expire', async () => {
    connect(issue(600_000));
    await call();
    await clock.advance(539_000);
    await call();
    await clock.advance(1_000);
    await call();
    expect(tokens()).toEqual(['Bearer t1', 'Bearer t1', 'Bearer t2']);
  });

  it('obtains a token without expiry again after 30 seconds', async () => {
    connect(issue());
    await call();
    await clock.advance(30_000);
    await call();
    expect(tokens()).toEqual(['Bearer t1', 'Bearer t2']);
  });

  it('obtains another one when the server answers 401', async () => {
    connect(issue(600_000));
    statuses = [401];
    await call();
    expect(tokens()).toEqual(['Bearer t1', 'Bearer t2']);
  });

  it('keeps a valid token while no new one can be obtained', async () => {
    connect(issue(600_000, [2, 3, 4]));
    await call();
    await clock.advance(560_000);
    await call();
    expect(tokens()).toEqual(['Bearer t1', 'Bearer t1']);
    await clock.advance(40_000);
    await expect(call()).rejects.toMatchObject({
      name: 'ConnectionError',
      code: 'credentials',
      message: expect.stringMatching(
        /^cannot obtain the credentials of 127\.0\.0\.1:\d+: no token 3$/,
      ),
    });
  });

  it('calls as nobody when it must', async () => {
    connect(async () => ({ type: 'anonymous' }));
    await call();
    expect(tokens()).toEqual([undefined]);
  });

  it('has clients with names of their own over the same credentials', async () => {
    const statusesOfPortal: number[] = [];
    connect(issue(600_000));
    const portal = client.with({
      userAgent: 'portal',
      fieldManager: 'flux',
      onRequest: (_method, status) => statusesOfPortal.push(status),
    });
    await portal.request({ method: 'GET', path: '/version' });
    await portal
      .as({ user: 'jane' })
      .request({ method: 'GET', path: '/version' });
    await call();
    expect(seen.map(headers => headers['user-agent'])).toEqual([
      'portal',
      'portal',
      'backstage-gitops',
    ]);
    expect(tokens()).toEqual(['Bearer t1', 'Bearer t1', 'Bearer t1']);
    expect(statusesOfPortal).toEqual([200, 200]);
    expect(portal.mapper).toBe(client.mapper);
  });
});

describe('readFromApiServer', () => {
  const folder = mkdtempSync(join(tmpdir(), 'api-server-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  const base = {
    url: 'https://api.example.org',
    authenticate: async (): Promise<ClientCredential> => ({
      type: 'certificate',
      certificate: 'CERT',
      key: 'KEY',
    }),
  };

  it('presents a client certificate and checks that of the server', async () => {
    const caData = Buffer.from('CA').toString('base64');
    const settings = await readFromApiServer({ ...base, caData })();
    expect(settings).toEqual({
      url: 'https://api.example.org',
      headers: {},
      tls: {
        ca: Buffer.from('CA'),
        cert: 'CERT',
        key: 'KEY',
        rejectUnauthorized: true,
      },
    });
  });

  it('reads the authority from its file, and anew each time', async () => {
    const caFile = join(folder, 'ca.crt');
    const read = readFromApiServer({ ...base, caFile, caData: 'b2xk' });
    writeFileSync(caFile, 'one');
    expect((await read()).tls.ca).toEqual(Buffer.from('one'));
    writeFileSync(caFile, 'two');
    expect((await read()).tls.ca).toEqual(Buffer.from('two'));
  });

  it('checks nothing where that is asked for', async () => {
    const read = readFromApiServer({ ...base, skipTlsVerify: true });
    expect((await read()).tls.rejectUnauthorized).toBe(false);
  });

  it('says which server an authority file is missing for', async () => {
    const caFile = join(folder, 'absent');
    await expect(
      readFromApiServer({ ...base, caFile })(),
    ).rejects.toMatchObject({
      code: 'credentials',
      message: expect.stringMatching(/api\.example\.org: .*ENOENT/),
    });
  });
});
