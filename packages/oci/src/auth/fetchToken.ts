import { basicAuthorization } from '@backstage-gitops/http';
import type { HttpMethod, HttpResponse } from '@backstage-gitops/http';
import { OciError } from '../errors';
import type { RegistryCredentials } from './credentials';
import type { RegistryToken } from './RegistryMemory';

/** One exchange with a token server; follows redirects of a GET. */
export type TokenExchange = (request: {
  readonly method: HttpMethod;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly authorization?: string;
  readonly body?: Uint8Array;
  /** Statuses that are not thrown as OciError. */
  readonly accept: readonly number[];
}) => Promise<HttpResponse & { readonly bytes: Uint8Array }>;

/** What to ask a token server for. */
interface TokenRequest {
  readonly realm: string;
  readonly service?: string;
  /** `repository:org/app:pull`. */
  readonly scopes: readonly string[];
  readonly credentials?: RegistryCredentials;
}

const CLIENT_ID = 'backstage-gitops';
/** What can stand in a header. */
const TOKEN = /^[\x21-\x7e]{1,16384}$/;
/** Seconds that a token is valid for where the server does not say. */
const DEFAULT_SECONDS = 60;
const MAX_SECONDS = 24 * 3600;
/** Part of its life after which a token is not used any more. */
const USED_PART = 0.9;

function withBasic(credentials: RegistryCredentials = {}) {
  const { username, password } = credentials;
  return username === undefined && password === undefined
    ? {}
    : { authorization: basicAuthorization(username ?? '', password ?? '') };
}

async function getToken(
  { realm, service, scopes, credentials }: TokenRequest,
  exchange: TokenExchange,
) {
  const url = new URL(realm);
  if (service !== undefined) url.searchParams.set('service', service);
  scopes.forEach(scope => url.searchParams.append('scope', scope));
  url.searchParams.sort();
  return exchange({
    ...{ method: 'GET', url: url.toString(), headers: {}, accept: [200] },
    ...withBasic(credentials),
  });
}

/** @returns undefined when the server does not know OAuth2 */
async function refreshToken(
  { realm, service, scopes }: TokenRequest,
  identityToken: string,
  exchange: TokenExchange,
) {
  const form = new URLSearchParams({
    grant_type: 'refresh_token',
    refresh_token: identityToken,
    client_id: CLIENT_ID,
    scope: scopes.join(' '),
    ...(service === undefined ? {} : { service }),
  });
  const answer = await exchange({
    method: 'POST',
    url: realm,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: Buffer.from(form.toString()),
    accept: [200, 404, 405],
  });
  return answer.status === 200 ? answer : undefined;
}

/** @throws OciError - `unauthorized`: the answer has no token */
function readToken(bytes: Uint8Array, nowMs: number): RegistryToken {
  let answer: Record<string, unknown> = {};
  try {
    answer = Object(JSON.parse(new TextDecoder().decode(bytes)));
  } catch {
    // The answer may hold half a token, so the message does not repeat it.
  }
  const token = answer.token || answer.access_token;
  if (typeof token !== 'string' || !TOKEN.test(token)) {
    throw new OciError('unauthorized', 'no token in bearer response');
  }
  const { expires_in: given } = answer;
  const seconds =
    typeof given === 'number' && given > 0
      ? Math.min(given, MAX_SECONDS)
      : DEFAULT_SECONDS;
  return { token, expiresAtMs: nowMs + seconds * 1000 * USED_PART };
}

/**
 * Asks a token server for a bearer token.
 * @throws OciError - `unauthorized`: refused, or no token in the answer
 * @see distribution/distribution, docs/content/spec/auth/{token,oauth}.md
 */
export async function fetchToken(
  request: TokenRequest,
  exchange: TokenExchange,
): Promise<RegistryToken> {
  const nowMs = Date.now();
  const { identityToken } = request.credentials ?? {};
  const refreshed =
    identityToken === undefined
      ? undefined
      : await refreshToken(request, identityToken, exchange);
  const { bytes } = refreshed ?? (await getToken(request, exchange));
  return readToken(bytes, nowMs);
}
