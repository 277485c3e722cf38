import { formatDuration, WaitingError } from '@backstage-gitops/kube';
import {
  whyConditionNotReady,
  whyDependenciesNotReady,
} from '../../../dependencies';
import { Reason } from '../conditions';
import type { KustomizationOptions } from '../options';
import type {
  Kustomization,
  KustomizationContext,
  ResolvedSource,
} from '../types';
import { sourceKeyOf } from './resolveSource';

const TYPE = {
  apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
  kind: 'Kustomization',
};

function hasSameSource(object: Kustomization, source: ResolvedSource): boolean {
  const key = sourceKeyOf(object);
  return (
    key.kind === source.kind &&
    key.namespace === source.namespace &&
    key.name === source.name
  );
}

/** Why a dependency is not ready; undefined when it is. */
export function whyNotReady(
  dependency: Kustomization,
  key: string,
  source: ResolvedSource,
): string | undefined {
  const why = whyConditionNotReady(dependency, key);
  if (why) return why;
  const isBehind =
    hasSameSource(dependency, source) &&
    dependency.status?.lastAppliedRevision !== source.revision;
  return isBehind
    ? `dependency '${key}' revision is not up to date`
    : undefined;
}

/**
 * Passes when every Kustomization of `spec.dependsOn` is ready.
 * @throws WaitingError - one is not; StalledError - a readyExpr is wrong
 */
export async function requireDependencies(
  ctx: KustomizationContext,
  source: ResolvedSource,
  options: KustomizationOptions,
): Promise<void> {
  const message = await whyDependenciesNotReady<Kustomization>(ctx, {
    type: TYPE,
    describeMissing: (key, name) =>
      `dependency '${key}' not found: kustomizations.kustomize.toolkit.fluxcd.io "${name}" not found`,
    whyNotReady: (dependency, key) => whyNotReady(dependency, key, source),
    isAdditive: options.featureGates.AdditiveCELDependencyCheck,
  });
  if (!message) return;
  const pause = formatDuration(options.requeueDependencyMs);
  throw new WaitingError(Reason.dependencyNotReady, message, {
    retryAfterMs: options.requeueDependencyMs,
    event: 'Normal',
    eventMessage: `Dependencies do not meet ready condition, retrying in ${pause}`,
  });
}
