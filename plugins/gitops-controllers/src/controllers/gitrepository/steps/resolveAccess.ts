import type { GitAuth, GitProxy, GitTls, SshAuth } from '@backstage-gitops/git';
import {
  GitError,
  isEncryptedKey,
  parseRepositoryUrl,
} from '@backstage-gitops/git';
import {
  isNotFound,
  StalledError,
  TransientError,
} from '@backstage-gitops/kube';
import {
  failed,
  FETCH_FAILED,
  proxyOptionsOf,
  readSecret,
  remoteSignal,
  requestCredentials,
  requireProvider,
  SourceReason,
  stalled,
  tlsOptionsOf,
} from '../../../sources';
import type { SecretData } from '../../../sources';
import type { GitRepositoryContext, GitRepositoryDeps } from '../types';

/** A GitRepository whose access is resolved, for whichever controller. */
type AccessContext = Pick<GitRepositoryContext, 'client' | 'object' | 'signal'>;
/** Where credentials of providers come from. */
type AccessDeps = Pick<GitRepositoryDeps, 'clusterName' | 'sourceCredentials'>;

/** Credentials, certificates and proxy for the repository. */
export interface Access {
  readonly auth?: GitAuth;
  readonly tls?: GitTls;
  readonly proxy?: GitProxy;
}

/** A part of the Secret is missing; texts are those of Flux. */
function invalidAuth(scheme: string, why: string): GitError {
  return new GitError(
    'authentication',
    `invalid '${scheme}' auth option: ${why}`,
  );
}

/** @throws GitError - `authentication`: one of both keys is missing */
function toSshAuth(data: SecretData): SshAuth {
  const { identity, known_hosts: knownHosts, password } = data;
  if (!identity) throw invalidAuth('ssh', "'identity' is required");
  if (!knownHosts) throw invalidAuth('ssh', "'known_hosts' is required");
  return {
    identity,
    knownHosts,
    ...(password ? { passphrase: password } : {}),
  };
}

function toHttpAuth(data: SecretData, scheme: string): GitAuth | undefined {
  const { username, password, bearerToken } = data;
  if (bearerToken) {
    return { bearerToken: bearerToken.trim() };
  }
  if (password && !username) {
    throw invalidAuth(scheme, "'password' requires 'username' to be set");
  }
  return username ? { username, password: password ?? '' } : undefined;
}

/** The credentials that the scheme of the address takes. */
function toAuth(
  { object }: AccessContext,
  data: SecretData,
): GitAuth | undefined {
  const { scheme } = parseRepositoryUrl(object.spec.url);
  if (scheme !== 'ssh') {
    return toHttpAuth(data, scheme);
  }
  const auth = toSshAuth(data);
  if (auth.passphrase === undefined && isEncryptedKey(auth.identity)) {
    const { namespace } = object.metadata;
    throw failed(
      FETCH_FAILED,
      SourceReason.authenticationFailed,
      `SSH identity key is encrypted but no 'password' field was provided in the secret '${namespace}/${object.spec.secretRef?.name}'`,
    );
  }
  return auth;
}

/**
 * Certificates of HTTPS; none count for SSH, as in Flux.
 * @throws GitError - `authentication`: a certificate without its key;
 *   SecretContentError - ones that can't be used
 */
function toTls(
  { object }: AccessContext,
  data: SecretData,
): GitTls | undefined {
  const { url, secretRef } = object.spec;
  const has = (...keys: string[]) => keys.some(key => data[key]);
  const hasCertificate = has('tls.crt', 'certFile');
  if (parseRepositoryUrl(url).scheme === 'ssh') return undefined;
  if (hasCertificate !== has('tls.key', 'keyFile')) {
    throw new GitError(
      'authentication',
      "invalid TLS options: 'tls.crt' and 'tls.key' must be set together",
    );
  }
  return hasCertificate || has('ca.crt', 'caFile')
    ? tlsOptionsOf(data, `${object.metadata.namespace}/${secretRef?.name}`)
    : undefined;
}

