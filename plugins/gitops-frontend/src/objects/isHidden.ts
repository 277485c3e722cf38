import type { GitOpsObject } from '@backstage-gitops/plugin-gitops-common';

/** True when nothing but the name is sent, because the object does not agree to the entity. */
export function isHidden({ match }: GitOpsObject): boolean {
  return match.statement?.code === 'notAgreed';
}
