import { PROGRESSING, READY, STALLED } from '@backstage-gitops/kube';
import type { HelmReleaseContext } from './types';

/** Whether the last install or upgrade was a success. */
export const RELEASED = 'Released';
/** Whether the last failure was remediated. */
export const REMEDIATED = 'Remediated';
/** Outcome of the tests. */
export const TEST_SUCCESS = 'TestSuccess';
/** Whether the cluster differs from the release. */
export const DRIFTED = 'Drifted';

/** Reasons of conditions and events. */
export const Reason = {
  accessDenied: 'AccessDenied',
  artifactFailed: 'ArtifactFailed',
  awaitingTests: 'AwaitingTests',
  driftCorrected: 'DriftCorrected',
  driftCorrectionFailed: 'DriftCorrectionFailed',
  driftDetected: 'DriftDetected',
  healthCheckCanceled: 'HealthCheckCanceled',
  installFailed: 'InstallFailed',
  installSucceeded: 'InstallSucceeded',
  invalidCelExpression: 'InvalidCELExpression',
  inventoryBuildFailed: 'InventoryBuildFailed',
  namespaceCheckSkipped: 'NamespaceCheckSkipped',
  noDriftDetected: 'NoDriftDetected',
  pendingRelease: 'PendingRelease',
  reconcileError: 'ReconcileError',
  restClientError: 'RESTClientError',
  retriesExceeded: 'RetriesExceeded',
  missingRollbackTarget: 'MissingRollbackTarget',
  rollbackFailed: 'RollbackFailed',
  rollbackSucceeded: 'RollbackSucceeded',
  stateError: 'StateError',
  testFailed: 'TestFailed',
  testSucceeded: 'TestSucceeded',
  uninstallFailed: 'UninstallFailed',
  uninstallSucceeded: 'UninstallSucceeded',
  upgradeFailed: 'UpgradeFailed',
  upgradeSucceeded: 'UpgradeSucceeded',
} as const;

/** Types that make up Ready, the first before the later. */
function summarized({ object }: HelmReleaseContext): string[] {
  const { enable, ignoreFailures } = object.spec.test ?? {};
  return enable && !ignoreFailures
    ? [REMEDIATED, TEST_SUCCESS, RELEASED]
    : [REMEDIATED, RELEASED];
}

/**
 * Sets Ready to the newest of Remediated, TestSuccess and Released: that with
 * the highest observedGeneration, and among equals the first of these. A
 * remediation never makes a release ready.
 */
export function summarizeReady(ctx: HelmReleaseContext): void {
  const { conditions, object } = ctx;
  if (!object.spec.test?.enable) conditions.delete(TEST_SUCCESS);
  const [first] = summarized(ctx)
    .map(type => conditions.get(type))
    .filter(condition => condition !== undefined)
    // The sort is stable: equals keep their order.
    .sort((a, b) => (b.observedGeneration ?? 0) - (a.observedGeneration ?? 0));
  if (!first) return;
  const status = first.type === REMEDIATED ? 'False' : first.status;
  if (status === 'True') conditions.delete(STALLED);
  conditions.set(READY, status, first.reason, first.message);
}

/**
 * Ready stops telling of a prerequisite that is met now.
 * @param reasons - of conditions that are over
 */
export function clearReason(
  ctx: HelmReleaseContext,
  ...reasons: readonly string[]
): void {
  const ready = ctx.conditions.get(READY);
  if (!ready || !reasons.includes(ready.reason)) return;
  ctx.conditions.set(
    READY,
    'Unknown',
    PROGRESSING,
    'reconciliation in progress',
  );
}
