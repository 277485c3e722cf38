import { StalledError } from '@backstage-gitops/kube';
import type { SourceKey } from '../../../sources';
import type { HelmReleaseOptions } from '../options';
import type { HelmRelease } from '../types';

/** API of what holds charts. */
export const SOURCE_API_VERSION = 'source.toolkit.fluxcd.io/v1';
const ACCESS_DENIED = 'AccessDenied';

/** The HelmChart that `spec.chart` makes: `<namespace>-<name>` beside its source. */
function templatedChart({ metadata, spec }: HelmRelease): SourceKey {
  const { namespace = '', name } = metadata;
  return {
    kind: 'HelmChart',
    namespace: spec.chart?.spec.sourceRef.namespace || namespace,
    name: `${namespace}-${name}`,
  };
}

/** The object that holds the chart of a HelmRelease; it need not exist. */
export function chartSourceKey(object: HelmRelease): SourceKey {
  const { chartRef } = object.spec;
  if (!chartRef) return templatedChart(object);
  const { kind, name, namespace } = chartRef;
  return {
    kind,
    name,
    namespace: namespace || object.metadata.namespace || '',
  };
}

/** `namespace/name` of `status.helmChart`. */
export function parseChartName(text: string): SourceKey {
  const [namespace, name = ''] = text.split('/');
  return { kind: 'HelmChart', namespace, name };
}

/** A reference that must not be followed. */
export function denied(why: string): StalledError {
  return new StalledError(ACCESS_DENIED, why);
}

/** @throws StalledError - AccessDenied: another namespace, which the options forbid */
export function requireAccess(
  { metadata }: HelmRelease,
  { kind, namespace, name }: SourceKey,
  { noCrossNamespaceRefs }: Pick<HelmReleaseOptions, 'noCrossNamespaceRefs'>,
): void {
  if (!noCrossNamespaceRefs || namespace === metadata.namespace) return;
  throw denied(
    `cross-namespace references are not allowed: cannot access ${kind} ${namespace}/${name}`,
  );
}
