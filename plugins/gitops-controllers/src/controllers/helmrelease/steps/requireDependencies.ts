import { StalledError, WaitingError } from '@backstage-gitops/kube';
import {
  TERMINAL_FAILURE,
  whyConditionNotReady,
  whyDependenciesNotReady,
} from '../../../dependencies';
import type {
  HelmRelease,
  HelmReleaseContext,
  HelmReleaseDeps,
} from '../types';

const DEPENDENCY_NOT_READY = 'DependencyNotReady';

/** The event of a wrong spec is without what the condition begins with. */
function withPlainEvent(error: unknown): unknown {
  if (!(error instanceof StalledError)) return error;
  const { reason, message, cause } = error;
  const eventMessage = message.replace(TERMINAL_FAILURE, '');
  return new StalledError(reason, message, { cause, eventMessage });
}

/**
 * Passes when every HelmRelease of `spec.dependsOn` is ready. Unlike with
 * Kustomizations, which revision of a common source it has does not matter.
 * @throws WaitingError - DependencyNotReady; StalledError -
 *   InvalidCELExpression: a readyExpr is wrong
 * @see fluxcd/helm-controller docs/spec/v2/helmreleases.md, "Dependencies"
 */
export async function requireDependencies(
  ctx: HelmReleaseContext,
  { type, options }: Pick<HelmReleaseDeps, 'type' | 'options'>,
): Promise<void> {
  const message = await whyDependenciesNotReady<HelmRelease>(ctx, {
    type,
    describeMissing: (key, name) =>
      `unable to get '${key}' dependency: helmreleases.helm.toolkit.fluxcd.io "${name}" not found`,
    whyNotReady: whyConditionNotReady,
    isAdditive: options.featureGates.AdditiveCELDependencyCheck,
  }).catch(error => {
    throw withPlainEvent(error);
  });
  if (!message) return;
  throw new WaitingError(DEPENDENCY_NOT_READY, message, {
    retryAfterMs: options.requeueDependencyMs,
    event: 'Normal',
  });
}
