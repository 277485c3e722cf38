/** What went wrong, for a program to decide on. */
export type OciErrorCode =
  /** A name, tag or digest that can't be one. */
  | 'invalid-reference'
  /** A docker config or its entry can't be read. */
  | 'invalid-credentials'
  /** 401: credentials are missing or wrong, or no token was given for them. */
  | 'unauthorized'
  /** 403: the credentials don't allow it. */
  | 'denied'
  /** 404: no such repository, manifest or blob. */
  | 'not-found'
  /** 429 after all retries; `retryAfterMs` says how long to wait, where known. */
  | 'rate-limited'
  /** Another answer than the protocol allows. */
  | 'registry'
  /** The bytes are not those that the digest stands for. */
  | 'digest-mismatch'
  /** A manifest or list that can't be read. */
  | 'invalid-manifest'
  /** More bytes, tags, pages or layers than allowed. */
  | 'limit'
  /** The registry, or its token server, leads to where it must not. */
  | 'redirect'
  /** No connection, or it broke. */
  | 'network'
  /** An address that the network policy forbids. */
  | 'forbidden-address'
  /** The server's certificate is not trusted, or it does not trust ours. */
  | 'tls'
  /** The deadline passed. */
  | 'timeout'
  /** The caller's signal was aborted. */
  | 'aborted'
  /** A certificate, key or proxy that can't be used. */
  | 'invalid-option';

/** One entry of a registry's error answer. */
export interface OciDiagnostic {
  /** `MANIFEST_UNKNOWN`. */
  readonly code: string;
  readonly message: string;
  /** Whatever the registry adds. */
  readonly detail?: unknown;
}

/** Details of an {@link OciError}. */
export interface OciErrorOptions {
  readonly cause?: unknown;
  /** Status of the answer, where there was one. */
  readonly status?: number;
  readonly diagnostics?: readonly OciDiagnostic[];
  /** Milliseconds that the registry asked to wait. */
  readonly retryAfterMs?: number;
}

/**
 * A registry, or what it sent, could not be used. The message holds no
 * credentials.
 */
export class OciError extends Error {
  override readonly name = 'OciError';
  readonly status?: number;
  readonly diagnostics: readonly OciDiagnostic[];
  readonly retryAfterMs?: number;

  constructor(
    readonly code: OciErrorCode,
    message: string,
    options: OciErrorOptions = {},
  ) {
    super(message, { cause: options.cause });
    this.status = options.status;
    this.diagnostics = options.diagnostics ?? [];
    this.retryAfterMs = options.retryAfterMs;
  }
}

/** Whether a value is an {@link OciError}, also one of another copy of this package. */
export function isOciError(error: unknown): error is OciError {
  return error instanceof Error && error.name === 'OciError';
}
