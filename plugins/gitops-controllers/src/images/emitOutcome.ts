import { READY, RECONCILING, STALLED } from '@backstage-gitops/kube';
import type {
  Condition,
  ReconcileContext,
  ReconciledObject,
} from '@backstage-gitops/kube';
import { ImageReason } from './reasons';

/** The Ready condition of an object that is ready. */
function readyOf(object: ReconciledObject): Condition | undefined {
  const conditions = object.status?.conditions ?? [];
  const isTrue = (type: string) =>
    conditions.find(each => each.type === type && each.status === 'True');
  return isTrue(RECONCILING) || isTrue(STALLED) ? undefined : isTrue(READY);
}

/**
 * The event of a success: about what is new, or else one for the cluster only.
 * @param message - of Ready
 * @param unchanged - text of the event where Ready says the same as before
 * @see Flux: image-reflector-controller, `notify`
 */
export function emitSuccess<T extends ReconciledObject>(
  ctx: ReconcileContext<T>,
  message: string,
  unchanged: string,
): void {
  const isNews = readyOf(ctx.object)?.message !== message;
  ctx.event({
    type: 'Normal',
    reason: ImageReason.succeeded,
    message: isNews ? message : unchanged,
    trace: !isNews,
  });
}

/** A suspended object that ended in a success or for good is observed in its new generation too. */
export function observeSuspended<T extends ReconciledObject>(
  ctx: ReconcileContext<T>,
): void {
  const { conditions } = ctx;
  const isStalled = conditions.isTrue(STALLED);
  if (!isStalled && !conditions.isTrue(READY)) return;
  if (!isStalled && conditions.isTrue(RECONCILING)) return;
  const status: { observedGeneration?: number } = ctx.status;
  status.observedGeneration = ctx.object.metadata.generation;
}
