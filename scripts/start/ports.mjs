import { createServer } from 'node:net';
import { StartError } from '../bootstrap.mjs';

function tryListen(port) {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const { port: taken } = server.address();
      server.close(() => resolve(taken));
    });
  });
}

/**
 * Makes sure that a port on loopback is free.
 * @throws StartError - somebody listens there; says how to use another port
 */
export async function requireFreePort(port) {
  try {
    await tryListen(port);
  } catch (error) {
    if (error.code !== 'EADDRINUSE') {
      throw error;
    }
    throw new StartError(
      `Port ${port} is in use: stop what listens there, or choose another with PORT=3100 npm start.`,
    );
  }
}

/** A free port, preferably the wanted one, so that addresses stay the same between runs. */
export async function freePort(wanted) {
  try {
    return await tryListen(wanted);
  } catch {
    return tryListen(0);
  }
}
