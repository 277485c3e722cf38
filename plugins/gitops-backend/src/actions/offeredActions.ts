import type { ActionName } from '@backstage-gitops/plugin-gitops-common';
import type { PresentedNode } from '../graph/ClusterGraph';
import { sourceRefOf } from '../views/toSummary';

/**
 * What can be asked of an object, in the order of the buttons: nothing of one
 * that no controller reconciles, and its source only where it is of a kind that
 * the portal reads.
 */
export function offeredActions(node: PresentedNode): readonly ActionName[] {
  const { cluster, object, presenter } = node;
  if (presenter.isStatic?.(object)) return [];
  const source = sourceRefOf(node);
  const hasSource = source !== undefined && cluster.isPresented(source);
  return presenter.actions.filter(
    action => action !== 'reconcile-with-source' || hasSource,
  );
}
