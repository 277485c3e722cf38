import {
  formatDuration,
  sleep,
  SupersededError,
  TransientError,
} from '@backstage-gitops/kube';
import type { ImageRepository } from '@backstage-gitops/plugin-gitops-common';
import { canonicalNameOf, ImageReason, parseImage } from '../../../images';
import type { ImagePolicyContext, ImagePolicyDeps } from '../types';

/** Pauses before tags are looked for again: a new repository is being scanned. */
const PAUSES_MS = [1_000, 1_500, 2_250];

/**
 * Tags count only once this repository has been scanned with its present image:
 * it may not have the right to read those that another has found.
 */
function scannedName({ spec, status }: ImageRepository): string | undefined {
  const name = canonicalNameOf(parseImage(spec));
  return status?.canonicalImageName === name ? name : undefined;
}

/** Waits; a change of the repository ends the run, and the next one follows. */
async function pause(ctx: ImagePolicyContext, ms: number): Promise<void> {
  const either = AbortSignal.any([ctx.signal, ctx.superseded]);
  try {
    await sleep(ctx.clock, ms, either);
  } catch (error) {
    if (ctx.signal.aborted) throw error;
    throw new SupersededError({ cause: error });
  }
}

/** The failure for a database that can't be read; none when the controller stops. */
function toFailure({ signal }: ImagePolicyContext, error: unknown): unknown {
  if (signal.aborted) return error;
  return new TransientError(
    ImageReason.failure,
    `failed to read tags from database: ${(error as Error).message}`,
    { cause: error },
  );
}

/**
 * Tags of the last scan, in descending order.
 * @throws TransientError - DependencyNotReady: there are none after some time;
 *   Failure: the database can't be read
 */
export async function readTags(
  ctx: ImagePolicyContext,
  { tags, requeueDependencyMs }: ImagePolicyDeps,
  repository: ImageRepository,
): Promise<readonly string[]> {
  const image = scannedName(repository);
  const read = async () => {
    if (image === undefined) return [];
    try {
      return (await tags.read(image, ctx.signal))?.tags ?? [];
    } catch (error) {
      throw toFailure(ctx, error);
    }
  };
  const found = await read();
  if (found.length > 0) return found;
  return ctx.waitFor({ on: 'tags' }, async () => {
    for (const pauseMs of PAUSES_MS) {
      await pause(ctx, pauseMs);
      const again = await read();
      if (again.length > 0) return again;
    }
    const seconds = Math.round(requeueDependencyMs / 1000) * 1000;
    throw new TransientError(
      ImageReason.dependencyNotReady,
      `retrying in ${formatDuration(seconds)} error: no tags in database`,
      { retryAfterMs: requeueDependencyMs },
    );
  });
}
