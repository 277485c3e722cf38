/** What went wrong at a forge, for a program to decide on. */
export type ForgeErrorCode =
  /** No such repository, branch, file, pull request, comment or user; or one that the credentials may not see. */
  | 'not-found'
  /** The forge takes no such credentials, or wants some. */
  | 'unauthorized'
  /** The credentials are good, but may not do this. */
  | 'forbidden'
  /** Something has changed since it was read, exists already, or can't be merged as it is. */
  | 'conflict'
  /** Too many requests; `retryAfterMs` says when to ask again. */
  | 'rate-limited'
  /** No answer: no connection, no trust in its certificate, a deadline, or a failure of the forge. */
  | 'unreachable'
  /** The network policy refuses the address; a retry won't help. */
  | 'denied'
  /** This forge, or this version of it, can't do it. */
  | 'unsupported'
  /** The forge refuses what it was given; a retry won't help. */
  | 'invalid'
  /** An answer with more bytes, or a list with more items, than allowed. */
  | 'limit'
  /** No integration of app-config is for the host of the address. */
  | 'no-integration'
  /** The caller's signal was aborted. */
  | 'aborted';

/** Facts of an error that not each has. */
export interface ForgeErrorOptions {
  /** Milliseconds until the forge takes requests again, of `rate-limited`. */
  readonly retryAfterMs?: number;
  /** Status of the answer, where there was one. */
  readonly status?: number;
  readonly cause?: unknown;
}

/**
 * A request to a forge failed. The message names what was asked for and what the
 * forge said; it holds no credentials.
 */
export class ForgeError extends Error {
  override readonly name = 'ForgeError';
  readonly retryAfterMs: number | undefined;
  readonly status: number | undefined;

  constructor(
    readonly code: ForgeErrorCode,
    message: string,
    options: ForgeErrorOptions = {},
  ) {
    super(message, 'cause' in options ? { cause: options.cause } : {});
    this.retryAfterMs = options.retryAfterMs;
    this.status = options.status;
  }
}

/** Whether an error is of a forge, and has one of the codes. */
export function isForgeError(
  error: unknown,
  ...codes: ForgeErrorCode[]
): error is ForgeError {
  const { name, code } = Object(error) as Partial<ForgeError>;
  if (name !== 'ForgeError') return false;
  return codes.length === 0 || codes.includes(code as ForgeErrorCode);
}
