/** `details` of a Kubernetes `Status` answer. */
export interface ApiErrorDetails {
  readonly name?: string;
  readonly group?: string;
  readonly kind?: string;
  readonly causes?: readonly {
    readonly reason?: string;
    readonly message?: string;
    readonly field?: string;
  }[];
  readonly retryAfterSeconds?: number;
}

/**
 * An answer of the API server with a status of 400 or more.
 * `message` is the server's own text; `reason` is for example `NotFound`,
 * `Conflict`, `Forbidden`, `Invalid`, `AlreadyExists`, `Expired`.
 */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  constructor(
    readonly status: number,
    readonly reason: string,
    message: string,
    readonly details?: ApiErrorDetails,
    /** From the `Retry-After` header or `details.retryAfterSeconds`. */
    readonly retryAfterMs?: number,
  ) {
    super(message);
  }
}

/** Why a request got no answer at all. */
export type ConnectionErrorCode =
  | 'unreachable'
  | 'timeout'
  | 'aborted'
  | 'bad-answer'
  | 'credentials';

/** The API server could not be asked, or its answer could not be read. */
export class ConnectionError extends Error {
  override readonly name = 'ConnectionError';
  constructor(
    readonly code: ConnectionErrorCode,
    message: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}

/** Discovery knows no such kind, also after it was read again. */
export class NoMatchError extends Error {
  override readonly name = 'NoMatchError';
  constructor(
    readonly group: string,
    readonly version: string,
    readonly kind: string,
  ) {
    const version1 = group === '' ? version : `${group}/${version}`;
    super(`no matches for kind "${kind}" in version "${version1}"`);
  }
}

function hasReason(error: unknown, status: number, reason: string): boolean {
  return (
    error instanceof ApiError &&
    (error.reason === reason ||
      (error.reason === '' && error.status === status))
  );
}

/** True when the object (or its namespace) does not exist. */
export const isNotFound = (error: unknown): boolean =>
  hasReason(error, 404, 'NotFound');
/** True for an optimistic-locking or field-ownership conflict. */
export const isConflict = (error: unknown): boolean =>
  hasReason(error, 409, 'Conflict');
export const isAlreadyExists = (error: unknown): boolean =>
  hasReason(error, 409, 'AlreadyExists');
export const isInvalid = (error: unknown): boolean =>
  hasReason(error, 422, 'Invalid');
export const isForbidden = (error: unknown): boolean =>
  hasReason(error, 403, 'Forbidden');
/** True when a resourceVersion is too old to continue from. */
export const isExpired = (error: unknown): boolean =>
  error instanceof ApiError &&
  (error.status === 410 ||
    error.reason === 'Expired' ||
    error.reason === 'Gone');
