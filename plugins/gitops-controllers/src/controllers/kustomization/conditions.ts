import { PROGRESSING, READY } from '@backstage-gitops/kube';
import type { KustomizationContext } from './types';

/** Condition that tells the result of the last health check. */
export const HEALTHY = 'Healthy';

/** Reasons of the Kustomization's Ready condition. */
export const Reason = {
  artifactFailed: 'ArtifactFailed',
  accessDenied: 'AccessDenied',
  buildFailed: 'BuildFailed',
  dependencyNotReady: 'DependencyNotReady',
  featureGateDisabled: 'FeatureGateDisabled',
  healthCheckFailed: 'HealthCheckFailed',
  healthCheckCanceled: 'HealthCheckCanceled',
  invalidCelExpression: 'InvalidCELExpression',
  pruneFailed: 'PruneFailed',
  reconciliationFailed: 'ReconciliationFailed',
  reconciliationSucceeded: 'ReconciliationSucceeded',
} as const;

/** The steps that show in the Reconciling condition, in their words. */
const STEPS = {
  fetching: 'Fetching manifests',
  building: 'Building manifests',
  detecting: 'Detecting drift',
  checking: 'Running health checks',
} as const;

/** Text of a step: `Building manifests for revision R with a timeout of T`. */
export function stepMessage(
  step: keyof typeof STEPS,
  revision: string,
  timeout: string,
): string {
  return `${STEPS[step]} for revision ${revision} with a timeout of ${timeout}`;
}

/** Ready is unknown from here to the end of the run. */
export function markInProgress(ctx: KustomizationContext): void {
  ctx.conditions.set(
    READY,
    'Unknown',
    PROGRESSING,
    'Reconciliation in progress',
  );
}
