import { StalledError } from '@backstage-gitops/kube';
import { Reason } from '../conditions';
import type { HealthExpressions } from '../../../target/healthExpressions';
import { compileHealthExpressions } from '../../../target/healthExpressions';
import type { KustomizationOptions } from '../options';
import type { KustomizationContext } from '../types';

/**
 * Checks what can be wrong before anything is read: feature gates and CEL.
 * @returns the compiled expressions of `spec.healthCheckExprs`
 * @throws StalledError
 */
export function checkSpec(
  ctx: KustomizationContext,
  options: KustomizationOptions,
): HealthExpressions {
  const { decryption, healthCheckExprs } = ctx.object.spec;
  const gates = options.featureGates;
  if (decryption?.serviceAccountName && !gates.ObjectLevelWorkloadIdentity) {
    throw new StalledError(
      Reason.featureGateDisabled,
      'to use spec.decryption.serviceAccountName for decryption authentication please enable the ObjectLevelWorkloadIdentity feature gate in the controller',
      { observeGeneration: false },
    );
  }
  try {
    return compileHealthExpressions(healthCheckExprs ?? []);
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    throw new StalledError(
      Reason.invalidCelExpression,
      `Reconciliation failed terminally due to configuration error: ${text}`,
      { cause: error },
    );
  }
}
