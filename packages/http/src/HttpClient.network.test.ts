import { createServer } from 'http';
import type { RequestListener, Server } from 'http';
import { connect, createServer as createTcpServer } from 'net';
import type { AddressInfo, Server as TcpServer, Socket } from 'net';
import { Readable } from 'stream';
import { CertificateFixture } from '@backstage-gitops/certificates';
import { createServer as createTlsServer } from 'https';
import { HttpClient } from './HttpClient';
import { readBytes } from './limitBytes';
import type { ResolveName } from './network/NetworkGuard';
import type { HttpClientOptions, HttpRequest } from './options';

const servers: (Server | TcpServer)[] = [];
const clients: HttpClient[] = [];
const sockets = new Set<Socket>();

async function listen(server: Server | TcpServer): Promise<number> {
  servers.push(server);
  server.on('connection', socket => {
    sockets.add(socket);
    socket.on('error', () => undefined);
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

const serve = async (listener: RequestListener) =>
  listen(createServer(listener));

afterEach(async () => {
  await Promise.all(clients.splice(0).map(client => client.close()));
  sockets.forEach(socket => socket.destroy());
  sockets.clear();
  for (const server of servers.splice(0)) {
    await new Promise(resolve => server.close(resolve));
  }
});

function create(
  options: Partial<HttpClientOptions> = {},
  resolve?: ResolveName,
): HttpClient {
  const client = new HttpClient({ userAgent: 'test/1', ...options }, resolve);
  clients.push(client);
  return client;
}

async function send(
  client: HttpClient,
  message: Omit<HttpRequest, 'signal'>,
): Promise<{ status: number; text: string }> {
  const signal = AbortSignal.timeout(10_000);
  const { status, body } = await client.send({ ...message, signal });
  const text = Buffer.from(await readBytes(body)).toString('utf8');
  return { status, text };
}

/** Method, target, headers of interest and body, as the server saw them. */
const echo: RequestListener = (request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', chunk => chunks.push(chunk));
  request.on('end', () => {
    const { headers, method, url } = request;
    response.end(
      [
        method,
        url,
        headers['content-length'] ?? headers['transfer-encoding'],
        headers['proxy-authorization'] ?? '-',
        Buffer.concat(chunks).toString(),
      ].join(' '),
    );
  });
};

describe('the network policy of a client', () => {
  const denied = { name: 'HttpError', code: 'denied' };

  it('refuses a literal address before a connection', async () => {
    const client = create();
    for (const url of [
      'http://169.254.169.254/latest/meta-data',
      'http://2852039166/',
      'http://[::ffff:a9fe:a9fe]/',
      'http://0/',
    ]) {
      await expect(send(client, { url })).rejects.toMatchObject(denied);
    }
  });

  it('refuses a redirect to such an address', async () => {
    const port = await serve((_, response) => {
      response.writeHead(302, { location: 'http://169.254.169.254/' }).end();
    });
    const signal = AbortSignal.timeout(10_000);
    await expect(
      create().get({ url: `http://127.0.0.1:${port}/`, signal }),
    ).rejects.toMatchObject(denied);
  });

  it('judges each connection by its own answer of the name server', async () => {
    const port = await serve((_, response) => {
      response.setHeader('connection', 'close').end('first');
    });
    const answers = ['127.0.0.1', '169.254.169.254'];
    const rebinding: ResolveName = (_, __, callback) =>
      callback(null, [{ address: answers.shift() ?? '', family: 4 }]);
    const client = create({}, rebinding);
    const url = `http://rebind.example:${port}/`;
    expect((await send(client, { url })).text).toBe('first');
    await expect(send(client, { url })).rejects.toMatchObject({
      ...denied,
      message: expect.stringContaining('rebind.example (169.254.169.254)'),
    });
    expect(answers).toEqual([]);
  });

  it('lets through what is allowed', async () => {
    const port = await serve(echo);
    const network = { deny: ['127.0.0.0/8'], allow: [] };
    const url = `http://127.0.0.1:${port}/`;
    await expect(send(create({ network }), { url })).rejects.toMatchObject(
      denied,
    );
    const allowing = { ...network, allow: ['127.0.0.1'] };
    expect((await send(create({ network: allowing }), { url })).status).toBe(
      200,
    );
  });

  it.each(['http', 'https', 'socks5'])(
    'applies to a proxy of %s and to the target behind it',
    async scheme => {
      const port = await listen(createTcpServer(socket => socket.destroy()));
      const behind = create({
        proxy: { url: `${scheme}://127.0.0.1:${port}` },
      });
      for (const url of ['http://169.254.169.254/', 'https://[fe80::1]/']) {
        await expect(send(behind, { url })).rejects.toMatchObject(denied);
      }
      const through = create({ proxy: { url: `${scheme}://169.254.1.1:80` } });
      await expect(
        send(through, { url: 'http://example.com/' }),
      ).rejects.toMatchObject(denied);
      const resolve: ResolveName = (_, __, callback) =>
        callback(null, [{ address: '169.254.1.1', family: 4 }]);
      const named = create(
        { proxy: { url: `${scheme}://proxy.example:80` } },
        resolve,
      );
      for (const url of ['http://example.com/', 'https://example.com/']) {
        await expect(send(named, { url })).rejects.toMatchObject(denied);
      }
    },
  );
});

describe('methods and bodies', () => {
  const chunks = () =>
    (async function* body() {
      yield Buffer.from('one ');
      yield Buffer.from('two');
    })();

  it.each(['POST', 'PUT', 'PATCH', 'DELETE'] as const)(
    'sends %s with bytes',
    async method => {
      const url = `http://127.0.0.1:${await serve(echo)}/`;
      const body = Buffer.from('bytes');
      const { text } = await send(create(), { url, method, body });
      expect(text).toBe(`${method} / 5 - bytes`);
    },
  );

  it('sends streams, with their length when it is known', async () => {
    const url = `http://127.0.0.1:${await serve(echo)}/`;
    const put = async (message: Pick<HttpRequest, 'body' | 'contentLength'>) =>
      (await send(create(), { url, method: 'PUT', ...message })).text;
    expect(await put({ body: chunks() })).toBe('PUT / chunked - one two');
    expect(await put({ body: chunks(), contentLength: 7 })).toBe(
      'PUT / 7 - one two',
    );
    const readable = Readable.from([Buffer.from('three')]);
    expect(await put({ body: readable, contentLength: 5 })).toBe(
      'PUT / 5 - three',
    );
    await expect(
      put({ body: chunks(), contentLength: 8 }),
    ).rejects.toMatchObject({ code: 'network' });
  });

  it('asks with HEAD, redirects included', async () => {
    const port = await serve((request, response) => {
      response.statusCode = request.url === '/' ? 307 : 200;
      response.setHeader('location', '/end');
      response.setHeader('content-length', '12');
      response.setHeader('x-method', String(request.method)).end();
    });
    const url = `http://127.0.0.1:${port}/`;
    const signal = AbortSignal.timeout(10_000);
    const answer = await create().get({
      url,
      method: 'HEAD',
      maxBytes: 5,
      signal,
    });
    expect(answer.headers).toMatchObject({
      'content-length': '12',
      'x-method': 'HEAD',
    });
    expect(await readBytes(answer.body)).toHaveLength(0);
  });

  it('refuses answers that are too long, announced or not', async () => {
    const port = await serve((request, response) => {
      const bytes = Buffer.alloc(200);
      if (request.url === '/announced') response.end(bytes);
      else response.write(bytes.subarray(100), () => response.end(bytes));
    });
    const read = (path: string, maxBytes: number) =>
      send(create(), { url: `http://127.0.0.1:${port}/${path}`, maxBytes });
    const limit = { code: 'limit', message: expect.stringContaining('199') };
    await expect(read('announced', 199)).rejects.toMatchObject(limit);
    await expect(read('chunked', 199)).rejects.toMatchObject(limit);
    expect((await read('announced', 200)).text).toHaveLength(200);
  });
});

describe('proxies', () => {
  const certificates = new CertificateFixture();

  /** An HTTP proxy that notes what it was asked. */
  async function serveProxy(asked: string[], isTls = false): Promise<number> {
    const server = isTls
      ? (createTlsServer(certificates.issue('localhost')) as unknown as Server)
      : createServer();
    server.on('request', (request, response) => {
      asked.push(`${request.url} ${request.headers['proxy-authorization']}`);
      response.end('from the proxy');
    });
    server.on('connect', (request, socket) => {
      asked.push(
        `CONNECT ${request.url} ${request.headers['proxy-authorization']}`,
      );
      const { port } = new URL(`http://${request.url}`);
      const target = connect(Number(port), '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n');
        socket.pipe(target).pipe(socket);
      });
      target.on('error', () => socket.destroy());
      socket.on('error', () => target.destroy());
    });
    return listen(server);
  }

  async function serveTls(): Promise<number> {
    const server = createTlsServer(certificates.issue('server'), echo);
    return listen(server as unknown as Server);
  }

  const token = `Basic ${Buffer.from('ann:s:ecret').toString('base64')}`;

  it.each([
    ['by options', { username: 'ann', password: 's:ecret' }, ''],
    ['by the URL', {}, 'ann:s%3Aecret@'],
  ])('asks an HTTP proxy, with credentials %s', async (_, options, user) => {
    const asked: string[] = [];
    const port = await serveProxy(asked);
    const target = await serveTls();
    const client = create({
      tls: { ca: certificates.ca },
      proxy: { url: `http://${user}127.0.0.1:${port}`, ...options },
    });
    const { text } = await send(client, { url: 'http://a.example/x' });
    expect(text).toBe('from the proxy');
    const url = `https://127.0.0.1:${target}/y`;
    expect((await send(client, { url })).text).toContain('GET /y');
    expect(asked).toEqual([
      `http://a.example/x ${token}`,
      `CONNECT 127.0.0.1:${target} ${token}`,
    ]);
  });

  it('asks an HTTPS proxy', async () => {
    const asked: string[] = [];
    const port = await serveProxy(asked, true);
    const target = await serveTls();
    const client = create({
      tls: { ca: certificates.ca },
      proxy: { url: `https://localhost:${port}` },
    });
    const url = `https://127.0.0.1:${target}/y`;
    expect((await send(client, { url })).text).toContain('GET /y');
    expect(asked).toEqual([`CONNECT 127.0.0.1:${target} undefined`]);
    const distrustful = create({
      proxy: { url: `https://localhost:${port}` },
    });
    await expect(send(distrustful, { url })).rejects.toMatchObject({
      code: 'tls',
    });
  });

  /** SOCKS5 (RFC 1928, RFC 1929) as far as CONNECT goes; every name is loopback. */
  async function serveSocks(asked: string[], user?: string): Promise<number> {
    const server = createTcpServer(socket => {
      const wait = () =>
        new Promise<Buffer>(resolve => socket.once('data', resolve));
      const talk = async () => {
        await wait();
        socket.write(Buffer.from([5, user === undefined ? 0 : 2]));
        let message = await wait();
        if (user !== undefined) {
          const name = message.subarray(2, 2 + message[1]);
          const password = message.subarray(3 + message[1]);
          const given = `${name}:${password}`;
          socket.write(Buffer.from([1, given === user ? 0 : 1]));
          message = await wait();
        }
        const isName = message[3] === 3;
        const host = isName
          ? message.subarray(5, 5 + message[4]).toString()
          : message.subarray(4, 8).join('.');
        const port = message.readUInt16BE(message.length - 2);
        asked.push(`${host}:${port}`);
        const target = connect(port, '127.0.0.1', () => {
          socket.write(Buffer.from([5, 0, 0, 1, 0, 0, 0, 0, 0, 0]));
          socket.pipe(target).pipe(socket);
        });
        target.on('error', () => socket.destroy());
      };
      socket.on('error', () => undefined);
      talk().catch(() => socket.destroy());
    });
    return listen(server);
  }

  it('asks a SOCKS proxy, which resolves names', async () => {
    const asked: string[] = [];
    const socks = await serveSocks(asked, 'ann:s:ecret');
    const plain = await serve(echo);
    const tls = await serveTls();
    const proxy = { url: `socks5://127.0.0.1:${socks}` };
    const client = create({
      tls: { ca: certificates.ca },
      proxy: { ...proxy, username: 'ann', password: 's:ecret' },
    });
    for (const url of [
      `http://a.example:${plain}/x`,
      `https://127.0.0.1:${tls}/x`,
    ]) {
      expect((await send(client, { url })).text).toContain('GET /x');
    }
    expect(asked).toEqual([`a.example:${plain}`, `127.0.0.1:${tls}`]);
    const stranger = create({
      proxy: { ...proxy, username: 'bob', password: 'x' },
    });
    await expect(
      send(stranger, { url: `http://127.0.0.1:${plain}/` }),
    ).rejects.toMatchObject({ code: 'network' });
  });

  it.each([
    ['a server', 'https', undefined],
    ['an HTTP proxy', 'https', 'http'],
    ['an HTTP proxy', 'http', 'http'],
    ['an HTTPS proxy', 'http', 'https'],
    ['a SOCKS proxy', 'http', 'socks5'],
  ])(
    'do not outlast the deadline: %s of %s that never says a word',
    async (_, scheme, proxy) => {
      const port = await listen(createTcpServer(() => undefined));
      const address = `127.0.0.1:${port}`;
      const client = create(
        proxy ? { proxy: { url: `${proxy}://${address}` } } : {},
      );
      const started = Date.now();
      const signal = AbortSignal.timeout(100);
      await expect(
        client.send({ url: `${scheme}://${address}/`, signal }),
      ).rejects.toMatchObject({ code: 'timeout' });
      await client.close();
      // undici alone waits ten seconds for a connection.
      expect(Date.now() - started).toBeLessThan(5_000);
    },
  );

  it.each(['ftp://a:1', 'proxy:3128', '', 'http://'])(
    'refuses %j as address of a proxy',
    url => {
      expect(() => create({ proxy: { url } })).toThrow(
        expect.objectContaining({ code: 'invalid-option' }),
      );
    },
  );
});
