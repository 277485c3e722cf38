import { ArtifactError } from '../errors';

/** What the AWS SDK throws: the service's answer, or a failure of the network. */
interface SdkError extends Error {
  /** `ECONNRESET`; a number where the runtime has made the error. */
  readonly code?: string | number;
  readonly $metadata?: {
    readonly httpStatusCode?: number;
    readonly clockSkewCorrected?: boolean;
  };
}

/** What to do about an answer, by its code. */
const ADVICE: Readonly<Record<string, string>> = {
  AccessDenied: 'the credentials may not do this; check the bucket policy',
  AllAccessDisabled: 'the account is disabled',
  AuthorizationHeaderMalformed: 'the region is wrong',
  EntityTooLarge: 'the file is larger than the store takes',
  ExpiredToken: 'the session token has expired',
  InvalidAccessKeyId: 'the access key is unknown',
  InvalidToken: 'the session token is invalid',
  NoSuchBucket: 'there is no such bucket',
  PermanentRedirect: 'the bucket is in another region or at another endpoint',
  QuotaExceeded: 'the quota of the bucket is used up',
  RequestTimeTooSkewed: 'the clock of this machine is wrong',
  SignatureDoesNotMatch: 'the secret access key is wrong',
  XMinioStorageFull: 'the store is full',
};

/** By status, for answers without a body, as to HEAD. */
const ADVICE_BY_STATUS: Readonly<Record<number, string>> = {
  301: ADVICE.PermanentRedirect,
  400: 'the request is refused; check region and credentials',
  403: ADVICE.AccessDenied,
  404: ADVICE.NoSuchBucket,
  507: 'the store is full',
};

const NETWORK_CODES = [
  'ECONNREFUSED',
  'ECONNRESET',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
];
/** Failures of the network that have no system code. */
const NETWORK_NAMES = ['TimeoutError', 'AbortError'];
const RETRYABLE_NAMES = [
  'BadDigest',
  'InternalError',
  'OperationAborted',
  'RequestTimeTooSkewed',
  'RequestTimeout',
  'ServiceUnavailable',
  'SlowDown',
  'Throttling',
  'TooManyRequests',
  'XAmzContentSHA256Mismatch',
];

const RETRYABLE_STATUSES = [408, 429, 500, 502, 503, 504];

function statusOf({ $metadata }: SdkError): number | undefined {
  return $metadata?.httpStatusCode;
}

/** The SDK wraps what it does not take for an Error, and keeps only the text. */
const WRAPPED = [/\bE[A-Z]{3,}(_[A-Z]+)?\b/, /\b(Timeout|Abort)Error\b/];

/** What names a failure without an answer: `ECONNRESET`, `TimeoutError`. */
function networkCodeOf({ code, name, message }: SdkError): string {
  if (typeof code === 'string') return code;
  if (NETWORK_NAMES.includes(name)) return name;
  const found = WRAPPED.map(form => form.exec(message)?.[0]);
  return found.find(text => text !== undefined) ?? '';
}

/** Whether it is this machine's disk that has failed: EIO, ENOENT. */
function isFileError(error: NodeJS.ErrnoException): boolean {
  const { code = '', syscall = '' } = error;
  const isOfFiles = ['open', 'read', 'write'].includes(syscall);
  return isOfFiles && !NETWORK_CODES.includes(code);
}

/** Whether the answer says that there is no such object, or no such bucket. */
export function isMissing(error: unknown): boolean {
  const { name } = error as SdkError;
  return name === 'NoSuchKey' || name === 'NotFound';
}

/** Whether the same request may succeed a moment later. */
export function isRetryable(error: unknown): boolean {
  if (isFileError(error as NodeJS.ErrnoException)) return false;
  const failure = error as SdkError;
  const status = statusOf(failure);
  if (RETRYABLE_NAMES.includes(failure.name)) return true;
  if (status !== undefined) return RETRYABLE_STATUSES.includes(status);
  return [...NETWORK_CODES, ...NETWORK_NAMES].includes(networkCodeOf(failure));
}

/**
 * A failure of the store in words that may go into conditions. The SDK's own
 * messages do not: servers put keys and signed requests into them.
 * @param place - `bucket 'artifacts' at https://minio.example:9000`
 * @returns an ArtifactError `unavailable`; a failure of a local file as it is
 */
export function toStoreError(error: unknown, place: string): Error {
  if (error instanceof ArtifactError) return error;
  const failure = error as SdkError;
  if (isFileError(failure as NodeJS.ErrnoException)) return failure;
  const status = statusOf(failure);
  const advice =
    ADVICE[failure.name] ??
    (status === undefined ? undefined : ADVICE_BY_STATUS[status]);
  const answer = status === undefined ? networkText(failure) : `HTTP ${status}`;
  const code = /^(Error|Unknown.*)$/.test(failure.name) ? '' : failure.name;
  const detail = [status && code, answer].filter(Boolean).join(', ');
  return new ArtifactError(
    'unavailable',
    `${place}: ${advice ? `${advice} (${detail})` : detail}`,
  );
}

const BROKEN = 'the connection broke off';
const LATE = 'the server does not answer in time';
const NETWORK_TEXTS: Readonly<Record<string, string>> = {
  AbortError: LATE,
  ECONNREFUSED: 'the connection is refused',
  ECONNRESET: BROKEN,
  ENOTFOUND: 'the host is unknown',
  EPIPE: BROKEN,
  ETIMEDOUT: LATE,
  TimeoutError: LATE,
};

function networkText(error: SdkError): string {
  if (error.name === 'CredentialsProviderError') {
    return 'no credentials are given or found';
  }
  const code = networkCodeOf(error);
  if (/CERT|TLS/.test(code)) {
    return `the certificate is not trusted (${code}); NODE_EXTRA_CA_CERTS names further authorities`;
  }
  return NETWORK_TEXTS[code] ?? (code || error.message);
}
