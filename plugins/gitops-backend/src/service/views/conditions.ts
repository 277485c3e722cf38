import type {
  Condition,
  ConditionView,
} from '@backstage-gitops/plugin-gitops-common';
import { explainFailure } from './sentences';

/** Sentences for conditions that are as they should be. */
const GOOD: Readonly<Record<string, string>> = {
  Ready: 'The last run succeeded.',
  Healthy: 'Everything that was applied is healthy.',
  ArtifactInStorage: 'The content of this revision is stored.',
  SourceVerified: 'The signature is valid.',
};

/** A condition with the sentence that says the same. */
export function toConditionView(condition: Condition): ConditionView {
  const { type, status, reason, message, lastTransitionTime } = condition;
  const good = status === 'True' ? GOOD[type] : undefined;
  return {
    type,
    status,
    reason,
    message,
    lastTransitionTime,
    sentence: good ?? explainFailure({ reason, message }),
  };
}
