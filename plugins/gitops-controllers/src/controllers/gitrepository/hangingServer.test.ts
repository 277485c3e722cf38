import { createServer } from 'net';
import type { AddressInfo, Server, Socket } from 'net';
import { GitRepositoryEnvironment } from '../../__testUtils__/GitRepositoryEnvironment';

const MANY = 40;

describe('GitRepositories on a server that never answers', () => {
  const env = new GitRepositoryEnvironment();
  const sockets = new Set<Socket>();
  let server: Server;

  beforeAll(async () => {
    server = createServer(socket => {
      sockets.add(socket);
      socket.on('error', () => undefined);
    });
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    await env.start();
    env.repositories.create('app');
    env.repositories.commit('app', { 'a.yaml': 'a: 1\n' });
    env.repositories.push('app');
  });
  afterAll(async () => {
    await env.stop();
    sockets.forEach(socket => socket.destroy());
    await new Promise(resolve => server.close(resolve));
  });

  it('do not keep another waiting, and are deleted at once', async () => {
    const { port } = server.address() as AddressInfo;
    const url = `http://127.0.0.1:${port}/x.git`;
    const names = Array.from({ length: MANY }, (_, i) => `hangs-${i}`);
    for (const name of names) {
      await env.create(name, { url, timeout: '60s' });
    }
    await env.waitFor('hangs-0', () => sockets.size > 0);
    await env.create('good', { url: env.urlOf('app') });
    await env.waitReady('good');
    // A few at a time, whatever the number of repositories.
    expect(sockets.size).toBeLessThanOrEqual(4);
    const last = names[MANY - 1];
    await env.delete(last);
    await expect(env.waitFor(last, () => false, 5_000)).rejects.toMatchObject({
      status: 404,
    });
  });
});
