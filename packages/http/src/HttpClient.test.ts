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

async function get(
  message: Omit<HttpGet, 'signal'> & { readonly signal?: AbortSignal },
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

describe('HttpClient', () => {
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
    await expect(
      get({
        url: `https://127.0.0.1:${port}/`,
        signal: AbortSignal.timeout(200),
      }),
    ).rejects.toMatchObject({ code: 'timeout' });
    expect(performance.now() - start).toBeLessThan(5_000);
    sockets.forEach(socket => socket.destroy());
    silent.close();
  });
});
