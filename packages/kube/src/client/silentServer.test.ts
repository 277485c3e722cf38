import { KubeConfig } from '@kubernetes/client-node';
import { AddressInfo, createServer, Server, Socket } from 'node:net';
import { KubeClient } from './KubeClient';

const CONFIG_MAP = { apiVersion: 'v1', kind: 'ConfigMap' };

/** Accepts connections and never says a word, not even of a TLS handshake. */
describe('a server that never answers', () => {
  let server: Server;
  const sockets = new Set<Socket>();
  const clients: KubeClient[] = [];

  beforeAll(async () => {
    server = createServer(socket => {
      sockets.add(socket);
      socket.on('error', () => undefined);
    });
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  });

  afterAll(async () => {
    await Promise.all(clients.map(client => client.close()));
    sockets.forEach(socket => socket.destroy());
    await new Promise(resolve => server.close(resolve));
  });

  function connect(scheme: string, timeoutMs?: number): KubeClient {
    const { port } = server.address() as AddressInfo;
    const config = new KubeConfig();
    config.loadFromClusterAndUser(
      {
        name: 'c',
        server: `${scheme}://127.0.0.1:${port}`,
        skipTLSVerify: true,
      },
      { name: 'u', token: 't' },
    );
    const client = KubeClient.fromKubeConfig(config, { timeoutMs });
    clients.push(client);
    return client;
  }

  it.each(['http', 'https'])(
    'ends discovery and requests at the limit of the client (%s)',
    async scheme => {
      const client = connect(scheme, 100);
      const key = { namespace: 'ns', name: 'x' };
      await expect(client.get(CONFIG_MAP, key)).rejects.toMatchObject({
        code: 'timeout',
      });
    },
  );

  it('ends the wait of a caller that gives up, and of nobody else', async () => {
    const client = connect('https', 1_000);
    const key = { namespace: 'ns', name: 'x' };
    const caller = new AbortController();
    const { signal } = caller;
    const given = client.get(CONFIG_MAP, key, { signal });
    const other = client.get(CONFIG_MAP, key);
    caller.abort('enough');
    await expect(given).rejects.toBe('enough');
    await expect(other).rejects.toMatchObject({ code: 'timeout' });
  });
});
