import { systemClock } from '@backstage-gitops/kube';
import type { Clock, KubeClient } from '@backstage-gitops/kube';

/** Whose token, and for whom it is. */
interface TokenRequest {
  readonly namespace: string;
  readonly name: string;
  readonly audiences: readonly string[];
}

/** A token of a service account. */
interface AccountToken {
  readonly token: string;
  /** Milliseconds since the epoch. */
  readonly expiresAtMs: number;
}

interface TokenAnswer {
  readonly status: {
    readonly token: string;
    readonly expirationTimestamp: string;
  };
}

interface KnownToken extends AccountToken {
  readonly issuedAtMs: number;
}

const MAX_TOKENS = 100;
/** Part of its life during which a token is given out again. */
const FRESH = 0.8;

/**
 * Tokens of service accounts, by the TokenRequest API. One is used again for
 * most of its life; 100 are kept, least recently used ones go first.
 */
export class ServiceAccountTokens {
  readonly #known = new Map<string, KnownToken>();

  constructor(
    private readonly client: KubeClient,
    private readonly clock: Clock = systemClock,
  ) {}

  /** @throws ApiError - no such account, or a token may not be made */
  async get(
    request: TokenRequest,
    signal?: AbortSignal,
  ): Promise<AccountToken> {
    const key = JSON.stringify(request);
    const known = this.#known.get(key);
    this.#known.delete(key);
    const token =
      known && this.#isFresh(known)
        ? known
        : await this.#create(request, signal);
    this.#known.set(key, token);
    const [oldest] = this.#known.keys();
    if (this.#known.size > MAX_TOKENS) this.#known.delete(oldest);
    return token;
  }

  #isFresh({ issuedAtMs, expiresAtMs }: KnownToken): boolean {
    const lifeMs = expiresAtMs - issuedAtMs;
    return this.clock.now() < issuedAtMs + lifeMs * FRESH;
  }

  async #create(
    { namespace, name, audiences }: TokenRequest,
    signal: AbortSignal | undefined,
  ): Promise<KnownToken> {
    const issuedAtMs = this.clock.now();
    const path = [
      '/api/v1/namespaces',
      encodeURIComponent(namespace),
      'serviceaccounts',
      encodeURIComponent(name),
      'token',
    ].join('/');
    const { status } = await this.client.request<TokenAnswer>({
      method: 'POST',
      path,
      body: {
        apiVersion: 'authentication.k8s.io/v1',
        kind: 'TokenRequest',
        spec: { audiences },
      },
      signal,
    });
    const expiresAtMs = Date.parse(status.expirationTimestamp);
    return { token: status.token, issuedAtMs, expiresAtMs };
  }
}
