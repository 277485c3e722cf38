import { randomBytes } from 'crypto';
import { open } from 'fs/promises';
import type { FileHandle } from 'fs/promises';
import { connect, createServer } from 'net';
import type { Server } from 'net';
import { join } from 'path';

/** What a socket says of its owner. */
type Liveness = 'alive' | 'dead' | 'unknown';

/** A socket's path has 104 to 108 bytes, by platform. */
const MAX_PATH_BYTES = 100;

/**
 * Calls `use` with a path of a socket in a directory, however long the path of
 * the directory is.
 */
async function withSocketPath<T>(
  directory: string,
  name: string,
  use: (path: string) => Promise<T>,
): Promise<T> {
  if (process.platform === 'win32') return use(`\\\\.\\pipe\\gitops-${name}`);
  const path = join(directory, name);
  if (Buffer.byteLength(path) <= MAX_PATH_BYTES) return use(path);
  const handle: FileHandle = await open(directory, 'r');
  try {
    return await use(`/proc/self/fd/${handle.fd}/${name}`);
  } finally {
    await handle.close();
  }
}

/**
 * A socket that a process listens on as long as it lives: the kernel closes it
 * with the process, however that ends, and every container of the machine that
 * has the directory sees that.
 */
export class OwnerSocket {
  private constructor(readonly name: string, private readonly server: Server) {}

  /** Undefined where the file system of the directory has no sockets. */
  static async listen(directory: string): Promise<OwnerSocket | undefined> {
    const name = `${randomBytes(8).toString('hex')}.sock`;
    const server = createServer(connection => connection.destroy());
    try {
      await withSocketPath(directory, name, path => listen(server, path));
    } catch {
      return undefined;
    }
    server.unref();
    return new OwnerSocket(name, server);
  }

  /** Whether a process of this machine listens on a socket of this name. */
  static async probe(directory: string, name: string): Promise<Liveness> {
    return withSocketPath(
      directory,
      name,
      path =>
        new Promise<Liveness>(resolve => {
          const connection = connect(path);
          connection.once('connect', () => {
            resolve('alive');
            connection.destroy();
          });
          connection.once('error', ({ code }: NodeJS.ErrnoException) => {
            const isDead = code === 'ECONNREFUSED' || code === 'ENOENT';
            resolve(isDead ? 'dead' : 'unknown');
          });
        }),
    ).catch(() => 'unknown');
  }

  async close(): Promise<void> {
    await new Promise<void>(resolve => this.server.close(() => resolve()));
  }
}

async function listen(server: Server, path: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, () => {
      server.off('error', reject);
      resolve();
    });
  });
}
