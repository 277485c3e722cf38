import { AGE_COLUMN, defineKind, READY_COLUMNS, textColumn } from './kind';
import type { ObjectOf } from './kind';
import { t } from './schema';
import {
  CHART_SOURCES,
  chartVersion,
  duration,
  ignoreMissingValuesFiles,
  kindRef,
  latestUrl,
  matchOidcIdentity,
  ociVerification,
  reconcileStrategy,
  sourceStatus,
  STATUS_DEFAULT,
  suspendSource,
  UNUSED_ACCESS_FROM,
  valuesFiles,
} from './shared';

const verify = t.object('Signatures that a chart of a registry has to carry.', {
  matchOIDCIdentity: t.optional(matchOidcIdentity),
  ...ociVerification,
});

const spec = t.object(
  'Which chart to fetch and how often.',
  {
    chart: t.string(
      'Name of the chart in a HelmRepository, or its path in another source.',
    ),
    ignoreMissingValuesFiles: t.optional(ignoreMissingValuesFiles),
    interval: duration('Time from one look at the source to the next.'),
    reconcileStrategy: t.optional(reconcileStrategy),
    sourceRef: t.object(
      'The source of the chart, in the same namespace.',
      kindRef(CHART_SOURCES),
    ),
    suspend: t.optional(suspendSource),
    valuesFiles: t.optional(valuesFiles),
    verify: t.optional(verify),
    version: t.optional(chartVersion),
  },
  {
    rules: [
      {
        rule: "!has(self.verify) || self.sourceRef.kind == 'HelmRepository'",
        message: 'verify is for charts of a HelmRepository only',
      },
    ],
  },
);

const status = t.object(
  'What the last runs have found.',
  {
    ...sourceStatus,
    observedChartName: t.optional(
      t.string('Name of the chart that was last resolved.'),
    ),
    observedSourceArtifactRevision: t.optional(
      t.string('Revision of the source that the chart was last taken from.'),
    ),
    observedValuesFiles: t.optional(
      t.array(
        'Values files that the artifact was made with; without the missing ones that were passed over.',
        t.string(''),
      ),
    ),
    url: t.optional(latestUrl),
  },
  { default: STATUS_DEFAULT },
);

/** HelmChart: one chart of a source, packaged as an archive. */
export const helmChartKind = defineKind({
  group: 'source.toolkit.fluxcd.io',
  version: 'v1',
  kind: 'HelmChart',
  plural: 'helmcharts',
  singular: 'helmchart',
  shortNames: ['hc'],
  categories: ['all', 'fluxcd', 'fluxcd-sources'],
  component: 'source-controller',
  description:
    'One chart of a source, packaged as an archive for a HelmRelease.',
  printerColumns: [
    textColumn('Chart', '.spec.chart'),
    textColumn('Version', '.spec.version'),
    textColumn('Source Kind', '.spec.sourceRef.kind'),
    textColumn('Source Name', '.spec.sourceRef.name'),
    AGE_COLUMN,
    ...READY_COLUMNS,
  ],
  spec,
  status,
  deprecatedVersions: [{ name: 'v1beta2', extraSpec: UNUSED_ACCESS_FROM }],
});

/** An object of kind HelmChart. */
export type HelmChart = ObjectOf<typeof helmChartKind>;
/** `spec` of a HelmChart. */
export type HelmChartSpec = HelmChart['spec'];
/** `status` of a HelmChart. */
export type HelmChartStatus = NonNullable<HelmChart['status']>;
