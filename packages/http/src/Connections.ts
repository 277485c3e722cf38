import type { Dispatcher } from 'undici';
import { createDispatcher } from './createDispatcher';
import { NetworkGuard } from './network/NetworkGuard';
import type { ResolveName } from './network/NetworkGuard';
import type { HttpClientOptions } from './options';
import { parseProxy } from './proxy';
import type { Proxy } from './proxy';

/** What decides which connections a client may use. */
type ConnectionOptions = Pick<HttpClientOptions, 'tls' | 'proxy' | 'network'>;

/** Sets of connections that are kept while no client uses them. */
const MAX_IDLE = 100;

/** Connections with the same certificates, proxy and network policy. */
class Connections {
  readonly #closed = new AbortController();
  readonly guard: NetworkGuard;
  readonly proxy: Proxy | undefined;
  readonly dispatcher: Dispatcher;
  users = 0;

  /** @throws HttpError - `invalid-option` */
  constructor(options: ConnectionOptions, resolve?: ResolveName) {
    const { tls = {}, proxy, network } = options;
    this.guard = new NetworkGuard(network, resolve);
    this.proxy = proxy && parseProxy(proxy);
    this.dispatcher = createDispatcher(
      tls,
      this.proxy,
      this.guard,
      this.#closed.signal,
    );
  }

  /** @throws HttpError - `denied` */
  requireAllowed(url: string): void {
    if (this.proxy) this.guard.requireHost(this.proxy.url.hostname);
    this.guard.requireHost(new URL(url).hostname);
  }

  async close(): Promise<void> {
    this.#closed.abort();
    await this.dispatcher.destroy();
  }
}

/** By their options, the one used last at the end. */
const shared = new Map<string, Connections>();

function keyOf({ tls, proxy, network }: ConnectionOptions): string {
  return JSON.stringify([
    [tls?.ca, tls?.cert, tls?.key, tls?.insecureSkipVerify],
    [proxy?.url, proxy?.username, proxy?.password],
    [network?.deny, network?.allow],
  ]);
}

/** Closes the sets that were not used for longest, beyond {@link MAX_IDLE}. */
async function closeIdle(): Promise<void> {
  const idle = [...shared].filter(([, { users }]) => users === 0);
  for (const [key, connections] of idle.slice(0, -MAX_IDLE)) {
    shared.delete(key);
    await connections.close();
  }
}

/**
 * Connections for a client: those of earlier clients with the same options,
 * whose idle sockets it goes on with. Credentials belong to requests, not to
 * connections.
 * @param resolve - finds the addresses of names; with it nothing is shared
 * @returns what gives them back, which closes those that are not shared
 * @throws HttpError - `invalid-option`
 */
export function acquireConnections(
  options: ConnectionOptions,
  resolve?: ResolveName,
): { connections: Connections; release: () => Promise<void> } {
  if (resolve) {
    const connections = new Connections(options, resolve);
    return { connections, release: () => connections.close() };
  }
  const key = keyOf(options);
  const connections = shared.get(key) ?? new Connections(options);
  shared.delete(key);
  shared.set(key, connections);
  connections.users += 1;
  return {
    connections,
    release: async () => {
      connections.users -= 1;
      await closeIdle();
    },
  };
}
