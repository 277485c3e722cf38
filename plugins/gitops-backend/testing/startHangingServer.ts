import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';

/** An API server that takes requests and never answers. */
export async function startHangingServer() {
  const sockets = new Set<Socket>();
  const server = createServer(socket => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => {});
    socket.resume();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  return {
    url: `http://127.0.0.1:${port}`,
    /** Number of requests that wait. */
    get waiting() {
      return sockets.size;
    },
    stop: () => {
      sockets.forEach(socket => socket.destroy());
      server.close();
    },
  };
}

/** The section `kubernetes` of app-config with one cluster. */
export const kubernetesConfigOf = (name: string, url: string) => ({
  serviceLocatorMethod: { type: 'multiTenant' },
  clusterLocatorMethods: [
    {
      type: 'config',
      clusters: [
        {
          name,
          url,
          authProvider: 'serviceAccount',
          serviceAccountToken: 'token',
        },
      ],
    },
  ],
});
