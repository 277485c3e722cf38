import { StalledError, TransientError } from '@backstage-gitops/kube';
import type { ReconcileErrorOptions } from '@backstage-gitops/kube';
import type { FailureCondition } from './conditions';

/** A failure that has a condition of its own, besides Ready. */
interface SourceFailure {
  /** Type of the condition that becomes True with the error's reason. */
  readonly conditionType: FailureCondition;
}

class TransientSourceError extends TransientError implements SourceFailure {
  constructor(
    readonly conditionType: FailureCondition,
    reason: string,
    message: string,
    options?: ReconcileErrorOptions,
  ) {
    super(reason, message, options);
  }
}

class StalledSourceError extends StalledError implements SourceFailure {
  constructor(
    readonly conditionType: FailureCondition,
    reason: string,
    message: string,
  ) {
    super(reason, message);
  }
}

/**
 * A generic failure: Warning event, retried with backoff.
 * @returns the error to throw
 * @see Flux: source-controller, `serror.Generic`
 */
export function failed(
  conditionType: FailureCondition,
  reason: string,
  message: string,
  cause?: unknown,
): TransientError {
  return new TransientSourceError(conditionType, reason, message, { cause });
}

/**
 * A failure that the content upstream is to blame for: Warning event, and no
 * retry before the next look at upstream.
 * @returns the error to throw
 */
export function unusable(
  conditionType: FailureCondition,
  reason: string,
  message: string,
  options: { readonly retryAfterMs: number; readonly cause?: unknown },
): TransientError {
  return new TransientSourceError(conditionType, reason, message, options);
}

/**
 * A terminal failure: `Stalled=True`, Warning event, no retry until spec or
 * request annotation change.
 * @returns the error to throw
 * @see Flux: source-controller, `serror.Stalling`
 */
export function stalled(
  conditionType: FailureCondition,
  reason: string,
  message: string,
): StalledError {
  return new StalledSourceError(conditionType, reason, message);
}

/**
 * Another object has to become ready first: trace event, retried after a fixed
 * time, or with backoff where none is given. Reconciling stays True with reason `ProgressingWithRetry`, as after
 * {@link failed}.
 * @returns the error to throw
 * @see Flux: source-controller, `serror.Waiting`
 */
export function waiting(
  conditionType: FailureCondition,
  reason: string,
  message: string,
  retryAfterMs?: number,
): TransientError {
  return new TransientSourceError(conditionType, reason, message, {
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    event: 'Trace',
  });
}

/** Whether an error has a condition of its own. */
export function isSourceFailure<E extends Error>(
  error: E,
): error is E & SourceFailure {
  return 'conditionType' in error;
}
