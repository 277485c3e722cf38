import type { ProxyOptions, TlsOptions } from '@backstage-gitops/http';
import { refOf, untilAborted } from '@backstage-gitops/kube';
import { credentialsFrom } from '@backstage-gitops/oci';
import type { CredentialSource } from '@backstage-gitops/oci';
import { X509Certificate } from 'crypto';
import {
  failed,
  FETCH_FAILED,
  readSecret,
  remoteSignal,
  SourceReason,
  stalled,
  tlsOptionsOf,
} from '../../../sources';
import type { SecretData } from '../../../sources';
import { Reason } from '../reasons';
import type { Access, OCIRepositoryContext, OCIRepositoryDeps } from '../types';
import { readPullSecrets } from './readPullSecrets';

const PROXY_SCHEMES = ['http', 'https', 'socks5'];
const MAX_PROXY_LENGTH = 2048;

/** @throws TransientError - AuthenticationFailed */
async function attempt<T>(what: string, work: () => Promise<T> | T) {
  try {
    return await work();
  } catch (error) {
    throw failed(
      FETCH_FAILED,
      SourceReason.authenticationFailed,
      `${what}: ${(error as Error).message}`,
      error,
    );
  }
}

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
  const { address, username, password } = await secretOf(ctx, name);
  const path = `${ctx.object.metadata.namespace}/${name}`;
  const refuse = (why: string) => new Error(`secret '${path}': ${why}`);
  if (address === undefined) throw refuse("key 'address' not found");
  if (address === '') throw refuse('proxy address is empty');
  if (address.length > MAX_PROXY_LENGTH) {
    throw refuse(
      `proxy URL exceeds maximum length of ${MAX_PROXY_LENGTH} characters`,
    );
  }
  if (!URL.canParse(address)) throw refuse('failed to parse proxy address');
  const scheme = new URL(address).protocol.replace(/:$/, '');
  if (!PROXY_SCHEMES.includes(scheme)) {
    throw refuse(
      `proxy URL must use one of the supported schemes (${PROXY_SCHEMES.join(
        ', ',
      )}), got '${scheme}'`,
    );
  }
  return {
    url: address,
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
  };
}

async function tlsOf(
  ctx: OCIRepositoryContext,
  name: string,
): Promise<TlsOptions> {
  const data = await secretOf(ctx, name);
  const tls = tlsOptionsOf(data, `${ctx.object.metadata.namespace}/${name}`);
  if (tls.ca !== undefined && !isCertificate(tls.ca)) {
    throw new Error('failed to parse CA certificate');
  }
  return tls;
}

/** TLS takes any text for an authority, and then trusts none. */
function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).subject !== undefined;
  } catch {
    // What is no certificate is told by the caller.
    return false;
  }
}

/**
 * Credentials of a provider that a module of the backend has added.
 * @throws StalledError - no module knows the provider
 */
async function providerCredentials(
  ctx: OCIRepositoryContext,
  { clusterName, sourceCredentials }: OCIRepositoryDeps,
): Promise<CredentialSource> {
  const { object } = ctx;
  const { provider = '', url, serviceAccountName } = object.spec;
  const found = sourceCredentials?.get(provider);
  if (!found) {
    throw stalled(
      FETCH_FAILED,
      Reason.invalidProviderConfiguration,
      `provider '${provider}' is not supported yet; use provider generic with a docker config in secretRef`,
    );
  }
  const signal = remoteSignal(ctx);
  const request = { cluster: clusterName, source: refOf(object), url, signal };
  const credentials = await attempt(
    `failed to get credential from ${provider}`,
    () =>
      untilAborted(
        found.getCredentials({ ...request, serviceAccountName }),
        signal,
      ),
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
  const entries = await attempt('failed to get credential', () =>
    readPullSecrets(ctx, spec),
  );
  const proxy =
    proxySecretRef &&
    (await attempt('failed to get proxy address', () =>
      proxyOf(ctx, proxySecretRef.name),
    ));
  const credentials =
    entries || provider === 'generic'
      ? credentialsFrom(entries ?? [])
      : await providerCredentials(ctx, deps);
  const tls =
    certSecretRef &&
    (await attempt(`failed to generate transport for '${url}'`, () =>
      tlsOf(ctx, certSecretRef.name),
    ));
  return {
    credentials,
    ...(tls ? { tls } : {}),
    ...(proxy ? { proxy } : {}),
  };
}
