import type { GitAuth, GitProxy, GitTls } from '@backstage-gitops/git';
import { GitError, parseRepositoryUrl } from '@backstage-gitops/git';
import {
  failed,
  FETCH_FAILED,
  readSecret,
  SourceReason,
  stalled,
} from '../../../sources';
import type { SecretData } from '../../../sources';
import { Reason } from '../reasons';
import type { GitRepositoryContext } from '../types';

/** Credentials, certificates and proxy for the repository. */
export interface Access {
  readonly auth?: GitAuth;
  readonly tls?: GitTls;
  readonly proxy?: GitProxy;
}

function toAuth(data: SecretData): GitAuth | undefined {
  const { username, password, bearerToken } = data;
  if (bearerToken) {
    return { bearerToken: bearerToken.trim() };
  }
  if (password && !username) {
    throw new GitError(
      'authentication',
      "invalid 'https' auth option: 'password' requires 'username' to be set",
    );
  }
  return username ? { username, password: password ?? '' } : undefined;
}

function toTls(data: SecretData): GitTls | undefined {
  const ca = data['ca.crt'] ?? data.caFile;
  const cert = data['tls.crt'] ?? data.certFile;
  const key = data['tls.key'] ?? data.keyFile;
  if (Boolean(cert) !== Boolean(key)) {
    throw new GitError(
      'authentication',
      "invalid TLS options: 'tls.crt' and 'tls.key' must be set together",
    );
  }
  return ca || cert
    ? { ...(ca ? { ca } : {}), ...(cert ? { cert, key } : {}) }
    : undefined;
}

function toProxy({ address, username, password }: SecretData): GitProxy {
  if (!address) {
    throw new GitError('invalid-url', "the Secret has no key 'address'");
  }
  return {
    url: address.trim(),
    ...(username ? { username } : {}),
    ...(password ? { password } : {}),
  };
}

/** Refuses the ways to sign in that this controller does not have. */
function requireProvider(ctx: GitRepositoryContext, data: SecretData): void {
  const { provider = 'generic', secretRef } = ctx.object.spec;
  const isApp = Boolean(data.githubAppID || data.githubAppClientID);
  const refuse = (message: string) =>
    stalled(FETCH_FAILED, Reason.invalidProviderConfiguration, message);
  if (provider === 'github' && (!secretRef || !isApp)) {
    throw refuse(
      'secretRef with github app data must be specified when provider is set to github',
    );
  }
  if (provider !== 'generic') {
    throw refuse(
      `provider '${provider}' is not supported yet; use provider generic with a token in secretRef`,
    );
  }
  if (isApp) {
    const { namespace } = ctx.object.metadata;
    throw failed(
      FETCH_FAILED,
      Reason.invalidProviderConfiguration,
      `secretRef '${namespace}/${secretRef?.name}' has github app data but provider is not set to github`,
    );
  }
}

async function secretOf(
  ctx: GitRepositoryContext,
  name: string,
): Promise<SecretData> {
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

async function proxyOf(
  ctx: GitRepositoryContext,
): Promise<GitProxy | undefined> {
  const name = ctx.object.spec.proxySecretRef?.name;
  if (name === undefined) {
    return undefined;
  }
  try {
    return toProxy(await readSecret(ctx, name));
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
  ctx: GitRepositoryContext,
): Promise<Access> {
  const { url, secretRef } = ctx.object.spec;
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
  requireProvider(ctx, data);
  try {
    const auth = toAuth(data);
    const tls = toTls(data);
    return {
      ...(auth ? { auth } : {}),
      ...(tls ? { tls } : {}),
      ...(proxy ? { proxy } : {}),
    };
  } catch (error) {
    throw failed(
      FETCH_FAILED,
      SourceReason.authenticationFailed,
      `failed to configure authentication options: ${(error as Error).message}`,
      error,
    );
  }
}
