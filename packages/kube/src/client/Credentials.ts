import { Dispatcher, Pool, ProxyAgent } from 'undici';
import { Clock } from '../api/clock';
import { ConnectionError } from '../api/errors';
import {
  ConnectionSettings,
  ReadConnectionSettings,
  TlsMaterial,
} from './ConnectionSettings';
import type { ConnectionGuard } from './options';

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

/** Credentials without an expiry are read again this often. */
const REFRESH_MS = 30_000;
/** Credentials are renewed at the latest this long before they expire. */
const RENEW_BEFORE_MS = 60_000;
/** A renewal that failed is tried again after this, while the old are valid. */
const RETRY_MS = 10_000;

/**
 * Keeps the connections and headers that the settings ask for. Tokens and
 * client certificates are read again every 30 seconds, before they expire and
 * after a 401, so that rotated ones are taken up; connections are kept unless
 * the TLS material changed.
 */
export class Credentials {
  #access?: Access;
  #fingerprint = '';
  #renewAtMs = 0;
  #expiresAtMs = 0;
  #reading?: Promise<Access>;
  readonly #dispatchers = new Set<Dispatcher>();

  constructor(
    private readonly readSettings: ReadConnectionSettings,
    private readonly clock: Clock,
    private readonly connections: number,
    private readonly guard?: ConnectionGuard,
  ) {}

  /** The access to use now. */
  async get(): Promise<Access> {
    if (this.#access && this.clock.now() < this.#renewAtMs) return this.#access;
    this.#reading ??= this.#renew().finally(() => {
      this.#reading = undefined;
    });
    return this.#reading;
  }

  /** Makes the next request read tokens and certificates again. */
  invalidate(): void {
    this.#renewAtMs = 0;
    this.#expiresAtMs = 0;
  }

  /** Closes every connection. */
  async close(): Promise<void> {
    const all = [...this.#dispatchers];
    this.#dispatchers.clear();
    await Promise.all(all.map(dispatcher => dispatcher.destroy()));
  }

  async #renew(): Promise<Access> {
    try {
      return this.#take(await this.readSettings());
    } catch (error) {
      const now = this.clock.now();
      if (!this.#access || now >= this.#expiresAtMs) throw error;
      this.#renewAtMs = now + RETRY_MS;
      return this.#access;
    }
  }

  #take(settings: ConnectionSettings): Access {
    const { proxyUrl, tls, headers, expiresAtMs } = settings;
    const fingerprint = JSON.stringify([settings.url, proxyUrl, tls]);
    const url = new URL(settings.url);
    this.guard?.requireHost(url.hostname);
    const old = this.#access;
    const isSame = old && fingerprint === this.#fingerprint;
    const dispatchers = isSame
      ? { requests: old.requests, watches: old.watches }
      : this.#connect(url.origin, proxyUrl, tls);
    this.#fingerprint = fingerprint;
    this.#schedule(expiresAtMs);
    this.#access = {
      origin: url.origin,
      basePath: url.pathname.replace(/\/+$/, ''),
      headers,
      ...dispatchers,
    };
    if (old && !isSame) this.#retire(old);
    return this.#access;
  }

  #schedule(expiresAtMs: number | undefined): void {
    const now = this.clock.now();
    this.#expiresAtMs = expiresAtMs ?? 0;
    const lifetimeMs = expiresAtMs === undefined ? 0 : expiresAtMs - now;
    this.#renewAtMs =
      expiresAtMs === undefined
        ? now + REFRESH_MS
        : expiresAtMs - Math.min(RENEW_BEFORE_MS, lifetimeMs / 5);
  }

  /** Closes connections of old TLS material once their requests have ended. */
  #retire({ requests, watches }: Access): void {
    for (const dispatcher of [requests, watches]) {
      const forget = () => this.#dispatchers.delete(dispatcher);
      dispatcher.close().then(forget, forget);
    }
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
    if (proxyUrl) this.guard?.requireHost(new URL(proxyUrl).hostname);
    const lookup = this.guard ? { lookup: this.guard.lookup } : {};
    const create = (connections: number | undefined): Dispatcher =>
      proxyUrl
        ? new ProxyAgent({
            uri: proxyUrl,
            requestTls: tls as ProxyAgent.Options['requestTls'],
            // The connector of undici passes on what `net.connect` takes.
            proxyTls: lookup as ProxyAgent.Options['proxyTls'],
            ...(connections ? { connections } : {}),
          })
        : new Pool(origin, {
            connections: connections ?? null,
            pipelining: 1,
            keepAliveTimeout: 60_000,
            connect: {
              ...(tls as Pool.Options['connect']),
              ...lookup,
              timeout: 10_000,
            },
          });
    const requests = create(this.connections);
    const watches = create(undefined);
    this.#dispatchers.add(requests);
    this.#dispatchers.add(watches);
    return { requests, watches };
  }
}
