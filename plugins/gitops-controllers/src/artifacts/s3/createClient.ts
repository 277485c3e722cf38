import type { S3Client } from '@aws-sdk/client-s3';
import type { S3Settings } from './S3Settings';

const CONNECTION_TIMEOUT_MS = 5_000;
const DEFAULT_IDLE_TIMEOUT_MS = 30_000;
/** Enough for slow readers of the artifact server, so that they hold up nobody. */
const AGENT = { keepAlive: true, maxSockets: 500 };
const DEFAULT_REGION = 'us-east-1';
const CONTENT_HASH = 'x-amz-content-sha256';
const CHECKSUM = 'x-amz-checksum-sha256';

/** Failures are reported by who made the request; without a logger the SDK writes to the console. */
const SILENT = {
  debug() {},
  info() {},
  warn() {},
  error() {},
};

/** Messages of HTTP, as far as they are read here. */
interface WithHeaders {
  readonly headers: Record<string, string>;
}

function hasHeaders(message: unknown): message is WithHeaders {
  return (
    typeof message === 'object' && message !== null && 'headers' in message
  );
}

/**
 * Signs the hash of a streamed body, as that of any other: the SDK would send
 * it in chunks of its own encoding, which not every S3-compatible store reads.
 */
function signStreams(client: S3Client): void {
  client.middlewareStack.add(
    next => args => {
      const { request } = args;
      if (hasHeaders(request) && request.headers[CHECKSUM]) {
        const hash = Buffer.from(request.headers[CHECKSUM], 'base64');
        request.headers[CONTENT_HASH] = hash.toString('hex');
      }
      return next(args);
    },
    { step: 'build', name: 'signStreams', priority: 'low' },
  );
}

function watchClock(client: S3Client, onDate: (dateMs: number) => void): void {
  client.middlewareStack.add(
    next => async args => {
      const result = await next(args);
      const { response } = result;
      const date = hasHeaders(response)
        ? Date.parse(response.headers.date)
        : NaN;
      if (!Number.isNaN(date)) onDate(date);
      return result;
    },
    { step: 'deserialize', name: 'watchClock', priority: 'low' },
  );
}

/**
 * A client of the SDK that makes each request once, without chunked bodies.
 * @param onDate - called with the time of each answer, in milliseconds
 */
export function createClient(
  sdk: typeof import('@aws-sdk/client-s3'),
  settings: S3Settings,
  onDate: (dateMs: number) => void,
): S3Client {
  const { endpoint, credentials, idleTimeoutMs } = settings;
  const client = new sdk.S3Client({
    region: settings.region ?? DEFAULT_REGION,
    maxAttempts: 1,
    logger: SILENT,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    forcePathStyle: settings.isPathStyle ?? endpoint !== undefined,
    requestHandler: {
      connectionTimeout: CONNECTION_TIMEOUT_MS,
      socketTimeout: idleTimeoutMs ?? DEFAULT_IDLE_TIMEOUT_MS,
      httpAgent: AGENT,
      httpsAgent: AGENT,
    },
    ...(endpoint ? { endpoint } : {}),
    ...(credentials ? { credentials } : {}),
  });
  signStreams(client);
  watchClock(client, onDate);
  return client;
}
