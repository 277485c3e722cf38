import {
  PROGRESSING,
  PROGRESSING_WITH_RETRY,
  READY,
  RECONCILING,
  STALLED,
} from '../status/conditions';
import { ReconcileError } from './errors';
import { Outcome, ReconcileContext, ReconciledObject } from './types';

/** Reason and message that Ready takes after a success. */
export interface SuccessText {
  readonly reason: string;
  readonly message: string;
}

/**
 * Ends a run in the conditions as all kinds of the toolkit do: success and a
 * terminal failure observe the generation, a retryable failure keeps the
 * Reconciling message with reason `ProgressingWithRetry`, and a run that could
 * not start leaves only Ready=False.
 */
export function summarizeOutcome<T extends ReconciledObject>(
  ctx: ReconcileContext<T>,
  outcome: Outcome,
  success: SuccessText = { reason: 'Succeeded', message: 'succeeded' },
): void {
  if (outcome.kind === 'success') {
    ctx.conditions.delete(RECONCILING);
    ctx.conditions.delete(STALLED);
    ctx.conditions.set(READY, 'True', success.reason, success.message);
    ctx.status.observedGeneration = ctx.object.metadata.generation;
    return;
  }
  summarizeFailure(ctx, outcome.error);
}

function summarizeFailure<T extends ReconciledObject>(
  ctx: ReconcileContext<T>,
  error: ReconcileError,
): void {
  const { conditions } = ctx;
  conditions.set(READY, 'False', error.reason, error.message);
  switch (error.kind) {
    case 'stalled':
      conditions.setStalled(error.reason, error.message);
      if ((error as { observeGeneration?: boolean }).observeGeneration) {
        ctx.status.observedGeneration = ctx.object.metadata.generation;
      }
      break;
    case 'waiting':
      conditions.delete(RECONCILING);
      conditions.delete(STALLED);
      break;
    case 'transient': {
      const progress = conditions.get(RECONCILING);
      conditions.setReconciling(
        PROGRESSING_WITH_RETRY,
        progress?.message ?? error.message,
      );
      break;
    }
    default:
      break;
  }
}

/** Sets Reconciling with reason `Progressing` and Ready to Unknown. */
export function markProgressing<T extends ReconciledObject>(
  ctx: ReconcileContext<T>,
  message: string,
): void {
  ctx.conditions.setReconciling(PROGRESSING, message);
  ctx.conditions.set(
    READY,
    'Unknown',
    PROGRESSING,
    'Reconciliation in progress',
  );
}
