import { ApiError } from '@backstage-gitops/kube';
import type { UnstructuredObject } from '@backstage-gitops/kube';
import { parseDockerConfig } from '@backstage-gitops/oci';
import type { DockerConfigEntry } from '@backstage-gitops/oci';
import { SourceReason } from '../../../sources';
import type { SourceContext } from '../../../sources';

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

/** Where credentials may come from. */
interface PullSecretRefs {
  readonly secretRef?: { readonly name: string };
  readonly serviceAccountName?: string;
}

function isMissing(error: unknown): boolean {
  return error instanceof ApiError && error.status === 404;
}

/** Entries of a Secret; none for one of another type. */
function entriesOf({ type = '', data = {} }: SecretObject) {
  const key = KEY_BY_TYPE[type];
  const value = key && data[key];
  return value
    ? parseDockerConfig(Buffer.from(value, 'base64').toString('utf8'))
    : [];
}

async function getSecret(ctx: SourceContext, name: string) {
  const namespace = ctx.object.metadata.namespace ?? '';
  return ctx.client.get<SecretObject>(
    SECRET,
    { namespace, name },
    { signal: ctx.signal },
  );
}

/** @throws Error - in the words of Flux */
async function getServiceAccount(ctx: SourceContext, name: string) {
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
  ctx: SourceContext,
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
 * Entries of the docker configs of an object: that of its Secret first, then
 * those of its ServiceAccount's image pull secrets.
 * @returns undefined when neither names a Secret
 * @throws Error - in the words of Flux; OciError - `invalid-credentials`
 */
export async function readPullSecrets(
  ctx: SourceContext,
  { secretRef, serviceAccountName }: PullSecretRefs,
): Promise<DockerConfigEntry[] | undefined> {
  const secrets: SecretObject[] = [];
  if (secretRef) {
    const { name } = secretRef;
    const path = `${ctx.object.metadata.namespace}/${name}`;
    try {
      secrets.push(await getSecret(ctx, name));
    } catch (error) {
      const { message } = error as Error;
      ctx.event({
        type: 'Normal',
        trace: true,
        reason: SourceReason.authenticationFailed,
        message: `auth secret '${name}' not found`,
      });
      throw new Error(`failed to get secret '${path}': ${message}`, {
        cause: error,
      });
    }
  }
  if (serviceAccountName) {
    const { imagePullSecrets = [] } = await getServiceAccount(
      ctx,
      serviceAccountName,
    );
    for (const { name = '' } of imagePullSecrets) {
      secrets.push(await getPullSecret(ctx, name, serviceAccountName));
    }
  }
  return secrets.length === 0 ? undefined : secrets.flatMap(entriesOf);
}
