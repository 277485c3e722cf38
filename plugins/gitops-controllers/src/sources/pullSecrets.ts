import { ApiError } from '@backstage-gitops/kube';
import type { UnstructuredObject } from '@backstage-gitops/kube';
import { parseDockerConfig } from '@backstage-gitops/oci';
import type { DockerConfigEntry } from '@backstage-gitops/oci';
import type { SecretReader } from './readSecret';

const SECRET = { apiVersion: 'v1', kind: 'Secret' };
const SERVICE_ACCOUNT = { apiVersion: 'v1', kind: 'ServiceAccount' };

/** Key of a Secret's docker config, by the type of the Secret. */
const KEY_BY_TYPE: Readonly<Record<string, string>> = {
  'kubernetes.io/dockerconfigjson': '.dockerconfigjson',
  'kubernetes.io/dockercfg': '.dockercfg',
};

interface SecretObject extends UnstructuredObject {
  readonly type?: string;
  readonly data?: Readonly<Record<string, string>>;
}

interface ServiceAccountObject extends UnstructuredObject {
  readonly imagePullSecrets?: readonly { readonly name?: string }[];
}

function isMissing(error: unknown): boolean {
  return error instanceof ApiError && error.status === 404;
}

/** Entries of the docker config in a Secret; none for one of another type. */
function entriesOf({ type = '', data = {} }: SecretObject) {
  const key = KEY_BY_TYPE[type];
  const value = key && data[key];
  return value
    ? parseDockerConfig(Buffer.from(value, 'base64').toString('utf8'))
    : [];
}

async function getSecret(
  ctx: SecretReader,
  name: string,
): Promise<SecretObject> {
  const namespace = ctx.object.metadata.namespace ?? '';
  return ctx.client.get<SecretObject>(
    SECRET,
    { namespace, name },
    { signal: ctx.signal },
  );
}

/** @throws Error - in the words of Flux */
async function getServiceAccount(ctx: SecretReader, name: string) {
  const namespace = ctx.object.metadata.namespace ?? '';
  const path = `${namespace}/${name}`;
  try {
    return await ctx.client.get<ServiceAccountObject>(
      SERVICE_ACCOUNT,
      { namespace, name },
      { signal: ctx.signal },
    );
  } catch (error) {
    throw new Error(
      isMissing(error)
        ? `serviceaccount '${path}' not found`
        : `failed to get serviceaccount '${path}': ${(error as Error).message}`,
      { cause: error },
    );
  }
}

async function getPullSecret(
  ctx: SecretReader,
  name: string,
  serviceAccount: string,
) {
  const namespace = ctx.object.metadata.namespace ?? '';
  try {
    return await getSecret(ctx, name);
  } catch (error) {
    const path = `${namespace}/${name}`;
    const why = isMissing(error)
      ? `secret '${path}' not found`
      : `failed to get secret '${path}': ${(error as Error).message}`;
    throw new Error(
      `failed to get image pull secret for serviceaccount '${namespace}/${serviceAccount}': ${why}`,
      { cause: error },
    );
  }
}

/**
 * Entries of the docker config in a Secret of the object's own namespace.
 * @throws ApiError - there is no such Secret; OciError - `invalid-credentials`
 */
export async function readDockerConfig(
  ctx: SecretReader,
  name: string,
): Promise<DockerConfigEntry[]> {
  return entriesOf(await getSecret(ctx, name));
}

/**
 * Entries of the docker configs of a ServiceAccount's image pull secrets.
 * @returns undefined when it has none
 * @throws Error - in the words of Flux; OciError - `invalid-credentials`
 */
export async function readPullSecretsOfAccount(
  ctx: SecretReader,
  serviceAccount: string,
): Promise<DockerConfigEntry[] | undefined> {
  const { imagePullSecrets = [] } = await getServiceAccount(
    ctx,
    serviceAccount,
  );
  const secrets: SecretObject[] = [];
  for (const { name = '' } of imagePullSecrets) {
    secrets.push(await getPullSecret(ctx, name, serviceAccount));
  }
  return secrets.length === 0 ? undefined : secrets.flatMap(entriesOf);
}
