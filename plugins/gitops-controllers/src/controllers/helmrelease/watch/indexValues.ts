import { configIndexValue, configsOfKubeConfig } from '../../../configs';
import type { SourceKey } from '../../../sources';
import { chartSourceKey } from '../chart/sourceReference';
import type { HelmRelease } from '../types';

/** Index of HelmReleases by the object that holds their chart. */
export const SOURCE_INDEX = 'helmrelease-source';

/** Value in {@link SOURCE_INDEX}: `Kind/namespace/name`. */
export function sourceIndexValue({ kind, namespace, name }: SourceKey): string {
  return `${kind}/${namespace}/${name}`;
}

/** Values of an object in {@link SOURCE_INDEX}. */
export function sourceIndexValues(object: HelmRelease): string[] {
  return [sourceIndexValue(chartSourceKey(object))];
}

/** The ConfigMaps and Secrets that an object reads, as its index names them. */
export function configIndexValues({ metadata, spec }: HelmRelease): string[] {
  return [
    ...(spec.valuesFrom ?? []),
    ...configsOfKubeConfig(spec.kubeConfig),
  ].map(reference => configIndexValue(reference, metadata.namespace));
}

/** What a dependent may wait for besides Ready. */
export function progressOf({ status }: HelmRelease): unknown {
  return [status?.observedGeneration, status?.lastAttemptedRevision];
}
