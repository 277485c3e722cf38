import type { ProxyOptions, TlsOptions } from '@backstage-gitops/http';
import { credentialsFrom } from '@backstage-gitops/oci';
import type { CredentialSource } from '@backstage-gitops/oci';
import {
  authenticating,
  proxyOptionsOf,
  readSecret,
  remoteSignal,
  requestCredentials,
  requireProvider,
  tlsOptionsOf,
} from '../../../sources';
import type { SecretData } from '../../../sources';
import type { Access, OCIRepositoryContext, OCIRepositoryDeps } from '../types';
import { readPullSecrets } from './readPullSecrets';

/** A Secret, with the text of Flux for a missing one. */
async function secretOf(
  ctx: OCIRepositoryContext,
  name: string,
): Promise<SecretData> {
  try {
    return await readSecret(ctx, name);
  } catch (error) {
    const path = `${ctx.object.metadata.namespace}/${name}`;
    const isMissing = Object(error).status === 404;
    throw new Error(
      isMissing
        ? `secret '${path}' not found`
        : `failed to get secret '${path}': ${(error as Error).message}`,
      { cause: error },
    );
  }
}

async function proxyOf(
  ctx: OCIRepositoryContext,
  name: string,
): Promise<ProxyOptions> {
  const path = `${ctx.object.metadata.namespace}/${name}`;
  return proxyOptionsOf(await secretOf(ctx, name), path);
}

async function tlsOf(
  ctx: OCIRepositoryContext,
  name: string,
): Promise<TlsOptions> {
  const data = await secretOf(ctx, name);
  return tlsOptionsOf(data, `${ctx.object.metadata.namespace}/${name}`);
}

/**
 * Credentials of a provider that a module of the backend has added.
 * @throws StalledError - no module knows the provider
 */
async function providerCredentials(
  ctx: OCIRepositoryContext,
  deps: OCIRepositoryDeps,
): Promise<CredentialSource> {
  const { provider = '', url, serviceAccountName } = ctx.object.spec;
  const found = requireProvider(
    deps,
    provider,
    'is not supported yet; use provider generic with a docker config in secretRef',
  );
  const signal = remoteSignal(ctx);
  const credentials = await authenticating(
    `failed to get credential from ${provider}`,
    () =>
      requestCredentials(ctx, deps, found, { url, serviceAccountName, signal }),
  );
  return () =>
    credentials.type === 'bearer'
      ? { registryToken: credentials.token }
      : { username: credentials.username, password: credentials.password };
}

/**
 * Reads credentials, certificates and proxy.
 * @throws StalledError - InvalidProviderConfiguration; TransientError -
 *   AuthenticationFailed: a Secret is missing or can't be used
 */
export async function resolveAccess(
  ctx: OCIRepositoryContext,
  deps: OCIRepositoryDeps,
): Promise<Access> {
  const { spec } = ctx.object;
  const { certSecretRef, provider = 'generic', proxySecretRef, url } = spec;
  const entries = await authenticating('failed to get credential', () =>
    readPullSecrets(ctx, spec),
  );
  const proxy =
    proxySecretRef &&
    (await authenticating('failed to get proxy address', () =>
      proxyOf(ctx, proxySecretRef.name),
    ));
  const credentials =
    entries || provider === 'generic'
      ? credentialsFrom(entries ?? [])
      : await providerCredentials(ctx, deps);
  const tls =
    certSecretRef &&
    (await authenticating(`failed to generate transport for '${url}'`, () =>
      tlsOf(ctx, certSecretRef.name),
    ));
  return {
    credentials,
    ...(tls ? { tls } : {}),
    ...(proxy ? { proxy } : {}),
  };
}
