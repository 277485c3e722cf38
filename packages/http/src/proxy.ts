import { isIPv6 } from 'net';
import type { Socket } from 'net';
import { SocksClient } from 'socks';
import { buildConnector } from 'undici';
import { HttpError } from './errors';
import type { NetworkGuard } from './network/NetworkGuard';
import { basicAuthorization } from './options';
import type { ProxyOptions } from './options';

const PROTOCOLS: readonly string[] = ['http:', 'https:', 'socks5:', 'socks5h:'];
const SOCKS_PORT = '1080';
const CONNECT_TIMEOUT_MS = 30_000;

/** A proxy as connections need it. */
export interface Proxy {
  /** Without user name and password. */
  readonly url: URL;
  readonly isSocks: boolean;
  readonly username?: string;
  readonly password?: string;
}

/** @throws HttpError - `invalid-option`: no address of a proxy */
export function parseProxy(options: ProxyOptions): Proxy {
  const url = URL.canParse(options.url) ? new URL(options.url) : undefined;
  if (!url || !PROTOCOLS.includes(url.protocol) || url.hostname === '') {
    throw new HttpError(
      'invalid-option',
      'the address of the proxy is none: write http://, https:// or socks5:// with host and port',
    );
  }
  const fromUrl = url.username !== '' || url.password !== '';
  const username =
    options.username ??
    (fromUrl ? decodeURIComponent(url.username) : undefined);
  const password =
    options.password ??
    (fromUrl ? decodeURIComponent(url.password) : undefined);
  url.username = '';
  url.password = '';
  const isSocks = url.protocol.startsWith('socks5');
  return { url, isSocks, username, password };
}

/** Value of the Proxy-Authorization header. */
export function proxyToken({ username, password }: Proxy): string | undefined {
  return username === undefined && password === undefined
    ? undefined
    : basicAuthorization(username ?? '', password ?? '');
}

function withoutBrackets(host: string): string {
  const inner = host.slice(1, -1);
  return isIPv6(inner) ? inner : host;
}

/** A connection to the proxy itself. */
function connectTo({ url }: Proxy, guard: NetworkGuard): Promise<Socket> {
  // The connector of undici passes on what `net.connect` takes.
  const connect = buildConnector({ lookup: guard.lookup } as object);
  const { hostname } = url;
  const port = url.port || SOCKS_PORT;
  return new Promise((resolve, reject) => {
    connect(
      { hostname: withoutBrackets(hostname), port, protocol: 'http:' },
      (...of) => (of[0] ? reject(of[0]) : resolve(of[1])),
    );
  });
}

/**
 * The connection to a target that a SOCKS proxy opens.
 * @param signal - ends the attempt
 */
export async function openTunnel(
  proxy: Proxy,
  { hostname, port, protocol }: buildConnector.Options,
  guard: NetworkGuard,
  signal?: AbortSignal,
): Promise<Socket> {
  const { url, username, password } = proxy;
  const existing = await connectTo(proxy, guard);
  const abort = () => existing.destroy();
  signal?.addEventListener('abort', abort, { once: true });
  const tunnel = SocksClient.createConnection({
    command: 'connect',
    timeout: CONNECT_TIMEOUT_MS,
    existing_socket: existing,
    proxy: {
      type: 5,
      host: withoutBrackets(url.hostname),
      port: Number(url.port || SOCKS_PORT),
      ...(username === undefined ? {} : { userId: username }),
      ...(password === undefined ? {} : { password }),
    },
    destination: {
      host: withoutBrackets(hostname),
      port: Number(port || (protocol === 'https:' ? 443 : 80)),
    },
  });
  if (signal?.aborted) abort();
  try {
    return (await tunnel).socket;
  } finally {
    signal?.removeEventListener('abort', abort);
  }
}

/**
 * Opens the connections of an undici agent through a SOCKS proxy.
 * @param signal - ends attempts that run
 */
export function socksConnector(
  proxy: Proxy,
  tls: buildConnector.BuildOptions,
  guard: NetworkGuard,
  signal: AbortSignal,
): buildConnector.connector {
  const startTls = buildConnector(tls);
  return (options, callback) => {
    openTunnel(proxy, options, guard, signal).then(
      socket => {
        if (options.protocol === 'https:') {
          startTls({ ...options, httpSocket: socket }, callback);
        } else {
          callback(null, socket);
        }
      },
      error => callback(error as Error, null),
    );
  };
}
