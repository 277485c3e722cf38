import { basicAuthorization } from '@backstage-gitops/http';
import { createHash } from 'crypto';
import { OciError } from '../errors';
import { formatReference } from '../reference/reference';
import type { OciRepository } from '../reference/reference';
import type { Challenge } from './challenge';
import type { CredentialSource, RegistryCredentials } from './credentials';
import { fetchToken } from './fetchToken';
import type { TokenExchange } from './fetchToken';
import type { RegistryMemory } from './RegistryMemory';

/** What a request wants to do. */
export interface Access {
  readonly repository: OciRepository;
  readonly actions: readonly RepositoryAction[];
  /** Repository of the same registry to mount a blob from. */
  readonly mountFrom?: string;
}

/** Actions of a scope. */
export type RepositoryAction = 'pull' | 'push' | 'delete';

/** What an Authorizer works with. */
interface AuthorizerOptions {
  readonly credentials: CredentialSource;
  readonly memory: RegistryMemory;
  /** Stands for certificates, proxy and so on: who is trusted differs by them. */
  readonly context: string;
  /** Checks an address that a registry has sent. */
  readonly resolveRealm: (realm: string, access: Access) => string;
}

function fingerprint(credentials: RegistryCredentials | undefined): string {
  const { username, password, identityToken } = credentials ?? {};
  return createHash('sha256')
    .update(JSON.stringify([username, password, identityToken]))
    .digest('hex');
}

function scopesOf({ repository, actions, mountFrom }: Access): string[] {
  const scope = `repository:${repository.repository}:${actions.join(',')}`;
  return mountFrom === undefined
    ? [scope]
    : [scope, `repository:${mountFrom}:pull`];
}

/** Signs in to registries: finds the Authorization header of a request. */
export class Authorizer {
  constructor(private readonly options: AuthorizerOptions) {}

  /** Header for a registry whose way to sign in is known from earlier. */
  async headerFor(
    access: Access,
    exchange: TokenExchange,
  ): Promise<string | undefined> {
    const challenge = this.options.memory.challenges.get(this.hostKey(access));
    return challenge && this.headerOf(access, challenge, exchange);
  }

  /**
   * Header that answers a challenge. A remembered token was refused with it, so
   * it is forgotten.
   * @throws OciError - `unauthorized`, `redirect`
   */
  async answer(
    access: Access,
    challenge: Challenge,
    exchange: TokenExchange,
  ): Promise<string | undefined> {
    const { memory } = this.options;
    memory.challenges.set(this.hostKey(access), challenge);
    memory.tokens.delete(this.tokenKey(access, challenge));
    return this.headerOf(access, challenge, exchange);
  }

  private async headerOf(
    access: Access,
    challenge: Challenge,
    exchange: TokenExchange,
  ): Promise<string | undefined> {
    const credentials = this.options.credentials(access.repository);
    const { username, password, registryToken } = credentials ?? {};
    if (challenge.scheme === 'bearer') {
      return registryToken === undefined
        ? this.bearer(access, challenge, exchange)
        : `Bearer ${registryToken}`;
    }
    return username === undefined && password === undefined
      ? undefined
      : basicAuthorization(username ?? '', password ?? '');
  }

  private async bearer(
    access: Access,
    challenge: Challenge,
    exchange: TokenExchange,
  ): Promise<string> {
    const { credentials, memory, resolveRealm } = this.options;
    const { realm, service } = challenge.parameters;
    if (!realm) {
      throw new OciError(
        'unauthorized',
        `malformed www-authenticate, missing realm: ${formatReference(
          access.repository,
        )}`,
      );
    }
    const key = this.tokenKey(access, challenge);
    const known = memory.tokens.get(key);
    if (known && known.expiresAtMs > Date.now()) return `Bearer ${known.token}`;
    const found = credentials(access.repository);
    const token = await fetchToken(
      {
        realm: resolveRealm(realm, access),
        scopes: scopesOf(access),
        ...(service === undefined ? {} : { service }),
        ...(found ? { credentials: found } : {}),
      },
      exchange,
    );
    memory.tokens.set(key, token);
    return `Bearer ${token.token}`;
  }

  private hostKey({ repository }: Access): string {
    return `${this.options.context} ${repository.registry}`;
  }

  private tokenKey(access: Access, { parameters }: Challenge): string {
    return JSON.stringify([
      this.hostKey(access),
      parameters.realm,
      parameters.service,
      scopesOf(access),
      fingerprint(this.options.credentials(access.repository)),
    ]);
  }
}
