import { READY, summarizeOutcome } from '@backstage-gitops/kube';
import type { ConditionSet, Outcome } from '@backstage-gitops/kube';
import {
  ARTIFACT_IN_STORAGE,
  BUILD_FAILED,
  FAILURE_CONDITIONS,
  FETCH_FAILED,
  STORAGE_OPERATION_FAILED,
} from './conditions';
import { isSourceFailure } from './failures';
import type { SourceContext, SourceObject } from './SourceObject';

/** Whether a failure condition of the last reconcile is in the object. */
export function hasFailed({ status }: SourceObject): boolean {
  const failures: readonly string[] = FAILURE_CONDITIONS;
  return (status?.conditions ?? []).some(
    condition =>
      condition.status === 'True' && failures.includes(condition.type),
  );
}

/** Removes the conditions of a fetch or build that has succeeded. */
export function clearFetchFailures(conditions: ConditionSet): void {
  conditions.delete(FETCH_FAILED);
  conditions.delete(BUILD_FAILED);
}

/** Each means that no other failure of fetch or build is known any more. */
const EXCLUSIVE: readonly string[] = [
  STORAGE_OPERATION_FAILED,
  FETCH_FAILED,
  BUILD_FAILED,
];

/** Sets the condition of a failure; Ready copies the first failure there is. */
function setFailure(conditions: ConditionSet, outcome: Outcome): void {
  if (outcome.kind === 'success' || !isSourceFailure(outcome.error)) return;
  const { conditionType, reason, message } = outcome.error;
  if (EXCLUSIVE.includes(conditionType)) clearFetchFailures(conditions);
  conditions.set(conditionType, 'True', reason, message);
  const first = FAILURE_CONDITIONS.find(type => conditions.isTrue(type));
  const summary = first && conditions.get(first);
  if (summary) {
    conditions.set(READY, 'False', summary.reason, summary.message);
  }
}

/**
 * Sets the conditions that end a reconcile: after success Ready copies
 * ArtifactInStorage, after a failure the first of the failure conditions.
 */
export function summarizeSource(ctx: SourceContext, outcome: Outcome): void {
  const { conditions } = ctx;
  if (outcome.kind === 'success') {
    FAILURE_CONDITIONS.forEach(type => conditions.delete(type));
  }
  summarizeOutcome(ctx, outcome, conditions.get(ARTIFACT_IN_STORAGE));
  setFailure(conditions, outcome);
}

/** A suspended source that was ready is observed in its new generation too. */
export function summarizeSuspended(ctx: SourceContext): void {
  const ready = ctx.conditions.get(READY);
  if (ready?.status !== 'True') return;
  ctx.conditions.set(READY, 'True', ready.reason, ready.message);
  ctx.status.observedGeneration = ctx.object.metadata.generation;
}
