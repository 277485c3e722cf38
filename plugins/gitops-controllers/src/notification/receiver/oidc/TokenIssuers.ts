import { HttpClient, readBytes } from '@backstage-gitops/http';
import type { NetworkPolicy } from '@backstage-gitops/http';
import { systemClock } from '@backstage-gitops/kube';
import type { Clock } from '@backstage-gitops/kube';
import type { JWK } from 'jose';
import { WebhookError } from '../WebhookError';
import { Remembered } from './Remembered';

interface TokenIssuersOptions {
  readonly network: NetworkPolicy;
  readonly userAgent: string;
  readonly clock?: Clock;
  /** Milliseconds for one document; default 10,000. */
  readonly timeoutMs?: number;
}

/** What an issuer says of itself. */
interface Issuer {
  /** Address of its keys. */
  readonly jwksUri: string;
  /** Algorithms that it signs with; undefined: it does not say. */
  readonly algorithms: readonly string[] | undefined;
}

const TIMEOUT_MS = 10_000;
const MAX_BYTES = 1024 * 1024;
/** How long a document counts: a key that was withdrawn is believed no longer. */
const KEEP_MS = 5 * 60_000;
/** Pause between looks for a key that an issuer did not have. */
const UNKNOWN_KEY_MS = 10_000;

function refuse(message: string, cause?: unknown): WebhookError {
  return new WebhookError('unauthorized', message, { cause });
}

function parse(text: string, url: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) {
      return value as Record<string, unknown>;
    }
  } catch {
    // told below
  }
  throw refuse(`the document ${url} of the issuer is no JSON object`);
}

/**
 * Documents of the issuers of tokens: where they are, and their keys. They are
 * fetched within the network policy, once for all calls that need them, and
 * kept for five minutes.
 */
export class TokenIssuers {
  readonly #http: HttpClient;
  readonly #timeoutMs: number;
  readonly #issuers: Remembered<Issuer>;
  readonly #keys: Remembered<readonly JWK[]>;

  constructor(options: TokenIssuersOptions) {
    const { network, userAgent, clock = systemClock } = options;
    this.#http = new HttpClient({ userAgent, network });
    this.#timeoutMs = options.timeoutMs ?? TIMEOUT_MS;
    this.#issuers = new Remembered({ clock, keepMs: KEEP_MS });
    this.#keys = new Remembered({ clock, keepMs: KEEP_MS });
  }

  /**
   * The discovery document of an issuer.
   * @throws WebhookError - `unauthorized`: it can't be had, or is of another issuer
   * @see OpenID Connect Discovery 1.0, section 4
   */
  find(issuerUrl: string): Promise<Issuer> {
    return this.#issuers.get(issuerUrl, async () => {
      const base = issuerUrl.replace(/\/$/, '');
      const url = `${base}/.well-known/openid-configuration`;
      const document = await this.#fetch(url);
      const algorithms = document.id_token_signing_alg_values_supported;
      if (document.issuer !== issuerUrl) {
        throw refuse(`the document ${url} is that of another issuer`);
      }
      if (typeof document.jwks_uri !== 'string') {
        throw refuse(`the document ${url} names no jwks_uri`);
      }
      return {
        jwksUri: document.jwks_uri,
        algorithms: Array.isArray(algorithms)
          ? algorithms.filter(item => typeof item === 'string')
          : undefined,
      };
    });
  }

  /**
   * Keys of an issuer with an id; all of them where a token names none. An id
   * that is not among them is looked for again at most every ten seconds.
   * @throws WebhookError - `unauthorized`: they can't be had
   */
  async keys(jwksUri: string, id: string | undefined): Promise<readonly JWK[]> {
    const choose = (keys: readonly JWK[]) =>
      keys.filter(({ kid }) => id === undefined || kid === id);
    const load = () => this.#loadKeys(jwksUri);
    const known = choose(await this.#keys.get(jwksUri, load));
    if (known.length > 0) return known;
    return choose(await this.#keys.get(jwksUri, load, UNKNOWN_KEY_MS));
  }

  /** Ends requests that run. */
  close(): Promise<void> {
    return this.#http.close();
  }

  async #loadKeys(jwksUri: string): Promise<readonly JWK[]> {
    const { keys } = await this.#fetch(jwksUri);
    if (!Array.isArray(keys)) throw refuse(`${jwksUri} has no list of keys`);
    return keys.filter(
      (key): key is JWK => typeof key === 'object' && key !== null,
    );
  }

  async #fetch(url: string): Promise<Record<string, unknown>> {
    const signal = AbortSignal.timeout(this.#timeoutMs);
    try {
      const answer = await this.#http.get({ url, maxBytes: MAX_BYTES, signal });
      if (answer.status !== 200) {
        await answer.discard();
        throw refuse(`${url} answers with status ${answer.status}`);
      }
      const bytes = await readBytes(answer.body);
      return parse(Buffer.from(bytes).toString('utf8'), url);
    } catch (error) {
      if (error instanceof WebhookError) throw error;
      throw refuse(`cannot read ${url}: ${(error as Error).message}`, error);
    }
  }
}
