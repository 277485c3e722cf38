import { parseDuration } from '@backstage-gitops/kube';
import type {
  Delivery,
  HealthCount,
  Kustomization,
  Revision,
} from '@backstage-gitops/plugin-gitops-common';
import type { Binding } from '../bindings/findBindings';
import type { ClusterWatch } from '../clusters/ClusterWatch';
import { formatRevision, toRevision } from './revision';
import { sourceRefOf, toSourceView } from './source';
import { toStateView } from './state';
import { toSuspension } from './suspension';

/** One row of the tab from the object as it is now. */
export function toDelivery(options: {
  readonly cluster: ClusterWatch;
  readonly binding: Binding;
  readonly object: Kustomization;
  readonly health: HealthCount;
  readonly nowMs: number;
}): Delivery {
  const { cluster, binding, object, health, nowMs } = options;
  const { status, spec } = object;
  const applied = toRevision(status?.lastAppliedRevision, cluster.commits);
  return {
    ref: binding.ref,
    origin: binding.origin,
    ...toStateView(object, {
      isReachable: cluster.view().isReachable,
      nowMs,
      ready: runs(applied),
    }),
    applied,
    attempted: toRevision(status?.lastAttemptedRevision, cluster.commits),
    lastAppliedAt: lastAppliedAt(object),
    nextRunAt: nextRunAt(object, nowMs),
    path: spec.path,
    source: toSourceView(cluster, sourceRefOf(cluster.name, object), nowMs),
    suspension: toSuspension(object),
    health,
  };
}

function runs(applied: Revision | undefined): string {
  return applied
    ? `Runs ${formatRevision(applied)}.`
    : 'Runs what was committed.';
}

function readyCondition(object: Kustomization) {
  return object.status?.conditions?.find(({ type }) => type === 'Ready');
}

function lastAppliedAt(object: Kustomization): string | undefined {
  const { history, lastAppliedRevision } = object.status ?? {};
  if (!lastAppliedRevision) return undefined;
  const success = history?.find(
    ({ lastReconciledStatus, metadata }) =>
      lastReconciledStatus === 'ReconciliationSucceeded' &&
      (metadata?.revision ?? lastAppliedRevision) === lastAppliedRevision,
  );
  if (success) return success.lastReconciled;
  const ready = readyCondition(object);
  return ready?.status === 'True' ? ready.lastTransitionTime : undefined;
}

/** Unknown while suspended or when the controller has let the time pass. */
function nextRunAt(object: Kustomization, nowMs: number): string | undefined {
  const ready = readyCondition(object);
  if (object.spec.suspend || !ready) return undefined;
  const { interval, retryInterval } = object.spec;
  const last = [
    ready.lastTransitionTime,
    ...(object.status?.history ?? []).map(entry => entry.lastReconciled),
  ].map(time => Date.parse(time));
  const everyMs = parseDuration(
    ready.status === 'False' ? retryInterval ?? interval : interval,
  );
  const next = Math.max(...last.filter(Number.isFinite)) + everyMs;
  return next > nowMs ? new Date(next).toISOString() : undefined;
}
