import type { Release } from '@backstage-gitops/helm-release';

/** Name and version of the chart, e.g. `web-1.2.0`. */
export function chartName({ chart }: Release): string {
  return `${chart.metadata.name}-${chart.metadata.version}`;
}
