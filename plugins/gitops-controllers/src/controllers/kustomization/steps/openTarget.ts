import { TransientError } from '@backstage-gitops/kube';
import { openTarget as open } from '../../../target/openTarget';
import { TargetError } from '../../../target/TargetError';
import type { Target } from '../../../target/openTarget';
import { Reason } from '../conditions';
import { retryIntervalOf, timeoutOf } from '../schedule';
import type { KustomizationContext, KustomizationDeps } from '../types';

/**
 * Opens the cluster to apply to: this one or that of `spec.kubeConfig`, as the
 * service account of the spec.
 * @throws TransientError - there is no usable kubeconfig
 */
export async function openTarget(
  ctx: KustomizationContext,
  deps: Pick<KustomizationDeps, 'network' | 'options' | 'tokens' | 'workers'>,
): Promise<Target> {
  try {
    return await open(ctx, deps, timeoutOf(ctx.object));
  } catch (error) {
    if (!(error instanceof TargetError)) throw error;
    throw new TransientError(Reason.reconciliationFailed, error.message, {
      cause: error.cause,
      retryAfterMs: retryIntervalOf(ctx.object),
      eventMessage: `failed to build kube client: ${error.message}`,
    });
  }
}
