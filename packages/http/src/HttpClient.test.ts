import { CertificateFixture } from '@backstage-gitops/certificates';
import { createServer } from 'http';
import type { IncomingMessage, RequestListener, Server } from 'http';
import { createServer as createTlsServer } from 'https';
import { createServer as createTcpServer } from 'net';
import type { AddressInfo, Socket } from 'net';
import { TLSSocket } from 'tls';
import { HttpClient } from './HttpClient';
import { limitBytes, readBytes } from './limitBytes';
import { basicAuthorization } from './options';
import type { HttpClientOptions, HttpGet } from './options';

const servers: Server[] = [];

async function listen(server: Server): Promise<number> {
  servers.push(server);
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

const serve = async (listener: RequestListener) =>
  `http://127.0.0.1:${await listen(createServer(listener))}`;

afterAll(async () => {
  for (const server of servers) {
    server.closeAllConnections();
    await new Promise(resolve => server.close(resolve));
  }
});

type TestGet = Omit<HttpGet, 'signal'> & { readonly signal?: AbortSignal };

async function getAny(
  message: TestGet,
  options: Partial<HttpClientOptions> = {},
) {
  const client = new HttpClient({ userAgent: 'test/1', ...options });
  const signal = message.signal ?? AbortSignal.timeout(10_000);
  try {
    const answer = await client.get({ ...message, signal });
    const bytes = await readBytes(answer.body);
    return { ...answer, text: Buffer.from(bytes).toString('utf8') };
  } finally {
    await client.close();
  }
}

/** What a server saw of a request. */
const echo: RequestListener = (request, response) => {
  const { authorization = 'none', 'user-agent': agent } = request.headers;
  response.end(`${request.url} ${authorization} ${agent}`);
};

describe.each<[string, Partial<HttpGet>]>([
  ['streams', {}],
  ['whole answers', { isWhole: true, maxBytes: 10_000 }],
])('HttpClient of %s', (_form, form) => {
  const get = (message: TestGet, options?: Partial<HttpClientOptions>) =>
    getAny({ ...form, ...message }, options);

  const authorization = basicAuthorization('ann', 'pa:ss wörd');

  it('sends its headers, and gives status, headers and body', async () => {
    const url = await serve((request, response) => {
      response.statusCode = 404;
      response.setHeader('x-seen', String(request.headers['accept-encoding']));
      echo(request, response);
    });
    expect(await get({ url: `${url}/a`, authorization })).toMatchObject({
      status: 404,
      statusText: 'Not Found',
      headers: { 'x-seen': 'undefined' },
      text: `/a Basic ${Buffer.from('ann:pa:ss wörd').toString(
        'base64',
      )} test/1`,
    });
  });

  it('follows redirects, with credentials only for the same host', async () => {
    const other = await serve(echo);
    const url = await serve((request, response) => {
      if (request.url === '/away') {
        response.writeHead(302, { location: `${other}/there` }).end();
      } else if (request.url === '/near') {
        response.writeHead(301, { location: 'here' }).end('ignored');
      } else {
        echo(request, response);
      }
    });
    const near = await get({ url: `${url}/near`, authorization });
    expect(near.text).toBe(`/here ${authorization} test/1`);
    expect(near.url).toBe(`${url}/here`);
    const away = await get({ url: `${url}/away`, authorization });
    expect(away.text).toBe('/there none test/1');
    const headers = { Authorization: authorization };
    const byHeader = await get({ url: `${url}/away`, headers });
    expect(byHeader.text).toBe('/there none test/1');
  });

  it('does not return credentials to a host after it was left', async () => {
    const seen: (string | undefined)[] = [];
    const other = await serve((request, response) => {
      const back = new URL(request.url ?? '', 'http://x').searchParams;
      response.writeHead(302, { location: String(back.get('to')) }).end();
    });
    const url = await serve((request, response) => {
      seen.push(request.headers.authorization);
      const to = encodeURIComponent(`http://${request.headers.host}/end`);
      if (request.url === '/end') response.end();
      else response.writeHead(302, { location: `${other}/?to=${to}` }).end();
    });
    await get({ url: `${url}/start`, authorization });
    expect(seen).toEqual([authorization, undefined]);
  });

  it.each([
    ['/loop', 'stopped after 10 redirects'],
    ['/file', 'redirected to an address that is no HTTP'],
    ['/broken', 'redirected to an address that is no HTTP'],
  ])('refuses the redirects of %s', async (path, message) => {
    const targets: Record<string, string> = {
      '/loop': '/loop',
      '/file': 'file:///etc/passwd',
      '/broken': 'http://[',
    };
    const url = await serve((request, response) => {
      response.writeHead(302, { location: targets[request.url ?? ''] }).end();
    });
    await expect(get({ url: url + path })).rejects.toMatchObject({
      name: 'HttpError',
      code: 'redirect',
      message,
    });
  });

  it('names what is wrong with the network', async () => {
    const url = await serve((_, response) => response.destroy());
    await expect(get({ url })).rejects.toMatchObject({ code: 'network' });
    await expect(get({ url: 'http://127.0.0.1:1/' })).rejects.toMatchObject({
      code: 'network',
      message: 'connect 127.0.0.1:1: connection refused',
    });
  });

  it('ends at the deadline, also in the middle of the body', async () => {
    const url = await serve((_, response) => {
      response.writeHead(200);
      response.write('begun');
    });
    const signal = AbortSignal.timeout(200);
    await expect(get({ url, signal })).rejects.toMatchObject({
      code: 'timeout',
      message: 'context deadline exceeded',
    });
    await expect(
      get({ url, signal: AbortSignal.abort() }),
    ).rejects.toMatchObject({ code: 'aborted' });
  });

  it('reads no further than a limit', async () => {
    const url = await serve((_, response) => {
      response.write('x'.repeat(100));
      response.end('x'.repeat(100));
    });
    const client = new HttpClient({ userAgent: 'test/1' });
    const signal = AbortSignal.timeout(10_000);
    const read = async (maxBytes: number) => {
      const { body } = await client.get({ url, signal });
      const tooLong = () => new Error('too long');
      return readBytes(limitBytes(body, maxBytes, tooLong));
    };
    await expect(read(199)).rejects.toThrow('too long');
    await expect(read(200)).resolves.toHaveLength(200);
    await client.close();
  });

  it.each([
    ['of a known length', true],
    ['in chunks', false],
  ])('refuses a longer answer %s', async (_what, isKnown) => {
    const url = await serve((_, response) => {
      if (isKnown) response.setHeader('content-length', 200);
      else response.write('x');
      response.end('x'.repeat(isKnown ? 200 : 199));
    });
    await expect(get({ url, maxBytes: 199 })).rejects.toMatchObject({
      code: 'limit',
      message: expect.stringMatching(
        /^the answer of 127\.0\.0\.1:\d+ is longer/,
      ),
    });
    expect((await get({ url, maxBytes: 200 })).text).toHaveLength(200);
  });

  it('gives the first of repeated headers, but all challenges', async () => {
    const url = await serve((_, response) => {
      response.setHeader('x-many', ['a', 'b']);
      response.setHeader('www-authenticate', ['Basic', 'Bearer']);
      response.end();
    });
    expect((await get({ url })).headers).toMatchObject({
      'x-many': 'a',
      'www-authenticate': 'Basic, Bearer',
    });
  });

  it('ends a request when it is closed', async () => {
    const url = await serve(() => undefined);
    const client = new HttpClient({ userAgent: 'test/1' });
    const signal = AbortSignal.timeout(10_000);
    const sent = client.get({ url, signal, ...form });
    await client.close();
    await expect(sent).rejects.toMatchObject({ code: 'aborted' });
  });

  describe('over TLS', () => {
    const certificates = new CertificateFixture();
    const { ca } = certificates;
    const client = certificates.issue('ann');
    let url: string;

    beforeAll(async () => {
      const nameOf = ({ socket }: IncomingMessage) =>
        socket instanceof TLSSocket
          ? socket.getPeerCertificate().subject?.CN
          : undefined;
      const options = {
        ...certificates.issue('server'),
        ca,
        requestCert: true,
        rejectUnauthorized: false,
      };
      const server = createTlsServer(options, (request, response) =>
        response.end(String(nameOf(request))),
      );
      url = `https://127.0.0.1:${await listen(server as unknown as Server)}`;
    });

    it('trusts no authority that it was not given', async () => {
      await expect(get({ url })).rejects.toMatchObject({
        code: 'tls',
        message: expect.stringContaining('tls: failed to verify'),
      });
    });

    it('shows its certificate', async () => {
      expect((await get({ url }, { tls: { ca } })).text).toBe('undefined');
      const tls = { ca, ...client };
      expect((await get({ url }, { tls })).text).toBe('ann');
    });

    it('refuses what is no certificate', () => {
      const tls = { ca, cert: 'none', key: client.key };
      expect(() => new HttpClient({ userAgent: 'test/1', tls })).toThrow(
        expect.objectContaining({ code: 'invalid-option' }),
      );
    });
  });
});

describe('a deadline', () => {
  it('ends a request whose connection is never opened', async () => {
    const sockets: Socket[] = [];
    const silent = createTcpServer(socket => sockets.push(socket));
    await new Promise<void>(resolve => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as AddressInfo;
    const start = performance.now();
    const url = `https://127.0.0.1:${port}/`;
    for (const isWhole of [false, true]) {
      const signal = AbortSignal.timeout(200);
      await expect(getAny({ url, signal, isWhole })).rejects.toMatchObject({
        code: 'timeout',
      });
    }
    expect(performance.now() - start).toBeLessThan(5_000);
    sockets.forEach(socket => socket.destroy());
    silent.close();
  });
});
