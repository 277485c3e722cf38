/** What went wrong, for a program to decide on. */
export type HttpErrorCode =
  /** No connection, or it broke. */
  | 'network'
  /** The server's certificate is not trusted, or it does not trust ours. */
  | 'tls'
  /** The deadline passed. */
  | 'timeout'
  /** The caller's signal was aborted. */
  | 'aborted'
  /** Too many redirects, or one to an address that is no HTTP. */
  | 'redirect'
  /** More bytes than allowed. */
  | 'limit'
  /** The network policy refuses the host or its address; a retry won't help. */
  | 'denied'
  /** A certificate, key, proxy or rule of a policy that can't be used. */
  | 'invalid-option';

/** A request failed before its answer was complete. The message holds no credentials. */
export class HttpError extends Error {
  override readonly name = 'HttpError';

  constructor(
    readonly code: HttpErrorCode,
    message: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}
