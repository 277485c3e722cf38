import { READY, RECONCILING } from '@backstage-gitops/kube';
import {
  DRIFTED,
  Reason,
  RELEASED,
  REMEDIATED,
  summarizeReady,
} from './conditions';
import type { HistoryChange } from './decide/decision';
import { formatDrift } from './drift/formatDrift';
import {
  chartOf,
  fullNameOf,
  latestOf,
  newestOf,
  truncateHistory,
} from './history';
import { detectsDrift, remediationOf } from './releaseSpec';
import { markObserved } from './release/changeRelease';
import type { ChartRun } from './release/run';
import type { DriftedObject, HelmReleaseContext } from './types';

/** Changes the history as a decision says. */
export function changeHistory(
  { object, status }: HelmReleaseContext,
  change: HistoryChange,
): void {
  switch (change) {
    case 'clear':
      status.history = undefined;
      break;
    case 'newest':
      status.history = newestOf(status.history);
      break;
    case 'truncate': {
      const last = status.lastAttemptedReleaseAction;
      const ignoreTests = last
        ? remediationOf(object, last).ignoreTestFailures
        : object.spec.test?.ignoreFailures ?? false;
      status.history = truncateHistory(status.history, ignoreTests);
      break;
    }
    default:
  }
}

/** Text of a success, by the reason of the failure before it. */
function successAfter(reason: string | undefined): string | undefined {
  if (reason === Reason.installFailed) return Reason.installSucceeded;
  return reason === Reason.upgradeFailed ? Reason.upgradeSucceeded : undefined;
}

function markReleased(ctx: HelmReleaseContext, reason: string): void {
  const latest = latestOf(ctx.status.history);
  if (!latest) return;
  const action = reason === Reason.installSucceeded ? 'install' : 'upgrade';
  const named = `${fullNameOf(latest)} with chart ${chartOf(latest)}`;
  const message = `Helm ${action} succeeded for release ${named}`;
  ctx.conditions.set(RELEASED, 'True', reason, message);
}

/**
 * A release that a rollback has left is what the spec asks for now: it counts
 * as upgraded.
 */
export function forgetRemediation(ctx: HelmReleaseContext): void {
  if (!ctx.conditions.isTrue(REMEDIATED)) return;
  ctx.conditions.delete(REMEDIATED);
  markReleased(ctx, Reason.upgradeSucceeded);
}

/** Ends a run whose release is as it should be: no earlier failure shows any more. */
export function settleInSync(run: ChartRun): void {
  const { ctx } = run;
  const { conditions, object } = ctx;
  forgetRemediation(ctx);
  if (!conditions.isTrue(READY) || !conditions.isTrue(RELEASED)) {
    const reason = successAfter(conditions.get(RELEASED)?.reason);
    if (reason) markReleased(ctx, reason);
  }
  if (detectsDrift(object)) {
    conditions.set(
      DRIFTED,
      'False',
      Reason.noDriftDetected,
      'No drift detected against the cluster state',
    );
  }
}

/** Tells of differences between release and cluster. */
export function reportDrift(
  ctx: HelmReleaseContext,
  drift: readonly DriftedObject[],
): void {
  const latest = latestOf(ctx.status.history);
  if (!latest) return;
  const message = `Cluster state of release ${fullNameOf(
    latest,
  )} has drifted from the desired state:\n${formatDrift(drift)}`;
  ctx.event({ type: 'Warning', reason: Reason.driftDetected, message });
  ctx.conditions.set(DRIFTED, 'True', Reason.driftDetected, message);
}

/** Ends a run with nothing left to do. */
export function settle(run: ChartRun): void {
  run.ctx.conditions.delete(RECONCILING);
  summarizeReady(run.ctx);
  markObserved(run);
}
