import type {
  ImagePolicyStatus,
  ImageRepository,
} from '@backstage-gitops/plugin-gitops-common';
import { TransientError } from '@backstage-gitops/kube';
import { formatReference } from '@backstage-gitops/oci';
import type { OciReference } from '@backstage-gitops/oci';
import {
  parseImage,
  resolveAccess,
  timeoutOf,
  withRegistry,
} from '../../../images';
import type { ImagePolicyContext, ImagePolicyDeps } from '../types';

type ImageRef = NonNullable<ImagePolicyStatus['latestRef']>;

async function fetchDigest(
  ctx: ImagePolicyContext,
  deps: ImagePolicyDeps,
  repository: ImageRepository,
  reference: OciReference,
): Promise<string> {
  const signal = AbortSignal.any([
    ctx.signal,
    AbortSignal.timeout(timeoutOf(repository.spec)),
  ]);
  const reader = { object: repository, client: ctx.client, signal };
  const access = await resolveAccess(reader, deps);
  return withRegistry(reader, deps, access, async registry => {
    try {
      return (await registry.resolve(reference, { signal })).digest;
    } catch (error) {
      const { message } = error as Error;
      throw new Error(
        `failed fetching descriptor for "${formatReference(
          reference,
        )}": ${message}`,
        { cause: error },
      );
    }
  });
}

/**
 * The digest of the chosen tag as spec.digestReflectionPolicy asks for it:
 * none, that of the status while the tag is the same, or that of now.
 * @returns undefined for none
 * @throws TransientError - Failed: the registry does not tell
 */
export async function resolveDigest(
  ctx: ImagePolicyContext,
  deps: ImagePolicyDeps,
  repository: ImageRepository,
  { name, tag }: ImageRef,
): Promise<string | undefined> {
  const { digestReflectionPolicy: policy = 'Never' } = ctx.object.spec;
  if (policy === 'Never') return undefined;
  const { latestRef: known } = ctx.status;
  const isSame = known?.name === name && known.tag === tag;
  if (policy === 'IfNotPresent' && isSame && known.digest) return known.digest;
  const reference = { ...parseImage(repository.spec), tag };
  try {
    return await ctx.waitFor({ on: reference.registry }, () =>
      fetchDigest(ctx, deps, repository, reference),
    );
  } catch (error) {
    if (ctx.signal.aborted || ctx.superseded.aborted) throw error;
    throw new TransientError(
      'Failed',
      `failed fetching digest of ${name}:${tag}: ${(error as Error).message}`,
      { cause: error },
    );
  }
}
