import { connect, createServer } from 'net';
import type { AddressInfo, Socket } from 'net';

/** A SOCKS 5 proxy without sign-in; for tests. */
interface SocksProxy {
  /** `socks5://127.0.0.1:34567` */
  readonly url: string;
  /** Targets so far, as `host:port`. */
  readonly targets: readonly string[];
  stop(): Promise<void>;
}

const HEADER_BYTES = 4;
const IPV4 = 1;

/** Host and port of a request to connect, RFC 1928. */
function targetOf(request: Buffer): { host: string; port: number } {
  if (request[3] === IPV4) {
    const host = [...request.subarray(HEADER_BYTES, HEADER_BYTES + 4)].join(
      '.',
    );
    return { host, port: request.readUInt16BE(HEADER_BYTES + 4) };
  }
  const end = HEADER_BYTES + 1 + request[HEADER_BYTES];
  return {
    host: request.toString('latin1', HEADER_BYTES + 1, end),
    port: request.readUInt16BE(end),
  };
}

function serve(socket: Socket, targets: string[]): void {
  socket.once('data', () => {
    socket.write(Buffer.from([5, 0]));
    socket.once('data', request => {
      const { host, port } = targetOf(request);
      targets.push(`${host}:${port}`);
      const target = connect(port, host, () => {
        socket.write(Buffer.from([5, 0, 0, IPV4, 0, 0, 0, 0, 0, 0]));
        socket.pipe(target).pipe(socket);
      });
      target.on('error', () => socket.destroy());
      socket.on('close', () => target.destroy());
    });
  });
}

/** Starts one on a free port of 127.0.0.1. */
export async function startSocksProxy(): Promise<SocksProxy> {
  const targets: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer(socket => {
    sockets.add(socket.on('error', () => undefined));
    serve(socket, targets);
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `socks5://127.0.0.1:${(server.address() as AddressInfo).port}`,
    targets,
    async stop() {
      sockets.forEach(socket => socket.destroy());
      await new Promise(resolve => server.close(resolve));
    },
  };
}
