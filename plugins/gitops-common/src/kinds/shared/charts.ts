import { t } from '../schema';

/** Kinds that a chart may be taken from. */
export const CHART_SOURCES = [
  'HelmRepository',
  'GitRepository',
  'Bucket',
] as const;

/** Schema of `reconcileStrategy` of a chart. */
export const reconcileStrategy = t.oneOf(
  'What makes a new artifact: another version of the chart, or another revision of its source (not for HelmRepository).',
  ['ChartVersion', 'Revision'] as const,
  { default: 'ChartVersion' },
);

/** Schema of `valuesFiles` of a chart. */
export const valuesFiles = t.array(
  'Values files to merge into the values.yaml of the chart, a later one wins; relative to the source, or to the chart for HelmRepository.',
  t.string('Path of a file.'),
);

/** Schema of `ignoreMissingValuesFiles` of a chart. */
export const ignoreMissingValuesFiles = t.boolean(
  'Whether values files that do not exist are passed over.',
);

/** Schema of the version of a chart. */
export const chartVersion = t.string(
  'Version or version range; only for charts of a HelmRepository.',
  { default: '*' },
);
