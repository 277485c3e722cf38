import { valuesDigest } from '@backstage-gitops/helm-release';
import { digestAlgorithmOf } from './release/observeRelease';
import type { Values } from '@backstage-gitops/helm';
import { latestOf } from './history';
import {
  releaseNameOf,
  releaseNamespaceOf,
  storageNamespaceOf,
} from './releaseSpec';
import type { HelmReleaseContext, ResolvedChart } from './types';

/** What of a release can't be changed by an upgrade (HR-11). */
type TargetChange =
  | 'storage namespace'
  | 'release namespace'
  | 'release name'
  | 'chart name';

/** Why the release of the history is another one than the spec asks for. */
export function changedTarget(
  { object, status }: Pick<HelmReleaseContext, 'object' | 'status'>,
  chartName: string,
): TargetChange | undefined {
  const latest = latestOf(status.history);
  if (!status.storageNamespace || !latest) return undefined;
  if (storageNamespaceOf(object) !== status.storageNamespace) {
    return 'storage namespace';
  }
  if (releaseNamespaceOf(object) !== latest.namespace) {
    return 'release namespace';
  }
  if (releaseNameOf(object) !== latest.name) return 'release name';
  const mayChange =
    object.spec.upgrade?.chartNameChangeStrategy === 'InPlaceUpdate';
  return chartName !== latest.chartName && !mayChange
    ? 'chart name'
    : undefined;
}

/** Whether values are those of a digest; false where it is of no known form. */
export function hasDigest(values: Values, digest: string): boolean {
  const algorithm = digestAlgorithmOf(digest);
  return algorithm !== undefined && valuesDigest(values, algorithm) === digest;
}

/** Whether the failures before were those of another spec, chart or values. */
export function hasChangedSinceAttempt(
  { object, status }: Pick<HelmReleaseContext, 'object' | 'status'>,
  chart: Pick<ResolvedChart, 'version'>,
  values: Values,
): boolean {
  const { lastAttemptedConfigDigest: digest } = status;
  return (
    status.lastAttemptedGeneration !== object.metadata.generation ||
    status.lastAttemptedRevision !== chart.version ||
    (digest !== undefined && !hasDigest(values, digest))
  );
}
