import type { Condition } from '@backstage-gitops/kube';
import type {
  ConditionView,
  Statement,
} from '@backstage-gitops/plugin-gitops-common';
import type { PresentedObject, Presenter } from '../presenters';
import { stateReason } from '../statements/stateReason';

/** Statements of conditions that are as they should be. */
const MET: Readonly<Record<string, Statement>> = {
  Ready: { code: 'conditionReady', params: {} },
  Healthy: { code: 'conditionHealthy', params: {} },
  ArtifactInStorage: { code: 'conditionStored', params: {} },
  SourceVerified: { code: 'conditionVerified', params: {} },
};

/** The conditions of an object, each with a statement of the same content. */
export function toConditionViews(
  presenter: Presenter,
  { status }: PresentedObject,
): ConditionView[] {
  return (status?.conditions ?? []).map(condition => ({
    type: condition.type,
    status: condition.status,
    reason: condition.reason,
    message: condition.message,
    lastTransitionTime: condition.lastTransitionTime,
    statement: toStatement(presenter, condition),
  }));
}

function toStatement(presenter: Presenter, condition: Condition): Statement {
  const { type, status } = condition;
  return status === 'True' && Object.hasOwn(MET, type)
    ? MET[type]
    : stateReason(presenter, condition);
}
