import type { GitOpsObject } from '@backstage-gitops/plugin-gitops-common';

/**
 * Since when an object is in its state; RFC 3339. A Ready object is so since it
 * reached its revision; of a suspended one it is not known.
 */
export function sinceOf({
  state,
  revision,
  since,
}: GitOpsObject): string | undefined {
  if (state === 'Suspended') return undefined;
  return state === 'Ready' ? revision?.reachedAt ?? since : since;
}
