import type { HelmChartContext, StoredChart } from '../types';

/** The stored chart as builds compare it; undefined when it must be built anew. */
export function comparableChart({ object, status }: HelmChartContext) {
  const { artifact, observedChartName, observedGeneration } = status;
  const isObserved = observedGeneration === object.metadata.generation;
  if (!artifact || !isObserved || observedChartName === undefined) {
    return undefined;
  }
  return { name: observedChartName, version: artifact.revision };
}

/** The stored chart, unchanged. */
export function toStoredChart(
  { status }: HelmChartContext,
  chart: { readonly name: string; readonly version: string },
  rest: Pick<StoredChart, 'isPackaged' | 'valuesFiles'>,
): StoredChart {
  return {
    ...{ isCurrent: true, name: chart.name, revision: chart.version },
    isPackaged: rest.isPackaged,
    valuesFiles: status.observedValuesFiles ?? rest.valuesFiles,
  };
}
