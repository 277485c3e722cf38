import { isNotFound } from '@backstage-gitops/kube';
import type { ProxyOptions, TlsOptions } from '@backstage-gitops/http';
import { credentialsFrom } from '@backstage-gitops/oci';
import type { CredentialSource } from '@backstage-gitops/oci';
import {
  authenticating,
  proxyOptionsOf,
  readDockerConfig,
  readPullSecretsOfAccount,
  readSecret,
  requestCredentials,
  requireProvider,
  tlsOptionsOf,
} from '../sources';
import type { RegistryDeps, RepositoryReader } from './types';

/** Credentials, certificates and proxy for the registry. */
export interface RegistryAccess {
  readonly credentials: CredentialSource;
  readonly tls?: TlsOptions;
  readonly proxy?: ProxyOptions;
}

const FAILURE = 'failed to configure authentication options';

function pathOf({ object }: RepositoryReader, name: string): string {
  return `${object.metadata.namespace}/${name}`;
}

async function proxyOf(
  reader: RepositoryReader,
  name: string,
): Promise<ProxyOptions> {
  const path = pathOf(reader, name);
  try {
    return proxyOptionsOf(await readSecret(reader, name), path);
  } catch (error) {
    if (!isNotFound(error)) throw error;
    throw new Error(`secret '${path}' not found`, { cause: error });
  }
}

async function tlsOf(
  reader: RepositoryReader,
  name: string,
): Promise<TlsOptions> {
  return tlsOptionsOf(await readSecret(reader, name), pathOf(reader, name));
}

/**
 * Credentials of a provider that a module of the backend has added.
 * @throws StalledError - InvalidProviderConfiguration: no module knows it
 */
async function providerCredentials(
  reader: RepositoryReader,
  deps: RegistryDeps,
): Promise<CredentialSource> {
  const { provider = '', image, serviceAccountName } = reader.object.spec;
  const found = requireProvider(
    deps,
    provider,
    'is not supported yet; use provider generic with a docker config in secretRef',
  );
  const { signal } = reader;
  const url = `oci://${image}`;
  const credentials = await authenticating(FAILURE, () =>
    requestCredentials(reader, deps, found, {
      url,
      serviceAccountName,
      signal,
    }),
  );
  return () =>
    credentials.type === 'bearer'
      ? { registryToken: credentials.token }
      : { username: credentials.username, password: credentials.password };
}

async function pullSecrets(reader: RepositoryReader) {
  const { secretRef, serviceAccountName } = reader.object.spec;
  const own = secretRef ? await readDockerConfig(reader, secretRef.name) : [];
  const ofAccount = serviceAccountName
    ? await readPullSecretsOfAccount(reader, serviceAccountName)
    : [];
  return [...own, ...(ofAccount ?? [])];
}

/**
 * Reads credentials, certificates and proxy. A provider's credentials count,
 * and Secrets only without one.
 * @throws StalledError - InvalidProviderConfiguration; TransientError -
 *   AuthenticationFailed: a Secret is missing or can't be used
 * @see Flux: image-reflector-controller, registry.AuthOptionsGetter
 */
export async function resolveAccess(
  reader: RepositoryReader,
  deps: RegistryDeps,
): Promise<RegistryAccess> {
  const { certSecretRef, provider, proxySecretRef } = reader.object.spec;
  const proxy =
    proxySecretRef &&
    (await authenticating(FAILURE, () => proxyOf(reader, proxySecretRef.name)));
  const ofProvider =
    provider && provider !== 'generic'
      ? await providerCredentials(reader, deps)
      : undefined;
  const tls =
    certSecretRef &&
    (await authenticating(FAILURE, () => tlsOf(reader, certSecretRef.name)));
  const credentials =
    ofProvider ??
    credentialsFrom(await authenticating(FAILURE, () => pullSecrets(reader)));
  return { credentials, ...(tls ? { tls } : {}), ...(proxy ? { proxy } : {}) };
}
