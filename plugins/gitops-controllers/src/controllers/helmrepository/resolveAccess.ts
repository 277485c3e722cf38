import { basicAuthorization } from '@backstage-gitops/http';
import type { TlsOptions } from '@backstage-gitops/http';
import {
  authenticating,
  basicAuthOf,
  readSecret,
  SecretContentError,
  tlsOptionsOf,
} from '../../sources';
import type { SecretData, SourceContext } from '../../sources';
import type { HelmRepository } from './types';

/** Credentials and certificates for a repository. */
export interface Access {
  readonly authorization?: string;
  readonly tls?: TlsOptions;
  /** Content of the Secret of `spec.secretRef`. */
  readonly secret?: SecretData;
}

async function tlsOfCertSecret(
  ctx: SourceContext,
  name: string,
): Promise<TlsOptions> {
  const path = `${ctx.object.metadata.namespace}/${name}`;
  const data = await authenticating(
    `failed to get TLS authentication secret '${path}'`,
    () => readSecret(ctx, name),
  );
  return authenticating("failed to construct Helm client's TLS config", () =>
    tlsOptionsOf(data, path),
  );
}

/**
 * Certificates beside the password; Flux calls that deprecated. Ones that are
 * missing or incomplete don't count.
 * @throws SecretContentError - `certificates`
 */
function tlsOfAuthSecret(
  data: SecretData,
  path: string,
): TlsOptions | undefined {
  try {
    return tlsOptionsOf(data, path);
  } catch (error) {
    if (error instanceof SecretContentError && error.code === 'tls') {
      return undefined;
    }
    throw error;
  }
}

async function accessOfSecret(
  ctx: SourceContext,
  name: string,
): Promise<Access> {
  const path = `${ctx.object.metadata.namespace}/${name}`;
  const data = await authenticating(
    `failed to get authentication secret '${path}'`,
    () => readSecret(ctx, name),
  );
  const { basic, tls } = await authenticating(
    'failed to detect authentication methods',
    () => ({
      basic: basicAuthOf(data, path),
      tls: tlsOfAuthSecret(data, path),
    }),
  );
  return {
    secret: data,
    ...(basic?.username && basic.password
      ? { authorization: basicAuthorization(basic.username, basic.password) }
      : {}),
    ...(tls ? { tls } : {}),
  };
}

/**
 * Reads the Secrets of a repository in the namespace of the object that is
 * reconciled. Certificates of `spec.certSecretRef` win over those of
 * `spec.secretRef`.
 * @throws TransientError - AuthenticationFailed: a Secret is missing or incomplete
 */
export async function resolveAccess(
  ctx: SourceContext,
  { certSecretRef, secretRef }: HelmRepository['spec'],
): Promise<Access> {
  const tls = certSecretRef && (await tlsOfCertSecret(ctx, certSecretRef.name));
  const access = secretRef ? await accessOfSecret(ctx, secretRef.name) : {};
  return { ...access, ...(tls ? { tls } : {}) };
}
