import {
  credentialsFrom,
  parseDockerConfig,
  parseRepository,
  RegistryClient,
} from '@backstage-gitops/oci';
import type {
  CredentialSource,
  RegistryCredentials,
} from '@backstage-gitops/oci';
import {
  authenticating,
  FETCH_FAILED,
  requestCredentials,
  requireProvider,
  SourceReason,
  stalled,
} from '../../../sources';
import type { SecretData } from '../../../sources';
import type { Access } from '../../helmrepository/resolveAccess';
import type { HelmChartContext, HelmChartDeps } from '../types';
import { normalizeUrl } from './normalizeUrl';
import { OciChartRepository } from './OciChartRepository';
import type { RepositoryRequest } from './openRepository';

const USER_AGENT = 'backstage-gitops';
const DOCKER_CONFIG = '.dockerconfigjson';

/** A registry to open. */
interface OciRequest extends RepositoryRequest {
  readonly access: Access;
  readonly signal: AbortSignal;
}

/**
 * A registry of charts with the credentials of its Secret or provider.
 * @throws StalledError - InvalidProviderConfiguration, Failed: no `oci://`
 *   address; TransientError - AuthenticationFailed
 */
export async function openOciRepository(
  ctx: HelmChartContext,
  deps: HelmChartDeps,
  request: OciRequest,
): Promise<OciChartRepository> {
  const { access, signal, spec } = request;
  const url = normalizeUrl(spec.url);
  if (!url.startsWith('oci://')) {
    throw stalled(
      FETCH_FAILED,
      SourceReason.failed,
      `failed to construct Helm client: invalid OCI registry URL: ${url}`,
    );
  }
  const credentials = await credentialsOf(ctx, deps, request);
  const client = new RegistryClient({
    ...{ userAgent: USER_AGENT, network: deps.network },
    ...(credentials ? { credentials } : {}),
    ...(access.tls ? { tls: access.tls } : {}),
    insecure: spec.insecure ?? false,
    limits: { blobBytes: deps.limits.maxChartBytes },
  });
  return new OciChartRepository({ url, client, signal });
}

async function credentialsOf(
  ctx: HelmChartContext,
  deps: HelmChartDeps,
  request: OciRequest,
): Promise<CredentialSource | undefined> {
  const { access, spec } = request;
  const { registry } = parseRepository(`${normalizeUrl(spec.url)}/chart`);
  const only = (credentials: RegistryCredentials): CredentialSource => {
    return repository =>
      repository.registry === registry ? credentials : undefined;
  };
  const { secret } = access;
  if (secret) {
    const name = spec.secretRef?.name ?? '';
    return authenticating(
      'failed to configure OCI registry authentication',
      () => credentialsOfSecret(secret, { registry, name, only }),
    );
  }
  const { provider = 'generic' } = spec;
  if (provider === 'generic') return undefined;
  return only(await credentialsOfProvider(ctx, deps, request));
}

function credentialsOfSecret(
  secret: SecretData,
  options: {
    readonly registry: string;
    readonly name: string;
    readonly only: (credentials: RegistryCredentials) => CredentialSource;
  },
): CredentialSource | undefined {
  const { name, only, registry } = options;
  const config = secret[DOCKER_CONFIG];
  if (config !== undefined) {
    const source = credentialsFrom(parseDockerConfig(config));
    const found = source({ registry, repository: 'charts' });
    if (found) return only(found);
    throw new Error(
      `no auth config for '${registry}' in the docker-registry Secret '${name}'`,
    );
  }
  const { username = '', password = '' } = secret;
  if (username === '' && password === '') return undefined;
  if (username === '' || password === '') {
    throw new Error(
      `invalid '${name}' secret data: required fields 'username' and 'password'`,
    );
  }
  return only({ username, password });
}

/**
 * Credentials of a provider that a module of the backend has added.
 * @throws StalledError - no module knows the provider
 */
async function credentialsOfProvider(
  ctx: HelmChartContext,
  deps: HelmChartDeps,
  { signal, spec }: OciRequest,
): Promise<RegistryCredentials> {
  const { provider = '', url } = spec;
  const found = requireProvider(
    deps,
    provider,
    'of the HelmRepository is not supported yet; use provider generic with a Secret in secretRef',
  );
  const request = { url, signal };
  const credentials = await requestCredentials(ctx, deps, found, request);
  return credentials.type === 'bearer'
    ? { registryToken: credentials.token }
    : { username: credentials.username, password: credentials.password };
}