/** Refuses contradictions between the provider and the Secret. */
function refuseContradiction(ctx: AccessContext, data: SecretData): void {
  const { provider = 'generic', secretRef } = ctx.object.spec;
  const isApp = Boolean(data.githubAppID || data.githubAppClientID);
  if (provider === 'github' && !isApp) {
    const fail = secretRef ? failed : stalled;
    throw fail(
      FETCH_FAILED,
      SourceReason.invalidProviderConfiguration,
      'secretRef with github app data must be specified when provider is set to github',
    );
  }
  if (provider === 'generic' && isApp) {
    const { namespace } = ctx.object.metadata;
    throw failed(
      FETCH_FAILED,
      SourceReason.invalidProviderConfiguration,
      `secretRef '${namespace}/${secretRef?.name}' has github app data but provider is not set to github`,
    );
  }
}

/**
 * Credentials of a provider that a module of the backend has added.
 * @throws StalledError - no module knows the provider
 */
async function providerAuth(
  ctx: AccessContext,
  deps: AccessDeps,
): Promise<GitAuth> {
  const { provider = '', url, serviceAccountName } = ctx.object.spec;
  const found = requireProvider(
    deps,
    provider,
    'is not supported yet; use provider generic with a token in secretRef',
  );
  const signal = remoteSignal(ctx);
  const request = { url, serviceAccountName, signal };
  const credentials = await requestCredentials(ctx, deps, found, request);
  return credentials.type === 'bearer'
    ? { bearerToken: credentials.token }
    : { username: credentials.username, password: credentials.password };
}

async function secretOf(ctx: AccessContext, name: string): Promise<SecretData> {
  try {
    return await readSecret(ctx, name);
  } catch (error) {
    const path = `${ctx.object.metadata.namespace}/${name}`;
    // The name stands twice, as in Flux.
    throw failed(
      FETCH_FAILED,
      SourceReason.authenticationFailed,
      `failed to get secret '${path}': failed to get secret '${path}': ${
        (error as Error).message
      }`,
      error,
    );
  }
}

async function proxyOf(ctx: AccessContext): Promise<GitProxy | undefined> {
  const name = ctx.object.spec.proxySecretRef?.name;
  if (name === undefined) {
    return undefined;
  }
  try {
    const path = `${ctx.object.metadata.namespace}/${name}`;
    const data = await readSecret(ctx, name).catch(error => {
      throw isNotFound(error) ? new Error(`secret '${path}' not found`) : error;
    });
    return proxyOptionsOf(data, path);
  } catch (error) {
    throw failed(
      FETCH_FAILED,
      SourceReason.authenticationFailed,
      `failed to configure proxy options: ${(error as Error).message}`,
      error,
    );
  }
}

/**
 * Reads address and credentials.
 * @throws StalledError - the URL or provider can't be used; TransientError -
 *   a Secret is missing or incomplete
 */
export async function resolveAccess(
  ctx: AccessContext,
  deps: AccessDeps,
): Promise<Access> {
  const { url, secretRef, provider = 'generic' } = ctx.object.spec;
  const proxy = await proxyOf(ctx);
  try {
    parseRepositoryUrl(url);
  } catch (error) {
    throw stalled(
      FETCH_FAILED,
      SourceReason.urlInvalid,
      `failed to parse url: ${(error as Error).message}`,
    );
  }
  const data = secretRef ? await secretOf(ctx, secretRef.name) : {};
  refuseContradiction(ctx, data);
  try {
    const auth =
      provider === 'generic'
        ? toAuth(ctx, data)
        : await providerAuth(ctx, deps);
    const tls = toTls(ctx, data);
    return {
      ...(auth ? { auth } : {}),
      ...(tls ? { tls } : {}),
      ...(proxy ? { proxy } : {}),
    };
  } catch (error) {
    if (error instanceof StalledError || error instanceof TransientError) {
      throw error;
    }
    throw failed(
      FETCH_FAILED,
      SourceReason.authenticationFailed,
      `failed to configure authentication options: ${(error as Error).message}`,
      error,
    );
  }
}
