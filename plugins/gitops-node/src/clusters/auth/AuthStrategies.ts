import type { LoggerService } from '@backstage/backend-plugin-api';
import type { ClientCredential } from '@backstage-gitops/kube';
import type { Config } from '@backstage/config';
import { ANNOTATION_KUBERNETES_AUTH_PROVIDER } from '@backstage/plugin-kubernetes-common';
import type {
  AuthenticationStrategy,
  ClusterDetails,
  KubernetesCredential,
} from '@backstage/plugin-kubernetes-node';
import type { ClusterProblem } from '../types';
import {
  KubernetesBackend,
  loadKubernetesBackend,
} from './loadKubernetesBackend';

/** What the strategies are made from. */
interface AuthStrategiesOptions {
  /** Root configuration: `aws`, `kubernetes.googleServiceAccountCredentials`. */
  readonly config: Config;
  readonly logger: LoggerService;
  /** Further strategies by name of the auth provider; go before the built-in. */
  readonly strategies?: Readonly<Record<string, AuthenticationStrategy>>;
  /** Default: {@link loadKubernetesBackend}. */
  readonly load?: () => Promise<KubernetesBackend>;
}

type Create = (
  backend: KubernetesBackend,
  options: AuthStrategiesOptions,
) => AuthenticationStrategy;

interface BuiltIn {
  readonly create: Create;
  /** Milliseconds for which a credential is used; absent: 30 seconds. */
  readonly validForMs?: number;
}

/** Auth providers that work without a signed-in user. */
const BUILT_IN = new Map<string, BuiltIn>([
  ['serviceAccount', { create: kit => new kit.ServiceAccountStrategy() }],
  [
    'aws',
    {
      create: (kit, { config }) => new kit.AwsIamStrategy({ config }),
      // EKS accepts a presigned URL for 15 minutes; AWS's own tools say 14.
      validForMs: 14 * 60_000,
    },
  ],
  [
    'azure',
    // The strategy keeps its token and renews it 15 minutes before its end.
    { create: (kit, { logger }) => new kit.AzureIdentityStrategy(logger) },
  ],
  [
    'googleServiceAccount',
    {
      create: (kit, { config }) =>
        new kit.GoogleServiceAccountStrategy({ config }),
      // A metadata server gives the same token until 5 minutes before its end.
      validForMs: 4 * 60_000,
    },
  ],
]);

/** Auth providers that take the token of whoever looks at a page. */
const NEEDS_USER = new Set(['aks', 'google', 'oidc']);

/**
 * The authentication strategies of Backstage's Kubernetes plugin, made when
 * first used.
 */
export class AuthStrategies {
  readonly #made = new Map<string, Promise<AuthenticationStrategy>>();

  constructor(private readonly options: AuthStrategiesOptions) {}

  /** Why the auth provider of a cluster can't be used here, if it can't. */
  check(details: ClusterDetails): ClusterProblem | undefined {
    const provider = authProviderOf(details);
    const subject = `cluster "${details.name}": authProvider "${provider}"`;
    const custom = this.options.strategies?.[provider ?? ''];
    if (custom) {
      const [error] = custom.validateCluster(details.authMetadata);
      return error && { code: 'invalid-entry', message: error.message };
    }
    if (!provider) {
      const message = `cluster "${details.name}" has no authProvider`;
      return { code: 'invalid-entry', message };
    }
    if (NEEDS_USER.has(provider)) {
      const message = `${subject} needs a signed-in user, which a watch in the background has not`;
      return { code: 'needs-user', message };
    }
    return BUILT_IN.has(provider) || provider === 'localKubectlProxy'
      ? undefined
      : { code: 'unknown-auth-provider', message: `${subject} is not known` };
  }

  /**
   * Obtains a credential for a cluster, as the backend itself.
   * @throws Error - the strategy has none
   */
  async authenticate(details: ClusterDetails): Promise<ClientCredential> {
    const provider = authProviderOf(details) ?? '';
    const configured = this.#isCustom(provider)
      ? undefined
      : configuredCredential(provider, details);
    if (configured) return configured;
    const strategy = await this.#get(provider);
    const credential = await strategy.getCredential(details, {});
    if (credential.type === 'anonymous') {
      throw new Error(`authProvider "${provider}" has no credential`);
    }
    return toClientCredential(credential, BUILT_IN.get(provider)?.validForMs);
  }

  #isCustom(provider: string): boolean {
    return this.options.strategies?.[provider] !== undefined;
  }

  #get(provider: string): Promise<AuthenticationStrategy> {
    const made = this.#made.get(provider) ?? this.#make(provider);
    this.#made.set(provider, made);
    // A strategy that could not be made is made anew at the next use.
    made.catch(() => this.#made.delete(provider));
    return made;
  }

  async #make(provider: string): Promise<AuthenticationStrategy> {
    const custom = this.options.strategies?.[provider];
    if (custom) return custom;
    const builtIn = BUILT_IN.get(provider);
    if (!builtIn) throw new Error(`authProvider "${provider}" is not known`);
    const load = this.options.load ?? loadKubernetesBackend;
    return builtIn.create(await load(), this.options);
  }
}

/** Name of the auth provider in the metadata of a cluster. */
export function authProviderOf(details: ClusterDetails): string | undefined {
  return details.authMetadata[ANNOTATION_KUBERNETES_AUTH_PROVIDER];
}

/** A credential that is data of the configuration: no strategy is loaded for it. */
function configuredCredential(
  provider: string,
  { authMetadata }: ClusterDetails,
): ClientCredential | undefined {
  if (provider === 'localKubectlProxy') return { type: 'anonymous' };
  const { serviceAccountToken: token } = authMetadata;
  return provider === 'serviceAccount' && token
    ? { type: 'token', token }
    : undefined;
}

function toClientCredential(
  credential: Exclude<KubernetesCredential, { type: 'anonymous' }>,
  validForMs: number | undefined,
): ClientCredential {
  const expiresAtMs = validForMs && Date.now() + validForMs;
  if (credential.type === 'bearer token') {
    return { type: 'token', token: credential.token, expiresAtMs };
  }
  const { cert, key } = credential;
  return { type: 'certificate', certificate: cert, key, expiresAtMs };
}
