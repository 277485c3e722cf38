import { RECONCILE_REQUEST } from '@backstage-gitops/kube';
import type { HelmReleaseContext } from './types';

const FORCE_REQUEST = 'reconcile.fluxcd.io/forceAt';
const RESET_REQUEST = 'reconcile.fluxcd.io/resetAt';

/**
 * Whether an annotation asks for something that was not done yet. It counts
 * only together with a reconcile request of the same value that no run has
 * seen, and is used up either way.
 * @see fluxcd/pkg apis/meta/annotations.go
 */
function takeRequest(
  { object, status }: HelmReleaseContext,
  annotation: string,
  field: 'lastHandledForceAt' | 'lastHandledResetAt',
): boolean {
  const { annotations = {} } = object.metadata;
  const value = annotations[annotation];
  if (value === undefined) return false;
  const handled = object.status?.[field];
  status[field] = value;
  return (
    value === annotations[RECONCILE_REQUEST] &&
    value !== object.status?.lastHandledReconcileAt &&
    value !== handled
  );
}

/** Whether an upgrade or install is asked for whatever the state of the release. */
export function takeForceRequest(ctx: HelmReleaseContext): boolean {
  return takeRequest(ctx, FORCE_REQUEST, 'lastHandledForceAt');
}

/** Whether the counters of failures are to be set back. */
export function takeResetRequest(ctx: HelmReleaseContext): boolean {
  return takeRequest(ctx, RESET_REQUEST, 'lastHandledResetAt');
}
