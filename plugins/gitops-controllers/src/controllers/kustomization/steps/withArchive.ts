import {
  formatDuration,
  TransientError,
  WaitingError,
} from '@backstage-gitops/kube';
import { Reason } from '../conditions';
import type { KustomizationOptions } from '../options';
import { retryIntervalOf } from '../schedule';
import type {
  ArchiveReader,
  KustomizationContext,
  ResolvedSource,
} from '../types';

/** What the step needs. */
interface ArchiveInput {
  readonly archives: ArchiveReader;
  readonly source: ResolvedSource;
  readonly options: Pick<KustomizationOptions, 'requeueDependencyMs'>;
}

function toReconcileError(
  ctx: KustomizationContext,
  error: unknown,
  { options }: ArchiveInput,
): Error {
  if ((error as { code?: string }).code === 'not-found') {
    const pause = formatDuration(options.requeueDependencyMs);
    return new WaitingError(
      Reason.artifactFailed,
      `Source is not ready, artifact not found, retrying in ${pause}`,
      { retryAfterMs: options.requeueDependencyMs, event: 'none' },
    );
  }
  const why = error instanceof Error ? error.message : String(error);
  return new TransientError(Reason.artifactFailed, why, {
    cause: error,
    retryAfterMs: retryIntervalOf(ctx.object),
  });
}

/**
 * Calls `work` with the source's archive, downloaded and unpacked.
 * @throws WaitingError - the artifact server does not have it yet;
 *   TransientError - ArtifactFailed: it can't be downloaded, does not match its
 *   digest, is damaged or too large; what `work` throws
 */
export async function withArchive<T>(
  ctx: KustomizationContext,
  input: ArchiveInput,
  work: (archive: SharedArrayBuffer) => Promise<T>,
): Promise<T> {
  const { archives, source } = input;
  let isUnpacked = false;
  try {
    return await archives.use(source.artifact, ctx.signal, archive => {
      isUnpacked = true;
      return work(archive);
    });
  } catch (error) {
    if (isUnpacked || ctx.signal.aborted) throw error;
    throw toReconcileError(ctx, error, input);
  }
}
