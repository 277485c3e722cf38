import { PROGRESSING, READY } from '@backstage-gitops/kube';
import type { KustomizationContext } from './types';

/** Condition with the result of the last health check. */
export const HEALTHY = 'Healthy';

/** Condition that an encrypted file was changed after it was encrypted. */
const DECRYPTION_VERIFIED = 'DecryptionVerified';

/**
 * Tells of encrypted files whose MAC does not fit: a condition while it is so,
 * and a Warning event when it becomes so.
 */
export function markMacMismatches(
  ctx: KustomizationContext,
  mismatches: readonly string[],
): void {
  if (mismatches.length === 0) {
    ctx.conditions.delete(DECRYPTION_VERIFIED);
    return;
  }
  const message = mismatches.join('; ');
  const before = ctx.conditions.get(DECRYPTION_VERIFIED)?.message;
  ctx.conditions.set(DECRYPTION_VERIFIED, 'False', 'MACMismatch', message);
  if (before !== message) {
    ctx.event({ type: 'Warning', reason: 'MACMismatch', message });
  }
}

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
