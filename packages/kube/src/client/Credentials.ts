import type { KubeConfig } from '@kubernetes/client-node';
import type { RequestOptions } from 'node:https';
import { Dispatcher, Pool, ProxyAgent } from 'undici';
import { Clock } from '../api/clock';
import { ConnectionError } from '../api/errors';

/** How to reach the API server and who we are there. */
export interface Access {
  readonly origin: string;
  /** Path of the server URL, without a trailing slash. */
  readonly basePath: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Short requests: few connections, reused. */
  readonly requests: Dispatcher;
  /** Watches: one connection each, so they never delay a request. */
  readonly watches: Dispatcher;
}

/** Credentials are read again from the kubeconfig this often. */
const REFRESH_MS = 30_000;

interface TlsMaterial {
  ca?: unknown;
  cert?: unknown;
  key?: unknown;
  pfx?: unknown;
  passphrase?: string;
  rejectUnauthorized?: boolean;
  servername?: string;
}

function pickTls(options: RequestOptions): TlsMaterial {
  const { ca, cert, key, pfx, passphrase, rejectUnauthorized, servername } =
    options;
  return { ca, cert, key, pfx, passphrase, rejectUnauthorized, servername };
}

function toHeaders(options: RequestOptions): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(options.headers ?? {})) {
    if (value !== undefined) headers[name.toLowerCase()] = String(value);
  }
  if (options.auth) {
    const basic = Buffer.from(options.auth).toString('base64');
    headers.authorization = `Basic ${basic}`;
  }
  return headers;
}

/**
 * Keeps the connections and headers that a kubeconfig's current context asks
 * for. Tokens and client certificates are read again every 30 seconds and after
 * a 401, so that rotated ones are taken up; connections are kept unless the TLS
 * material changed.
 */
export class Credentials {
  #access?: Access;
  #fingerprint = '';
  #readAt = 0;
  #reading?: Promise<Access>;
  readonly #dispatchers = new Set<Dispatcher>();

  constructor(
    private readonly kubeConfig: KubeConfig,
    private readonly clock: Clock,
    private readonly connections: number,
  ) {}

  /** The access to use now. */
  async get(): Promise<Access> {
    const isFresh = this.clock.now() - this.#readAt < REFRESH_MS;
    if (this.#access && isFresh) return this.#access;
    this.#reading ??= this.#read().finally(() => {
      this.#reading = undefined;
    });
    return this.#reading;
  }

  /** Makes the next request read tokens and certificates again. */
  invalidate(): void {
    this.#readAt = 0;
  }

  /** Closes every connection. */
  async close(): Promise<void> {
    const all = [...this.#dispatchers];
    this.#dispatchers.clear();
    await Promise.all(all.map(dispatcher => dispatcher.destroy()));
  }

  async #read(): Promise<Access> {
    const cluster = this.kubeConfig.getCurrentCluster();
    if (!cluster) {
      throw new ConnectionError(
        'credentials',
        'the kubeconfig has no cluster in its current context',
      );
    }
    const options: RequestOptions = {};
    try {
      await this.kubeConfig.applyToHTTPSOptions(options);
    } catch (cause) {
      throw new ConnectionError(
        'credentials',
        `cannot read the credentials of cluster "${cluster.name}": ${
          cause instanceof Error ? cause.message : cause
        }`,
        { cause },
      );
    }
    const tls = pickTls(options);
    const fingerprint = JSON.stringify([cluster.server, cluster.proxyUrl, tls]);
    const url = new URL(cluster.server);
    const isSame = this.#access && fingerprint === this.#fingerprint;
    const dispatchers =
      isSame && this.#access
        ? { requests: this.#access.requests, watches: this.#access.watches }
        : this.#connect(url.origin, cluster.proxyUrl, tls);
    this.#fingerprint = fingerprint;
    this.#readAt = this.clock.now();
    this.#access = {
      origin: url.origin,
      basePath: url.pathname.replace(/\/+$/, ''),
      headers: toHeaders(options),
      ...dispatchers,
    };
    return this.#access;
  }

  #connect(
    origin: string,
    proxyUrl: string | undefined,
    tls: TlsMaterial,
  ): Pick<Access, 'requests' | 'watches'> {
    if (proxyUrl?.startsWith('socks')) {
      throw new ConnectionError(
        'credentials',
        'a SOCKS proxy in the kubeconfig is not supported; use an HTTP proxy',
      );
    }
    const create = (connections: number | undefined): Dispatcher =>
      proxyUrl
        ? new ProxyAgent({
            uri: proxyUrl,
            requestTls: tls as ProxyAgent.Options['requestTls'],
            ...(connections ? { connections } : {}),
          })
        : new Pool(origin, {
            connections: connections ?? null,
            pipelining: 1,
            keepAliveTimeout: 60_000,
            connect: { ...(tls as Pool.Options['connect']), timeout: 10_000 },
          });
    const requests = create(this.connections);
    const watches = create(undefined);
    this.#dispatchers.add(requests);
    this.#dispatchers.add(watches);
    return { requests, watches };
  }
}
