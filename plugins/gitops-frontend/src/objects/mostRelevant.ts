import type { GitOpsObject } from '@backstage-gitops/plugin-gitops-common';
import { isHidden } from './isHidden';

/**
 * The object that answers whether the entity runs what was committed: the first
 * applier that may be seen, else whatever may be seen.
 * @param objects - in the order of the snapshot, the most urgent first
 */
export function mostRelevant(
  objects: readonly GitOpsObject[],
): GitOpsObject | undefined {
  const visible = objects.filter(object => !isHidden(object));
  const applier = visible.find(({ role }) => role === 'applier');
  return applier ?? visible[0] ?? objects[0];
}
