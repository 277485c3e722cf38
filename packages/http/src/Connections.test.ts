import { createServer } from 'http';
import type { Server } from 'http';
import type { AddressInfo } from 'net';
import { HttpClient } from './HttpClient';
import type { HttpClientOptions } from './options';

const USER_AGENT = 'test/1';

describe('connections', () => {
  let server: Server;
  let url: string;
  let sockets: number;

  beforeEach(async () => {
    sockets = 0;
    server = createServer((request, response) => {
      if (request.url !== '/never') response.end('hello');
    });
    server.on('connection', () => {
      sockets += 1;
    });
    await new Promise<void>(resolve => {
      server.listen(0, '127.0.0.1', resolve);
    });
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  afterEach(async () => {
    server.closeAllConnections();
    await new Promise(resolve => {
      server.close(resolve);
    });
  });

  async function ask(options: Partial<HttpClientOptions> = {}): Promise<void> {
    const client = new HttpClient({ userAgent: USER_AGENT, ...options });
    const signal = AbortSignal.timeout(10_000);
    const answer = await client.send({ url, signal });
    await answer.discard();
    await client.close();
  }

  it('are kept for the next client with the same options', async () => {
    for (let time = 0; time < 20; time++) await ask();
    expect(sockets).toBeLessThanOrEqual(2); // undici opens one more at first
  });

  it.each<[string, Partial<HttpClientOptions>]>([
    ['network policy', { network: { deny: ['10.0.0.0/8'], allow: [] } }],
    ['certificates', { tls: { insecureSkipVerify: true } }],
  ])('are not shared between clients of another %s', async (_, options) => {
    await ask();
    await ask(options);
    expect(sockets).toBe(2);
  });

  it('of one client end without those of another', async () => {
    const [first, second] = [1, 2].map(
      () => new HttpClient({ userAgent: USER_AGENT }),
    );
    const signal = AbortSignal.timeout(10_000);
    const hanging = first.send({ url: `${url}/never`, signal });
    const other = second.send({ url, signal });
    await Promise.all([
      expect(hanging).rejects.toMatchObject({ code: 'aborted' }),
      first.close(),
    ]);
    expect((await other).status).toBe(200);
    await (await other).discard();
    await second.close();
  });

  it('are closed where too many kinds of them are idle', async () => {
    await ask();
    for (let kind = 1; kind <= 101; kind++) {
      await ask({ network: { deny: [`10.0.0.${kind}`], allow: [] } });
    }
    await ask();
    expect(sockets).toBe(103);
  });
});
