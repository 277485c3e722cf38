import {
  formatChanges,
  formatDuration,
  isNotFound,
  parseInventoryEntry,
  subjectOf,
} from '@backstage-gitops/kube';
import type { ObjectRef, ResourceManager } from '@backstage-gitops/kube';
import { hasAccount } from '../../../target/openTarget';
import type { Target } from '../../../target/openTarget';
import { Reason } from '../conditions';
import { intervalOf, timeoutOf } from '../schedule';
import type { KustomizationContext, KustomizationDeps } from '../types';
import { createResourceManager } from './applyManifests';
import { openTarget } from './openTarget';
import { deleteFailure, deleteOptionsOf } from './pruneStale';

/** True when deleting the Kustomization deletes what it applied. */
function mustDelete(ctx: KustomizationContext): boolean {
  const { deletionPolicy, prune, suspend } = ctx.object.spec;
  if (suspend || !ctx.object.status?.inventory?.entries?.length) return false;
  switch (deletionPolicy ?? 'MirrorPrune') {
    case 'Delete':
    case 'WaitForTermination':
      return true;
    case 'Orphan':
      return false;
    default:
      return prune;
  }
}

/** Events of a deletion carry the reason of the last Ready condition. */
function lastReason(ctx: KustomizationContext): string {
  return ctx.conditions.get('Ready')?.reason ?? Reason.reconciliationSucceeded;
}

function emitOrphans(
  ctx: KustomizationContext,
  refs: readonly ObjectRef[],
): void {
  ctx.event({
    type: 'Warning',
    reason: lastReason(ctx),
    message: `unable to prune objects: \n${refs.map(subjectOf).join('\n')}`,
  });
}

async function deleteObjects(
  ctx: KustomizationContext,
  manager: ResourceManager,
  refs: readonly ObjectRef[],
  target: Target,
): Promise<void> {
  const result = await target.use(() =>
    manager.deleteAll(refs, deleteOptionsOf(ctx.object, ctx.signal)),
  );
  if (result.failures.length > 0) {
    const message = deleteFailure(result.failures);
    ctx.event({ type: 'Warning', reason: Reason.pruneFailed, message });
    throw new Error(message);
  }
  if (result.changes.length > 0) {
    ctx.event({
      type: 'Normal',
      reason: lastReason(ctx),
      message: formatChanges(result.changes),
    });
  }
  if (ctx.object.spec.deletionPolicy !== 'WaitForTermination') return;
  const deleted = result.changes.filter(({ action }) => action === 'deleted');
  try {
    await ctx.waitFor({}, () =>
      manager.waitForTermination(
        deleted.map(change => change.ref),
        timeoutOf(ctx.object),
        ctx.signal,
      ),
    );
  } catch {
    ctx.signal.throwIfAborted();
    ctx.event({
      type: 'Warning',
      reason: lastReason(ctx),
      message: 'failed to wait for resources termination',
    });
  }
}

/**
 * Deletes what the Kustomization applied, as its deletion policy says.
 * @throws Error - an object can't be deleted: the finalizer stays
 */
export async function finalizeKustomization(
  ctx: KustomizationContext,
  deps: Pick<KustomizationDeps, 'network' | 'options' | 'workers'>,
): Promise<void> {
  const { options } = deps;
  const { lastAppliedRevision, lastAppliedOriginRevision, inventory } =
    ctx.object.status ?? {};
  ctx.eventMetadata.revision = lastAppliedRevision ?? '';
  ctx.eventMetadata.originRevision = lastAppliedOriginRevision ?? '';
  if (mustDelete(ctx)) {
    const refs = (inventory?.entries ?? []).map(parseInventoryEntry);
    if (await hasAccount(ctx, options)) {
      const target = await openTarget(ctx, deps).catch(error => {
        // A kubeconfig that is gone would keep the object forever.
        if (isNotFound((error as Error).cause)) return undefined;
        throw error;
      });
      if (target) {
        try {
          const manager = createResourceManager(target.client, options);
          await deleteObjects(ctx, manager, refs, target);
        } finally {
          await target.close();
        }
      } else emitOrphans(ctx, refs);
    } else emitOrphans(ctx, refs);
  }
  const took = formatDuration(ctx.clock.now() - ctx.startedAt);
  ctx.event({
    type: 'Normal',
    reason: lastReason(ctx),
    message: `Reconciliation finished in ${took}, next run in ${formatDuration(
      intervalOf(ctx.object),
    )}`,
    metadata: { commit_status: 'update' },
  });
}
