import { t } from '../schema';
import {
  commonMetadata,
  dependency,
  duration,
  healthCheckExpr,
  ignoreRule,
  image,
  kubeConfig,
  patch,
  suspend,
} from '../shared';
import { install, rollback, test, uninstall, upgrade } from './actions';
import { chart, chartRef, valuesFrom } from './chart';

const driftDetection = t.object(
  'What to do about objects that differ from the release.',
  {
    ignore: t.optional(t.array('Fields that may differ.', ignoreRule)),
    mode: t.optional(
      t.oneOf('enabled corrects, warn only reports; disabled by default.', [
        'enabled',
        'warn',
        'disabled',
      ] as const),
    ),
  },
);

const postRenderer = t.object('A change to the rendered objects.', {
  kustomize: t.optional(
    t.object('A change by kustomize.', {
      images: t.optional(t.array('Images to replace.', image)),
      patches: t.optional(t.array('Changes to objects.', patch)),
    }),
  ),
});

function namespace(doc: string) {
  return t.string(doc, { minLength: 1, maxLength: 63 });
}

const release = {
  maxHistory: t.optional(
    t.integer('Revisions that Helm keeps; 5 by default, 0 for all.'),
  ),
  persistentClient: t.optional(
    t.boolean(
      'Whether one client serves a whole run; true by default. Charts with CRDs in templates may need false.',
    ),
  ),
  releaseName: t.optional(
    t.string(
      'Name of the release; by default that of this object, after `<targetNamespace>-`.',
      { minLength: 1, maxLength: 53 },
    ),
  ),
  serviceAccountName: t.optional(
    t.string('ServiceAccount as which to act.', {
      minLength: 1,
      maxLength: 253,
    }),
  ),
  storageNamespace: t.optional(
    namespace(
      'Namespace for Helm to store in; that of this object by default.',
    ),
  ),
  targetNamespace: t.optional(
    namespace('Namespace of the release; that of this object by default.'),
  ),
  values: t.optional(t.any('Values of the release: any YAML map.')),
  valuesFrom: t.optional(valuesFrom),
} as const;

const actions = {
  install: t.optional(install),
  rollback: t.optional(rollback),
  test: t.optional(test),
  timeout: t.optional(
    duration(
      'Limit for each Kubernetes operation of an action; 5m by default.',
    ),
  ),
  uninstall: t.optional(uninstall),
  upgrade: t.optional(upgrade),
  waitStrategy: t.optional(
    t.object('How to wait until objects are ready.', {
      name: t.oneOf(
        'poller looks at status as kstatus does, legacy as Helm 3.',
        ['poller', 'legacy'] as const,
      ),
    }),
  ),
} as const;

/** Schema of `spec` of a HelmRelease. */
export const spec = t.object(
  'Which chart to release, with which values and how.',
  {
    ...actions,
    ...release,
    chart: t.optional(chart),
    chartRef: t.optional(chartRef),
    commonMetadata: t.optional(
      commonMetadata('Labels and annotations for every rendered object.'),
    ),
    dependsOn: t.optional(
      t.array(
        'HelmReleases that have to be ready first.',
        dependency('HelmRelease'),
      ),
    ),
    driftDetection: t.optional(driftDetection),
    healthCheckExprs: t.optional(
      t.array('Health of custom kinds.', healthCheckExpr),
    ),
    interval: duration('Time from one run to the next.'),
    kubeConfig: t.optional(kubeConfig),
    postRenderStrategy: t.optional(
      t.oneOf(
        'Whether hooks are post-rendered: not, together with the templates, or apart.',
        ['nohooks', 'combined', 'separate'] as const,
      ),
    ),
    postRenderers: t.optional(
      t.array('Changes to the rendered objects, in this order.', postRenderer),
    ),
    suspend: t.optional(
      suspend('Whether to leave the release alone until this is removed.'),
    ),
  },
  {
    rules: [
      {
        rule: '(has(self.chart) && !has(self.chartRef)) || (!has(self.chart) && has(self.chartRef))',
        message: 'either chart or chartRef is needed, not both',
      },
    ],
  },
);
