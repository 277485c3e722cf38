import {
  formatDuration,
  PROGRESSING_WITH_RETRY,
  READY,
} from '@backstage-gitops/kube';
import type { ReconcileResult } from '@backstage-gitops/kube';
import { Reason } from './conditions';
import type { ChartRun } from './release/run';
import { retryIntervalOf } from './releaseSpec';
import { requeue } from './requeue';

/**
 * An action failed that has stored nothing: there is nothing to remediate.
 * RetryOnFailure waits for its interval, else the run backs off.
 * @throws TransientError - the run is to be tried again soon
 */
export function retryAfterFailure(
  { ctx, deps }: ChartRun,
  error: Error,
): ReconcileResult {
  const { conditions, object, status } = ctx;
  const gates = deps.options.featureGates;
  const last = status.lastAttemptedReleaseAction;
  const retryAfterMs = last && retryIntervalOf(object, last, gates);
  if (retryAfterMs !== undefined) {
    const text = `retrying after ${formatDuration(retryAfterMs)}`;
    conditions.setReconciling(PROGRESSING_WITH_RETRY, text);
    return { requeueAfterMs: retryAfterMs };
  }
  if (conditions.isTrue(READY)) {
    conditions.set(READY, 'False', Reason.reconcileError, error.message);
  }
  throw requeue(error.message, error);
}
