import {
  PROGRESSING_WITH_RETRY,
  READY,
  StalledError,
} from '@backstage-gitops/kube';
import type { Outcome } from '@backstage-gitops/kube';
import { Reason } from './conditions';
import type { HelmReleaseContext } from './types';

/** Stalls that say why no action is taken; Ready keeps what the last one has done. */
const RELEASE_STALLS: readonly string[] = [
  Reason.retriesExceeded,
  Reason.missingRollbackTarget,
];

/**
 * Ends a run in the status: what became of the release is in the conditions
 * already, a failure before it is set here. Reconciling stays as it was left.
 */
export function summarizeRun(
  { conditions, object, status }: HelmReleaseContext,
  outcome: Outcome,
): void {
  if (outcome.kind === 'success') {
    status.observedGeneration = object.metadata.generation;
    return;
  }
  const { error } = outcome;
  if (error.reason === PROGRESSING_WITH_RETRY) return;
  if (error instanceof StalledError) {
    conditions.setStalled(error.reason, error.message);
    status.observedGeneration = object.metadata.generation;
    if (RELEASE_STALLS.includes(error.reason)) return;
  }
  conditions.set(READY, 'False', error.reason, error.message);
}
