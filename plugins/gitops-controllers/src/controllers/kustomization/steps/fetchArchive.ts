import {
  formatDuration,
  TransientError,
  WaitingError,
} from '@backstage-gitops/kube';
import { Reason } from '../conditions';
import type { KustomizationOptions } from '../options';
import { retryIntervalOf } from '../schedule';
import type {
  ArtifactFetcher,
  KustomizationContext,
  ResolvedSource,
} from '../types';

/**
 * Downloads the source's archive.
 * @throws WaitingError - the artifact server does not have it yet;
 *   TransientError - the download or its digest is wrong
 */
export async function fetchArchive(
  ctx: KustomizationContext,
  artifacts: ArtifactFetcher,
  source: ResolvedSource,
  options: KustomizationOptions,
): Promise<Uint8Array> {
  try {
    return await artifacts.fetch(source.artifact, ctx.signal);
  } catch (error) {
    if ((error as { code?: string }).code === 'not-found') {
      const pause = formatDuration(options.requeueDependencyMs);
      throw new WaitingError(
        Reason.artifactFailed,
        `Source is not ready, artifact not found, retrying in ${pause}`,
        { retryAfterMs: options.requeueDependencyMs, event: 'none' },
      );
    }
    const why = error instanceof Error ? error.message : String(error);
    throw new TransientError(Reason.artifactFailed, why, {
      cause: error,
      retryAfterMs: retryIntervalOf(ctx.object),
    });
  }
}
