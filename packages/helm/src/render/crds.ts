import type { Chart } from '../chart/chart';

/** A file below `crds/`, which Helm installs as it is. */
export interface Crd {
  /** Path below the root chart, e.g. `app/charts/db/crds/backup.yaml`. */
  readonly path: string;
  readonly data: Uint8Array;
}

/** The CRD files of a chart, then those of its subcharts. */
export function collectCrds(
  chart: Chart,
  path: string = chart.metadata.name,
): Crd[] {
  const own = chart.files
    .filter(file => /^crds\/.*\.(?:ya?ml|json)$/is.test(file.name))
    .map(file => ({ path: `${path}/${file.name}`, data: file.data }));
  return [
    ...own,
    ...chart.dependencies.flatMap(subchart =>
      collectCrds(subchart, `${path}/charts/${subchart.metadata.name}`),
    ),
  ];
}
