import { PROGRESSING, READY } from '@backstage-gitops/kube';
import { ARTIFACT_OUTDATED, SourceReason } from './conditions';
import type { SourceContext } from './SourceObject';

/**
 * Sets Reconciling. With `isOutdated`, Ready becomes Unknown with the same
 * message; otherwise a Ready that is True or False stays.
 * @see Flux: fluxcd/pkg, runtime/reconcile.ProgressiveStatus
 */
export async function reportProgress(
  ctx: SourceContext,
  message: string,
  options: { readonly isOutdated?: boolean } = {},
): Promise<void> {
  const ready = ctx.conditions.get(READY);
  if (options.isOutdated || !ready || ready.status === 'Unknown') {
    ctx.conditions.set(READY, 'Unknown', PROGRESSING, message);
  }
  await ctx.progress(PROGRESSING, message);
}

/** Sets Reconciling at the start of a reconcile; it names a new generation. */
export async function reportStart(ctx: SourceContext): Promise<void> {
  const { generation } = ctx.object.metadata;
  const observed = ctx.status.observedGeneration ?? 0;
  await reportProgress(
    ctx,
    observed === generation
      ? 'reconciliation in progress'
      : `processing object: new generation ${observed} -> ${generation}`,
  );
}

/**
 * Sets Reconciling to `building artifact: <message>`, and ArtifactOutdated when
 * there is an older artifact.
 */
export async function reportOutdated(
  ctx: SourceContext,
  message: string,
  reason: string = SourceReason.newRevision,
): Promise<void> {
  if (ctx.status.artifact) {
    ctx.conditions.set(ARTIFACT_OUTDATED, 'True', reason, message);
  }
  await reportProgress(ctx, `building artifact: ${message}`, {
    isOutdated: true,
  });
}
