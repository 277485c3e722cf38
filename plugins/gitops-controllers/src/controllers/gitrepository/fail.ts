import {
  StalledError,
  TransientError,
  WaitingError,
} from '@backstage-gitops/kube';
import type { FailureCondition } from './conditions';
import type { GitRepositoryContext } from './types';

/**
 * Sets the condition that names the part that has failed, and returns the
 * error to throw: the object is tried again, more and more slowly.
 */
export function failed(
  ctx: GitRepositoryContext,
  type: FailureCondition,
  reason: string,
  message: string,
  cause?: unknown,
): TransientError {
  ctx.conditions.set(type, 'True', reason, message);
  return new TransientError(reason, message, { cause });
}

/** Like {@link failed}, but nothing is tried until the object changes. */
export function stalled(
  ctx: GitRepositoryContext,
  type: FailureCondition,
  reason: string,
  message: string,
): StalledError {
  ctx.conditions.set(type, 'True', reason, message);
  return new StalledError(reason, message);
}

/** Like {@link failed}, for something else that has to appear first. */
export function waiting(
  ctx: GitRepositoryContext,
  type: FailureCondition,
  reason: string,
  message: string,
  retryAfterMs: number,
): WaitingError {
  ctx.conditions.set(type, 'True', reason, message);
  return new WaitingError(reason, message, { retryAfterMs, event: 'Normal' });
}
