/** Reasons of conditions and events of HelmCharts. */
export const Reason = {
  chartPackageSucceeded: 'ChartPackageSucceeded',
  chartPullSucceeded: 'ChartPullSucceeded',
  newChart: 'NewChart',
  noSourceArtifact: 'NoSourceArtifact',
  resolvedDependencies: 'ResolvedDependencies',
  sourceUnavailable: 'SourceUnavailable',
} as const;
