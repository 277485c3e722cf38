import { isOciError } from '@backstage-gitops/oci';
import type { DockerConfigEntry } from '@backstage-gitops/oci';
import {
  readDockerConfig,
  readPullSecretsOfAccount,
  SourceReason,
} from '../../../sources';
import type { SourceContext } from '../../../sources';

/** Where credentials may come from. */
interface PullSecretRefs {
  readonly secretRef?: { readonly name: string };
  readonly serviceAccountName?: string;
}

async function readSecretRef(
  ctx: SourceContext,
  name: string,
): Promise<DockerConfigEntry[]> {
  const path = `${ctx.object.metadata.namespace}/${name}`;
  try {
    return await readDockerConfig(ctx, name);
  } catch (error) {
    if (isOciError(error)) throw error;
    ctx.event({
      type: 'Normal',
      trace: true,
      reason: SourceReason.authenticationFailed,
      message: `auth secret '${name}' not found`,
    });
    throw new Error(
      `failed to get secret '${path}': ${(error as Error).message}`,
      {
        cause: error,
      },
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
  const own = secretRef && (await readSecretRef(ctx, secretRef.name));
  const ofAccount = serviceAccountName
    ? await readPullSecretsOfAccount(ctx, serviceAccountName)
    : undefined;
  return own || ofAccount ? [...(own ?? []), ...(ofAccount ?? [])] : undefined;
}
