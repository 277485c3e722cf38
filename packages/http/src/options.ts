import type { Readable } from 'stream';
import type { NetworkPolicy } from './network/policy';

/** Certificates for HTTPS, PEM. */
export interface TlsOptions {
  /** Authorities to trust in addition to the system's. */
  readonly ca?: string;
  /** Client certificate and its key. */
  readonly cert?: string;
  readonly key?: string;
  /** Accepts any certificate of the server. Default false. */
  readonly insecureSkipVerify?: boolean;
}

/** Proxy to go through. */
export interface ProxyOptions {
  /**
   * `http://host:port`, `https://host:port` or `socks5://host:port`. A SOCKS
   * proxy resolves names itself. An `http:` target is asked of an HTTP proxy
   * by its whole address, an `https:` one through a tunnel.
   */
  readonly url: string;
  /** Instead of the user name and password in the URL. */
  readonly username?: string;
  readonly password?: string;
}

/** Settings of an HttpClient; plain data. */
export interface HttpClientOptions {
  /** Sent as User-Agent. */
  readonly userAgent: string;
  readonly tls?: TlsOptions;
  readonly proxy?: ProxyOptions;
  /**
   * Where connections may go, redirects and the proxy included. Behind a proxy
   * the host of a target is judged as it is written. Default
   * {@link DEFAULT_NETWORK_POLICY}.
   */
  readonly network?: NetworkPolicy;
}

/** Methods of a request. */
export type HttpMethod = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** Bytes of a request; those of a stream are read once. */
export type HttpBody = Uint8Array | Readable | AsyncIterable<Uint8Array>;

/** One exchange. */
export interface HttpRequest {
  readonly url: string;
  /** Default GET. */
  readonly method?: HttpMethod;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: HttpBody;
  /**
   * Number of bytes of a body that is a stream; without it, the body is sent
   * in chunks. A body of another length fails.
   */
  readonly contentLength?: number;
  /** Longest body of an answer, in bytes; a longer one fails with `limit`. */
  readonly maxBytes?: number;
  /**
   * Takes the whole body into memory before the answer is given, which is less
   * work for a short one; for use with {@link maxBytes}. Default false.
   */
  readonly isWhole?: boolean;
  /** Ends the request and the reading of its answer. */
  readonly signal: AbortSignal;
}

/** A GET or HEAD that follows redirects. */
export interface HttpGet
  extends Omit<HttpRequest, 'method' | 'body' | 'contentLength'> {
  /** Default GET. */
  readonly method?: 'GET' | 'HEAD';
  /**
   * Value of the Authorization header. A redirect to another host or port, or
   * from https to http, goes on without it, and without such a header or a
   * Cookie in `headers`.
   */
  readonly authorization?: string;
  /** Default 10. */
  readonly maxRedirects?: number;
}

/** An answer; its body must be read to the end or discarded. */
export interface HttpResponse {
  readonly status: number;
  /** `Not Found`; empty for a status without a standard text. */
  readonly statusText: string;
  /**
   * Names in lower case; of repeated headers the first, but all of
   * `www-authenticate`, with commas in between.
   */
  readonly headers: Readonly<Record<string, string>>;
  /** Address that answered, after redirects. */
  readonly url: string;
  /** Bytes as they were sent. Reading throws HttpError. */
  readonly body: AsyncIterable<Uint8Array>;
  /** Reads the rest of a body that nobody wants; a long one ends the connection. */
  discard(): Promise<void>;
}

/** Value of the Authorization header for a user name and a password. */
export function basicAuthorization(username: string, password: string): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}
