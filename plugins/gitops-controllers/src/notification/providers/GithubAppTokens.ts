import { createHash } from 'node:crypto';
import { requestGithubAppToken } from './githubAppToken';
import type { GithubAppToken } from './githubAppToken';
import type { Exchange, ProviderSettings } from './ProviderType';

const MAX_TOKENS = 100;
/** A token is used for this part of its life. */
const USED_PART = 0.8;

interface KnownToken {
  readonly token: GithubAppToken;
  /** Milliseconds since 1970. */
  readonly until: number;
}

/** Equal for Secrets with the same keys of an App. */
function keyOf({ secret }: ProviderSettings, needsSlug: boolean): string {
  const keys = Object.entries(secret).filter(([key]) =>
    key.startsWith('githubApp'),
  );
  const text = JSON.stringify([needsSlug, keys.sort()]);
  return createHash('sha256').update(text).digest('hex');
}

/**
 * Tokens of GitHub Apps, which live for an hour: a Secret's is asked for once,
 * and again when its keys have changed.
 */
export class GithubAppTokens {
  readonly #known = new Map<string, KnownToken>();

  /** @param now - milliseconds since 1970 */
  constructor(private readonly now: () => number = Date.now) {}

  /** @throws ProviderError - `settings`: keys of the App are missing or no good */
  async get(
    settings: ProviderSettings,
    exchange: Exchange,
    needsSlug: boolean,
  ): Promise<GithubAppToken> {
    const key = keyOf(settings, needsSlug);
    const known = this.#known.get(key);
    if (known && known.until > this.now()) return known.token;
    const asked = this.now();
    const options = { exchange, needsSlug, now: this.now };
    const token = await requestGithubAppToken(settings, options);
    this.#known.delete(key);
    const until = asked + (token.expiresAt - asked) * USED_PART;
    this.#known.set(key, { token, until });
    const [oldest] = this.#known.keys();
    if (this.#known.size > MAX_TOKENS) this.#known.delete(oldest);
    return token;
  }
}
