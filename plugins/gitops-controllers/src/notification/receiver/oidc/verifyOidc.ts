import { headerOf } from '../call';
import type { Call, Expected, Verified } from '../call';
import { WebhookError } from '../WebhookError';
import { requireClaims } from './claimRules';
import type { OidcProvider } from './claimRules';
import { bearerOf, readToken, requireSigned, secondsOf } from './jwt';
import type { Claims } from './jwt';
import type { TokenIssuers } from './TokenIssuers';

/** Audience of tokens where a provider names none. */
const DEFAULT_AUDIENCE = 'notification-controller';
/** Algorithms of tokens, none of which shares a secret. */
const ALGORITHMS = [
  ...['RS256', 'RS384', 'RS512', 'ES256', 'ES384', 'ES512'],
  ...['PS256', 'PS384', 'PS512', 'EdDSA'],
];
/** How far the clock of an issuer may be ahead. */
const NOT_BEFORE_LEEWAY_S = 5 * 60;

function refuse(message: string): WebhookError {
  return new WebhookError('unauthorized', message);
}

function requireAudience({ aud }: Claims, provider: OidcProvider): void {
  const expected = provider.audience || DEFAULT_AUDIENCE;
  const audiences = Array.isArray(aud) ? aud : [aud];
  if (!audiences.includes(expected)) {
    throw refuse(`the token is not for the audience ${expected}`);
  }
}

function requireTime({ exp, nbf }: Claims, nowMs: number): void {
  const now = nowMs / 1000;
  const expires = secondsOf(exp);
  if (expires === undefined || expires < now) {
    throw refuse('the token has expired');
  }
  const notBefore = secondsOf(nbf);
  if (notBefore !== undefined && now + NOT_BEFORE_LEEWAY_S < notBefore) {
    throw refuse('the token does not count yet');
  }
}

function algorithmsOf(announced: readonly string[] = []): readonly string[] {
  const known = announced.filter(name => ALGORITHMS.includes(name));
  return known.length > 0 ? known : ['RS256'];
}

/**
 * Type `generic-oidc`: a bearer token of one of `spec.oidcProviders`. What costs
 * nothing is checked before its issuer is asked for anything.
 * @throws WebhookError - `unauthorized`, `filter`
 */
export async function verifyOidc(
  call: Call,
  { spec }: Expected,
  issuers: TokenIssuers,
  nowMs: number,
): Promise<Verified> {
  const token = readToken(bearerOf(headerOf(call, 'Authorization')));
  const { claims } = token;
  const provider = spec.oidcProviders?.find(
    ({ issuerURL }) => issuerURL === claims.iss,
  );
  if (!provider)
    throw refuse('the token is of no issuer of spec.oidcProviders');
  requireAudience(claims, provider);
  requireTime(claims, nowMs);
  const issuer = await issuers.find(provider.issuerURL);
  const algorithms = algorithmsOf(issuer.algorithms);
  if (!algorithms.includes(token.algorithm)) {
    throw refuse(`the token is not signed by one of ${algorithms.join(', ')}`);
  }
  const keys = await issuers.keys(issuer.jwksUri, token.keyId);
  await requireSigned(token, keys, algorithms);
  requireClaims(provider, claims);
  return { body: call.body, claims };
}
