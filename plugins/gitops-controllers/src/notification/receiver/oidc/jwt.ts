import { compactVerify, importJWK } from 'jose';
import type { JWK } from 'jose';
import { WebhookError } from '../WebhookError';

/** Claims of a token. */
export type Claims = Readonly<Record<string, unknown>>;

/** A token whose signature nobody has looked at. */
interface UnverifiedToken {
  readonly text: string;
  readonly algorithm: string;
  /** Id of the key; undefined: it names none. */
  readonly keyId: string | undefined;
  readonly claims: Claims;
}

const PREFIX = 'Bearer ';
const BASE64_URL = /^[A-Za-z0-9_-]+$/;

function refuse(message: string): WebhookError {
  return new WebhookError('unauthorized', message);
}

/**
 * The token of an Authorization header.
 * @throws WebhookError - `unauthorized`
 */
export function bearerOf(authorization: string): string {
  const token = authorization.startsWith(PREFIX)
    ? authorization.slice(PREFIX.length).trim()
    : '';
  if (token === '')
    throw refuse('the Authorization header has no bearer token');
  return token;
}

function decodePart(part: string): Claims {
  try {
    if (!BASE64_URL.test(part)) throw new SyntaxError('no base64url');
    const text = Buffer.from(part, 'base64url').toString('utf8');
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return value as Claims;
    }
  } catch {
    // told below
  }
  throw refuse('the bearer token is no JWT');
}

/**
 * Reads a token without trusting it.
 * @throws WebhookError - `unauthorized`: it is no JWT
 */
export function readToken(text: string): UnverifiedToken {
  const parts = text.split('.', 4);
  if (parts.length !== 3) throw refuse('the bearer token is no JWT');
  const { alg, kid } = decodePart(parts[0]);
  return {
    text,
    algorithm: typeof alg === 'string' ? alg : '',
    keyId: typeof kid === 'string' && kid !== '' ? kid : undefined,
    claims: decodePart(parts[1]),
  };
}

async function isSignedBy(
  { text, algorithm }: UnverifiedToken,
  jwk: JWK,
): Promise<boolean> {
  try {
    const key = await importJWK(jwk, algorithm);
    await compactVerify(text, key, { algorithms: [algorithm] });
    return true;
  } catch {
    return false; // a key of another type, or another signature
  }
}

/** Keys with a secret of their own sign nothing that others could check. */
function isPublicKey({ kty }: JWK): boolean {
  return kty !== 'oct';
}

/**
 * Checks the signature of a token against the keys of its issuer.
 * @throws WebhookError - `unauthorized`
 */
export async function requireSigned(
  token: UnverifiedToken,
  keys: readonly JWK[],
  algorithms: readonly string[],
): Promise<void> {
  if (!algorithms.includes(token.algorithm)) {
    throw refuse(
      `the bearer token is not signed by one of ${algorithms.join(', ')}`,
    );
  }
  for (const jwk of keys.filter(isPublicKey)) {
    if (await isSignedBy(token, jwk)) return;
  }
  throw refuse('the bearer token is not signed by a key of its issuer');
}

/** A time of a claim in seconds; undefined when it is none. */
export function secondsOf(claim: unknown): number | undefined {
  return typeof claim === 'number' ? claim : undefined;
}
