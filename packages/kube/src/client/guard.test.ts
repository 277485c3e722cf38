import { KubeConfig } from '@kubernetes/client-node';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { KubeClient } from './KubeClient';
import type { ConnectionGuard } from './options';

const POD = { apiVersion: 'v1', kind: 'Pod' };

describe('a client with a guard', () => {
  const clients: KubeClient[] = [];
  let server: Server;
  let port: number;

  beforeAll(async () => {
    server = createServer((_, response) => {
      response.writeHead(403).write('no, ');
      // As long as the connection lasts.
      const more = () => response.write(Buffer.alloc(1024 * 1024, 'x'), more);
      more();
    });
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    port = (server.address() as AddressInfo).port;
  });

  afterAll(async () => {
    await Promise.all(clients.map(client => client.close()));
    server.closeAllConnections();
    await new Promise(resolve => server.close(resolve));
  });

  function connect(
    host: string,
    guard: ConnectionGuard,
    proxyUrl?: string,
  ): KubeClient {
    const config = new KubeConfig();
    config.loadFromClusterAndUser(
      {
        name: 'c',
        server: `http://${host}:${port}`,
        skipTLSVerify: true,
        ...(proxyUrl ? { proxyUrl } : {}),
      },
      { name: 'u' },
    );
    const client = KubeClient.fromKubeConfig(config, { guard });
    clients.push(client);
    return client;
  }

  const refusing: ConnectionGuard = {
    requireHost: host => {
      if (host === 'bad.example') throw new Error(`${host} is denied`);
    },
    lookup: (host, _, callback) =>
      callback(new Error(`the address of ${host} is denied`), []),
  };

  it.each([
    ['the host', 'bad.example', undefined, 'bad.example is denied'],
    ['its address', 'a.example', undefined, 'the address of a.example'],
    ['a proxy', 'a.example', 'http://bad.example:1', 'bad.example is denied'],
    [
      'its address',
      'a.example',
      'http://p.example:1',
      'of p.example is denied',
    ],
  ])('is told about %s (%s)', async (_, host, proxy, message) => {
    const client = connect(host, refusing, proxy);
    await expect(
      client.get(POD, { namespace: 'a', name: 'b' }),
    ).rejects.toMatchObject({
      name: 'ConnectionError',
      message: expect.stringContaining(message),
    });
  });

  it('reads a refusal no further than a limit', async () => {
    const client = connect('127.0.0.1', { ...refusing });
    await expect(
      client.get(POD, { namespace: 'a', name: 'b' }),
    ).rejects.toMatchObject({
      code: 'bad-answer',
      message: expect.stringContaining('4194304 are read'),
    });
  });
});
