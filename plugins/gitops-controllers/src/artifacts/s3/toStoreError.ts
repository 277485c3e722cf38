import { ArtifactError } from '../errors';

/** What the AWS SDK throws: the service's answer, or a failure of the network. */
interface SdkError extends Error {
  readonly code?: string;
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

function statusOf({ $metadata }: SdkError): number | undefined {
  return $metadata?.httpStatusCode;
}

/** Whether it is this machine's disk that has failed: EIO, ENOENT. */
function isFileError({ code = '', syscall = '' }: NodeJS.ErrnoException) {
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
  const { name, code = '' } = error as SdkError;
  const status = statusOf(error as SdkError);
  return (
    RETRYABLE_NAMES.includes(name) ||
    (status === undefined
      ? NETWORK_CODES.includes(code) || NETWORK_NAMES.includes(name)
      : [408, 429, 500, 502, 503, 504].includes(status))
  );
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
  const answer =
    status === undefined
      ? networkText(failure)
      : [failure.name, `HTTP ${status}`].join(', ');
  return new ArtifactError(
    'unavailable',
    `${place}: ${advice ? `${advice} (${answer})` : answer}`,
  );
}

function networkText({ name, code, message }: SdkError): string {
  if (name === 'CredentialsProviderError') {
    return 'no credentials are given or found';
  }
  if (NETWORK_NAMES.includes(name)) return 'the server does not answer in time';
  if (code === 'ECONNREFUSED') return 'the connection is refused';
  if (code === 'ENOTFOUND') return 'the host is unknown';
  return code ?? (NETWORK_NAMES.includes(name) ? name : message);
}
