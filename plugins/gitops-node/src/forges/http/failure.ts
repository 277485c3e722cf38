import { retryAfterMs } from '@backstage-gitops/http';
import { ForgeError } from '../ForgeError';
import type { ForgeErrorCode } from '../ForgeError';

/** An answer that is no success. */
interface FailedAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Its body. */
  readonly text: string;
}

/** Longest text of a forge that a message repeats, in characters. */
const MAX_TEXT = 300;

const CODES: Readonly<Record<number, ForgeErrorCode>> = {
  203: 'unauthorized',
  400: 'invalid',
  401: 'unauthorized',
  403: 'forbidden',
  404: 'not-found',
  405: 'conflict',
  406: 'conflict',
  409: 'conflict',
  410: 'not-found',
  412: 'conflict',
  413: 'limit',
  422: 'invalid',
  423: 'conflict',
  429: 'rate-limited',
  501: 'unsupported',
};

/** A GET is redirected to where a repository has moved; other methods are not repeated there. */
function codeOf({ status, headers, text }: FailedAnswer): ForgeErrorCode {
  if (status === 403 && isRateLimited(headers, text)) return 'rate-limited';
  if (status >= 300 && status < 400) return 'not-found';
  return CODES[status] ?? (status >= 500 ? 'unreachable' : 'invalid');
}

/**
 * GitHub says 403 for its limits too.
 * @see docs.github.com, "Rate limits for the REST API", "Exceeding the rate limit"
 */
function isRateLimited(headers: FailedAnswer['headers'], text: string) {
  return (
    headers['x-ratelimit-remaining'] === '0' ||
    headers['retry-after'] !== undefined ||
    /secondary rate limit|abuse detection/i.test(text)
  );
}

/**
 * Milliseconds that the forge asks to wait, from `Retry-After` (seconds or a date) or
 * the time of reset of GitHub and GitLab (seconds since 1970).
 */
function waitMs(
  headers: FailedAnswer['headers'],
  nowMs: number,
): number | undefined {
  if (headers['retry-after'] !== undefined) {
    return retryAfterMs(headers, nowMs);
  }
  const reset = headers['x-ratelimit-reset'] ?? headers['ratelimit-reset'];
  const seconds = Number(reset);
  return reset === undefined || Number.isNaN(seconds)
    ? undefined
    : Math.max(0, seconds * 1000 - nowMs);
}

/** What the forge says of its failure, in one line; empty when it says nothing. */
function textOf(body: string): string {
  const said = sayingOf(parse(body)) ?? '';
  const line = said.replace(/\s+/g, ' ').trim();
  return line.length > MAX_TEXT ? `${line.slice(0, MAX_TEXT)}…` : line;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** `{message}`, `{message, errors: [{message}]}`, `{error: {message, detail}}`, `{error}`. */
function sayingOf(body: unknown): string | undefined {
  if (typeof body === 'string') return body;
  if (Array.isArray(body)) {
    return body.map(sayingOf).filter(Boolean).join('; ');
  }
  if (typeof body !== 'object' || body === null) return undefined;
  const { message, error, errors, detail, error_description } = body as Record<
    string,
    unknown
  >;
  const parts = [message ?? error ?? error_description, detail, errors]
    .map(part => sayingOf(part) ?? (part ? JSON.stringify(part) : ''))
    .filter(Boolean);
  return parts.join(': ') || undefined;
}

/** Puts `***` in place of each secret. */
export function redact(text: string, secrets: readonly string[]): string {
  return secrets
    .filter(secret => secret.length > 0)
    .reduce((result, secret) => result.split(secret).join('***'), text);
}

/** Secrets of headers: their values, and those behind a scheme (`Bearer`, `Basic`). */
export function secretsOf(
  headers: Readonly<Record<string, string>>,
): readonly string[] {
  return Object.values(headers).flatMap(value => {
    const [, token] = value.split(' ');
    const isBasic = /^basic /i.test(value);
    const decoded = isBasic
      ? Buffer.from(token, 'base64').toString('utf8')
      : '';
    const password = decoded.slice(decoded.indexOf(':') + 1);
    return [password, token ?? value].filter(Boolean);
  });
}

/**
 * The failure that an answer tells of.
 * @param what - what was asked for: `read branch main of acme/fleet`
 * @param nowMs - milliseconds since 1970, for times of reset
 */
export function toForgeError(
  what: string,
  answer: FailedAnswer,
  secrets: readonly string[],
  nowMs: number,
): ForgeError {
  const code = codeOf(answer);
  const text = redact(textOf(answer.text), secrets);
  const { status, headers } = answer;
  const wait =
    code === 'rate-limited' || code === 'unreachable'
      ? waitMs(headers, nowMs)
      : undefined;
  return new ForgeError(
    code,
    `${what}: ${text || 'the forge gives no reason'} (${status})`,
    { status, ...(wait === undefined ? {} : { retryAfterMs: wait }) },
  );
}
