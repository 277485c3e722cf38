/** Certificates for HTTPS, PEM. */
export interface TlsOptions {
  /** Authorities to trust in addition to the system's. */
  readonly ca?: string;
  /** Client certificate and its key. */
  readonly cert?: string;
  readonly key?: string;
}

/** HTTP proxy to go through. */
export interface ProxyOptions {
  /** `http://host:port`. */
  readonly url: string;
  readonly username?: string;
  readonly password?: string;
}

/** Settings of an HttpClient. */
export interface HttpClientOptions {
  /** Sent as User-Agent. */
  readonly userAgent: string;
  readonly tls?: TlsOptions;
  readonly proxy?: ProxyOptions;
}

/** One exchange. */
export interface HttpRequest {
  readonly url: string;
  /** Default GET. */
  readonly method?: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  /** Ends the request and the reading of its answer. */
  readonly signal: AbortSignal;
}

/** A GET that follows redirects. */
export interface HttpGet extends Omit<HttpRequest, 'method' | 'body'> {
  /**
   * Value of the Authorization header. A redirect to another host or port, or
   * from https to http, goes on without it.
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
  /** Names in lower case; of repeated headers the first. */
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
