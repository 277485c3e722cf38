import { TransientError } from '@backstage-gitops/kube';
import { openTarget } from '../../target/openTarget';
import { TargetError } from '../../target/TargetError';
import { Reason } from './conditions';
import { timeoutOf } from './releaseSpec';
import type {
  HelmReleaseContext,
  HelmReleaseDeps,
  ReleaseTarget,
} from './types';

function textOf({ code, source, message, cause }: TargetError): string {
  if (code !== 'secret' || !(cause instanceof Error)) return message;
  return `could not get KubeConfig secret '${source}': ${cause.message}`;
}

/**
 * Opens the cluster of the release: this one or that of `spec.kubeConfig`, as
 * the service account of the spec.
 * @throws TransientError RESTClientError; its cause is the TargetError
 */
export async function openReleaseTarget(
  ctx: HelmReleaseContext,
  deps: HelmReleaseDeps,
): Promise<ReleaseTarget> {
  try {
    return await openTarget(ctx, deps, timeoutOf(ctx.object));
  } catch (error) {
    if (!(error instanceof TargetError)) throw error;
    throw new TransientError(Reason.restClientError, textOf(error), {
      cause: error,
      event: 'none',
    });
  }
}
