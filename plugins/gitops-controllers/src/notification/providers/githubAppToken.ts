import { createPrivateKey, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { readObject } from './answers';
import { ProviderError } from './ProviderError';
import type {
  Exchange,
  ProviderRequest,
  ProviderSettings,
} from './ProviderType';
import { parseHttpUrl, settingsError } from './requireSettings';

/** Headers of each request to GitHub. */
export const GITHUB_HEADERS = {
  Accept: 'application/vnd.github.v3+json',
  'X-Github-Api-Version': '2022-11-28',
};

/** GitHub's clock may be behind ours. */
const SKEW_S = 30;
/** The JWT is used once, to get the token. */
const LIFE_S = 120;

const NUMBER = /^[1-9]\d*$/;

/** Whether the Secret has keys of a GitHub App. */
export function hasGithubApp({ secret }: ProviderSettings): boolean {
  return secret.githubAppID !== undefined;
}

function requireKey(settings: ProviderSettings): KeyObject {
  const text = settings.secret.githubAppPrivateKey;
  if (!text) {
    throw settingsError(
      settings,
      'githubAppPrivateKey',
      'is missing in the Secret',
    );
  }
  const key = parseRsaKey(text);
  if (key) return key;
  throw settingsError(
    settings,
    'githubAppPrivateKey',
    'is not an RSA private key in PEM',
  );
}

function parseRsaKey(text: string): KeyObject | undefined {
  try {
    const key = createPrivateKey(text);
    return key.asymmetricKeyType === 'rsa' ? key : undefined;
  } catch {
    return undefined;
  }
}

/** @throws ProviderError - `settings`: the App's server is no http(s) URL */
function baseUrlOf(settings: ProviderSettings): string {
  const text = settings.secret.githubAppBaseURL?.trim();
  if (!text) return 'https://api.github.com';
  if (parseHttpUrl(text)) return text.replace(/\/$/, '');
  throw settingsError(
    settings,
    'githubAppBaseURL',
    'is not an http or https URL',
  );
}

/** @throws ProviderError - `settings`: ID and key are not both there */
function createJwt(settings: ProviderSettings, nowMs: number): string {
  const { githubAppID } = settings.secret;
  if (!NUMBER.test(githubAppID)) {
    throw settingsError(settings, 'githubAppID', 'is not a number');
  }
  const issuedAt = Math.floor(nowMs / 1000) - SKEW_S;
  const claims = {
    iat: issuedAt,
    exp: issuedAt + LIFE_S,
    iss: githubAppID,
  };
  const parts = [{ alg: 'RS256', typ: 'JWT' }, claims].map(part =>
    Buffer.from(JSON.stringify(part)).toString('base64url'),
  );
  const text = parts.join('.');
  const signature = sign('RSA-SHA256', Buffer.from(text), requireKey(settings));
  return `${text}.${signature.toString('base64url')}`;
}

type Ask = (
  method: ProviderRequest['method'],
  path: string,
) => ReturnType<Exchange>;

/** The installation by its ID, or that of an organization or user. */
async function installationOf(
  settings: ProviderSettings,
  ask: Ask,
): Promise<string> {
  const { githubAppInstallationID: id, githubAppInstallationOwner: owner } =
    settings.secret;
  if (Boolean(id) === Boolean(owner)) {
    const why = 'is needed, or githubAppInstallationOwner, and not both';
    throw settingsError(settings, 'githubAppInstallationID', why);
  }
  if (id && !NUMBER.test(id)) {
    throw settingsError(settings, 'githubAppInstallationID', 'is not a number');
  }
  if (id) return id;
  const find = async (kind: string) =>
    readObject(
      await ask('GET', `${kind}/${encodeURIComponent(owner)}/installation`),
    );
  const found = await find('orgs').catch(error => {
    if (error instanceof ProviderError && error.code === 'status') {
      return find('users');
    }
    throw error;
  });
  return String(found.id);
}

/** A token of an installation, and the App's name, which signs its comments. */
export interface GithubAppToken {
  readonly token: string;
  /** Asked for on demand. */
  readonly slug?: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

/** What a token is asked with. */
interface GithubAppOptions {
  readonly exchange: Exchange;
  readonly needsSlug: boolean;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/**
 * Asks for a token of the App's installation.
 * @throws ProviderError - `settings`: keys of the App are missing or no good
 */
export async function requestGithubAppToken(
  settings: ProviderSettings,
  { exchange, needsSlug, now }: GithubAppOptions,
): Promise<GithubAppToken> {
  const base = baseUrlOf(settings);
  const jwt = createJwt(settings, now());
  const headers = { ...GITHUB_HEADERS, Authorization: `Bearer ${jwt}` };
  const ask: Ask = (method, path) =>
    exchange({ method, url: `${base}/${path}`, headers });
  const slug = needsSlug ? readObject(await ask('GET', 'app')).slug : undefined;
  const installation = await installationOf(settings, ask);
  const path = `app/installations/${encodeURIComponent(
    installation,
  )}/access_tokens`;
  const answer = readObject(await ask('POST', path));
  const { token, expires_at: expires } = answer;
  if (typeof token !== 'string') {
    throw new ProviderError('refused', 'GitHub answered without a token');
  }
  const expiresAt = Date.parse(String(expires)) || now();
  return { token, expiresAt, ...(typeof slug === 'string' ? { slug } : {}) };
}
