import { t } from '../schema';
import {
  CHART_SOURCES,
  chartVersion,
  commonMetadata,
  duration,
  ignoreMissingValuesFiles,
  limitedRef,
  ociVerification,
  reconcileStrategy,
  valuesFiles,
} from '../shared';

/** Schema of `spec.chart`: the HelmChart that the release makes for itself. */
export const chart = t.object(
  'Template of a HelmChart that is made in the namespace of the source.',
  {
    metadata: t.optional(
      commonMetadata('Labels and annotations of the HelmChart.'),
    ),
    spec: t.object('spec of the HelmChart.', {
      chart: t.string(
        'Name of the chart in a HelmRepository, or its path in another source.',
        { minLength: 1, maxLength: 2048 },
      ),
      ignoreMissingValuesFiles: t.optional(ignoreMissingValuesFiles),
      interval: t.optional(
        duration(
          'Time from one look at the source to the next; spec.interval by default.',
        ),
      ),
      reconcileStrategy: t.optional(reconcileStrategy),
      sourceRef: t.object(
        'The source of the chart.',
        limitedRef(CHART_SOURCES, 63),
      ),
      valuesFiles: t.optional(valuesFiles),
      verify: t.optional(
        t.object(
          'Signatures that a chart of a registry has to carry.',
          ociVerification,
        ),
      ),
      version: t.optional(chartVersion),
    }),
  },
);

/** Schema of `spec.chartRef`. */
export const chartRef = t.object(
  'A source whose artifact is the chart.',
  limitedRef(['OCIRepository', 'HelmChart', 'ExternalArtifact'] as const, 63),
);

/** Schema of `spec.valuesFrom`. */
export const valuesFrom = t.array(
  'ConfigMaps and Secrets with values; a later one wins, spec.values wins over all.',
  t.object('A ConfigMap or Secret of the same namespace.', {
    kind: t.oneOf('Kind of the object.', ['Secret', 'ConfigMap'] as const),
    literal: t.optional(
      t.boolean(
        'Whether the value is set at targetPath as text, without Helm reading commas and brackets.',
      ),
    ),
    name: t.string('Name of the object.', { minLength: 1, maxLength: 253 }),
    optional: t.optional(t.boolean('Whether it may be missing.')),
    targetPath: t.optional(
      t.string(
        'Path to set to the value, as helm --set has it; without it the value is a YAML document to merge.',
        {
          pattern: '^([a-zA-Z0-9_\\-.\\\\\\/]|\\[[0-9]{1,5}\\])+$',
          maxLength: 250,
        },
      ),
    ),
    valuesKey: t.optional(
      t.string('Key of the value; values.yaml by default.', {
        pattern: '^[\\-._a-zA-Z0-9]+$',
        maxLength: 253,
      }),
    ),
  }),
);
