import { connect } from 'net';
import type { Socket } from 'net';
import { HttpError } from './errors';
import { NetworkGuard } from './network/NetworkGuard';
import type { NetworkPolicy } from './network/policy';
import type { ProxyOptions } from './options';
import { openTunnel, parseProxy } from './proxy';
import { toHttpError } from './toHttpError';

/** Where {@link openConnection} connects to, and how. */
export interface ConnectionOptions {
  /** A name, or an address without brackets. */
  readonly host: string;
  readonly port: number;
  /** A `socks5://` proxy to go through; no other kind is taken. */
  readonly proxy?: ProxyOptions;
  /** Default {@link DEFAULT_NETWORK_POLICY}. */
  readonly network?: NetworkPolicy;
  /** Ends the attempt, and the connection after it. */
  readonly signal: AbortSignal;
}

/**
 * Opens a TCP connection for another protocol than HTTP, held to the same
 * policy of the network.
 * @throws HttpError - `denied`, `network`, `timeout`, `aborted`;
 *   `invalid-option`: a proxy of another kind
 */
export async function openConnection(
  options: ConnectionOptions,
): Promise<Socket> {
  const { host, port, proxy, signal } = options;
  const guard = new NetworkGuard(options.network);
  guard.requireHost(host);
  try {
    signal.throwIfAborted();
    return proxy
      ? await connectThrough(proxy, options, guard)
      : await ready(connect({ host, port, lookup: guard.lookup }), signal);
  } catch (error) {
    throw toHttpError(error, signal);
  }
}

async function connectThrough(
  options: ProxyOptions,
  { host, port, signal }: ConnectionOptions,
  guard: NetworkGuard,
): Promise<Socket> {
  const proxy = parseProxy(options);
  if (!proxy.isSocks) {
    const scheme = proxy.url.protocol.slice(0, -1);
    throw new HttpError(
      'invalid-option',
      `proxy: unknown scheme: ${scheme}: only a socks5 proxy is taken here`,
    );
  }
  guard.requireHost(proxy.url.hostname);
  const target = { hostname: host, port: String(port), protocol: 'tcp:' };
  const opening = openTunnel(proxy, target, guard);
  return new Promise((resolve, reject) => {
    const abort = () => {
      opening.then(
        socket => socket.destroy(),
        () => undefined,
      );
      reject(signal.reason);
    };
    signal.addEventListener('abort', abort, { once: true });
    opening
      .then(resolve, reject)
      .finally(() => signal.removeEventListener('abort', abort));
  });
}

/** The socket once it is connected. */
function ready(socket: Socket, signal: AbortSignal): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const settle = (work: () => void) => {
      signal.removeEventListener('abort', abort);
      socket.removeAllListeners('error');
      work();
    };
    const abort = () => {
      settle(() => reject(signal.reason));
      socket.on('error', () => undefined).destroy();
    };
    signal.addEventListener('abort', abort, { once: true });
    socket.once('connect', () => settle(() => resolve(socket)));
    socket.once('error', error => settle(() => reject(error)));
  });
}
