/**
 * HelmReleases and what happens to them, for the comparisons with Flux's own
 * helm-controller. A case is
 *
 *   chart, version  - of charts.mjs
 *   source          - `http` (default), `git`, `oci` or `oci-repository`
 *   spec            - of the HelmRelease, besides its chart
 *   before          - objects that stand before it, in its namespace
 *   steps           - what happens afterwards, in order
 *   expect          - reason of Ready in which it rests, else Ready or Stalled
 *   keepsFailing    - it is tried again and again: counters are not compared
 *
 * and a step has a `name` and one or more of
 *
 *   version         - another version of the chart
 *   spec            - a merge patch of the HelmRelease's spec
 *   values          - replaces spec.values; null removes them
 *   apply           - objects that are applied
 *   patch           - `[type, name, merge patch]` of an object of the release
 *   remove          - `[type, name]` of an object that is deleted
 *   pending         - the newest release is stored as pending-upgrade
 *   helm            - arguments of the real helm, in the namespace
 *   request         - `requestedAt`, `forceAt` or `resetAt`
 *   expect          - as above
 *   until           - what must hold of the status besides
 */

const core = kind => ({ apiVersion: 'v1', kind });
const CONFIG_MAP = core('ConfigMap');
const DEPLOYMENT = { apiVersion: 'apps/v1', kind: 'Deployment' };

const configMap = (name, data, labels = {}) => ({
  ...CONFIG_MAP,
  metadata: { name, labels },
  data,
});
const secret = (name, stringData) => ({
  ...core('Secret'),
  metadata: { name },
  stringData,
});

const upgradeTo = (version, more = {}) => ({
  name: `upgrade-${version}`,
  version,
  ...more,
});
const values = (name, content, more = {}) => ({
  ...{ name, values: content },
  ...more,
});
const again = { name: 'again', request: 'requestedAt' };
/** Waits that fail end soon. */
const SHORT = { timeout: '6s' };
const retries = (count, more = {}) => ({
  remediation: { retries: count, ...more },
});
const hasVersion =
  version =>
  ({ history: [latest] = [] }) =>
    latest?.chartVersion.startsWith(version);

const webPatch = {
  kustomize: {
    patches: [
      {
        target: { kind: 'Deployment' },
        patch:
          '- {op: add, path: /metadata/annotations, value: {patched: "yes"}}\n',
      },
    ],
    images: [{ name: 'ghcr.io/example/web', newTag: '2.0.0' }],
  },
};

const basics = {
  install: { chart: 'plain', steps: [again] },
  upgrade: {
    chart: 'plain',
    steps: [upgradeTo('1.1.0'), upgradeTo('2.0.0'), again],
  },
  values: {
    chart: 'plain',
    spec: { maxHistory: 2, values: { a: 2 } },
    steps: [
      values('change', { a: 3, extra: { b: [1, 2] } }),
      values('null', { a: null, nested: null, list: [] }),
      values('none', null),
    ],
  },
  web: { chart: 'web', steps: [upgradeTo('1.1.0')] },
  many: {
    chart: 'many',
    steps: [values('password', { password: 'two' }), again],
  },
  escape: {
    chart: 'escape',
    spec: { values: { more: '<&>\u2028\u2029\u0007"\\', ünï: '\u{1F600}' } },
    steps: [upgradeTo('1.1.0')],
  },
  numbers: {
    chart: 'numbers',
    spec: {
      values: { int: 9007199254740991, float: 1.5, exp: 1e25, tiny: 1e-7 },
    },
    steps: [
      values('more', {
        ...{ float: 100, zero: 0, third: 1 / 3, edge: 1e21, less: 1e20 },
        deep: [1.0, -2.5, 1e6, 123456789.123],
      }),
    ],
  },
  nulls: {
    chart: 'numbers',
    spec: { values: { nothing: null, list: [null, {}], empty: '', map: {} } },
  },
  umbrella: {
    chart: 'umbrella',
    spec: { values: { twin: { enabled: true }, global: { region: 'us' } } },
    steps: [
      upgradeTo('1.1.0'),
      values('off', { child: { enabled: false }, twin: { enabled: false } }),
    ],
  },
  lookup: { chart: 'lookup', steps: [upgradeTo('1.1.0')] },
  keep: { chart: 'keep' },
};

const sources = {
  git: {
    ...{ chart: 'web', source: 'git' },
    steps: [upgradeTo('1.1.0')],
  },
  'git-revision': {
    ...{ chart: 'plain', source: 'git' },
    strategy: 'Revision',
    steps: [again],
  },
  'oci-tag': {
    ...{ chart: 'web', source: 'oci-repository' },
    steps: [
      upgradeTo('1.1.0', { until: hasVersion('1.1.0') }),
      values('change', { color: 'red' }),
    ],
  },
  'oci-latest': {
    ...{ chart: 'plain', source: 'oci-repository', version: 'latest' },
    steps: [upgradeTo('2.0.0', { until: hasVersion('2.0.0') })],
  },
  'oci-repository': {
    ...{ chart: 'hooks', source: 'oci' },
    steps: [upgradeTo('1.1.0')],
  },
  'values-from': {
    chart: 'plain',
    before: [
      configMap('first', {
        'values.yaml':
          'a: 9007199254740993\nb: yes\nlist: [x]\nf: 1.50\ne: 1e3\nn: null\n',
        other: 'nested: {z: null, w: 012}\n',
        list: '{x,y}',
      }),
      secret('second', { key: 'a,b=c', 'values.yaml': 's: "<&>"\n' }),
    ],
    spec: {
      valuesFrom: [
        { kind: 'ConfigMap', name: 'first' },
        { kind: 'ConfigMap', name: 'first', valuesKey: 'other' },
        {
          ...{ kind: 'ConfigMap', name: 'first', valuesKey: 'list' },
          targetPath: 'deep.items[1].x',
        },
        {
          ...{ kind: 'Secret', name: 'second', valuesKey: 'key' },
          ...{ targetPath: 'exact', literal: true },
        },
        { kind: 'Secret', name: 'second' },
        { kind: 'Secret', name: 'absent', optional: true },
      ],
      values: { last: 1 },
    },
    steps: [
      {
        name: 'changed',
        apply: [
          configMap('first', {
            ...{ 'values.yaml': 'a: 2\n', other: '{}', list: 'q' },
          }),
        ],
        request: 'requestedAt',
        until: ({ history }) => history?.[0]?.version === 2,
      },
    ],
  },
  'values-missing': {
    ...{ chart: 'plain', keepsFailing: true, expect: 'ValuesError' },
    spec: { valuesFrom: [{ kind: 'ConfigMap', name: 'absent' }] },
  },
  'values-watched': {
    chart: 'plain',
    before: [
      configMap(...['watched', { 'values.yaml': 'a: 5\n' }], {
        'reconcile.fluxcd.io/watch': 'Enabled',
      }),
    ],
    spec: { valuesFrom: [{ kind: 'ConfigMap', name: 'watched' }] },
    steps: [
      {
        name: 'changed',
        patch: [CONFIG_MAP, 'watched', { data: { 'values.yaml': 'a: 6\n' } }],
        until: ({ history }) => history?.[0]?.version === 2,
      },
    ],
  },
  'no-chart': {
    ...{ chart: 'absent', keepsFailing: true, expect: 'SourceNotReady' },
  },
  'no-source': {
    ...{ chart: 'plain', keepsFailing: true, expect: 'SourceNotReady' },
    source: 'absent',
  },
};

const failures = {
  'template-error': {
    ...{ chart: 'broken', keepsFailing: true, expect: 'InstallFailed' },
    steps: [values('right', { broken: false })],
  },
  'schema-error': {
    ...{ chart: 'broken', keepsFailing: true, expect: 'InstallFailed' },
    spec: { values: { broken: false, count: 0 } },
    steps: [values('right', { broken: false, count: 2 })],
  },
  'upgrade-template-error': {
    chart: 'broken',
    spec: { values: { broken: false } },
    steps: [
      values('wrong', { broken: true }, { expect: 'UpgradeFailed' }),
      values('right', { broken: false, x: 1 }),
    ],
    keepsFailing: true,
  },
  'refused-object': {
    chart: 'refused',
    spec: { values: { port: 99999 } },
    steps: [values('right', { port: 81 })],
  },
  'refused-upgrade': {
    chart: 'refused',
    spec: { upgrade: retries(1) },
    steps: [values('wrong', { port: 99999 }), values('right', { port: 82 })],
  },
  'unready-install': {
    chart: 'web',
    spec: { ...SHORT, values: { unready: true } },
    steps: [values('right', { unready: false })],
  },
  'uninstall-remediation': {
    chart: 'web',
    spec: {
      ...SHORT,
      values: { unready: true },
      install: retries(1, { remediateLastFailure: true }),
    },
    steps: [values('right', { unready: false })],
  },
  'rollback-remediation': {
    chart: 'web',
    spec: { ...SHORT, upgrade: retries(1) },
    steps: [
      values('wrong', { unready: true }),
      values('right', { color: 'red' }),
    ],
  },
  'rollback-once': {
    chart: 'web',
    spec: {
      ...SHORT,
      upgrade: retries(0, { remediateLastFailure: true }),
    },
    steps: [
      upgradeTo('1.1.0', { values: { unready: true } }),
      { name: 'reset', request: 'resetAt' },
      values('right', { color: 'red' }),
    ],
  },
  'upgrade-uninstall': {
    chart: 'web',
    spec: {
      ...SHORT,
      upgrade: retries(1, { strategy: 'uninstall' }),
      install: retries(0),
    },
    steps: [values('wrong', { unready: true })],
  },
  'retry-on-failure': {
    chart: 'web',
    spec: {
      ...SHORT,
      values: { unready: true },
      install: { strategy: { name: 'RetryOnFailure', retryInterval: '1h' } },
      upgrade: { strategy: { name: 'RetryOnFailure', retryInterval: '1h' } },
    },
    expect: 'InstallFailed',
    steps: [
      values('still', { unready: true, x: 1 }, { expect: 'UpgradeFailed' }),
      values('right', { unready: false }),
    ],
  },
  stalled: {
    chart: 'web',
    spec: SHORT,
    steps: [
      values('wrong', { unready: true }),
      { name: 'force', request: 'forceAt' },
      { ...again, name: 'asked' },
    ],
  },
  'missing-namespace': {
    ...{ chart: 'plain', keepsFailing: true },
    spec: { targetNamespace: 'nowhere-at-all' },
  },
};

const hooks = {
  hooks: { chart: 'hooks', steps: [upgradeTo('1.1.0'), again] },
  'hook-failed-install': {
    chart: 'hooks',
    spec: { values: { fail: ['pre'] } },
    steps: [values('right', { fail: [] })],
  },
  'hook-failed-post': {
    chart: 'hooks',
    spec: { values: { fail: ['post'] }, install: retries(1) },
  },
  'hook-rollback': {
    chart: 'hooks',
    spec: { upgrade: retries(1) },
    steps: [
      upgradeTo('1.1.0', { values: { fail: ['post'] } }),
      values('right', { fail: [] }),
    ],
  },
  'no-hooks': {
    chart: 'hooks',
    spec: {
      install: { disableHooks: true, disableWait: true },
      upgrade: { disableHooks: true, disableWaitForJobs: true },
    },
    steps: [upgradeTo('1.1.0')],
  },
  tests: {
    chart: 'web',
    spec: { test: { enable: true } },
    steps: [upgradeTo('1.1.0'), again],
  },
  'tests-many': { chart: 'tested', spec: { test: { enable: true } } },
  'tests-none': {
    chart: 'plain',
    spec: { test: { enable: true } },
    steps: [{ name: 'off', spec: { test: { enable: false } } }],
  },
  'tests-failed': {
    chart: 'tested',
    spec: { test: { enable: true }, values: { fail: ['bad'] } },
    steps: [values('right', { fail: [] })],
  },
  'tests-remediated': {
    chart: 'tested',
    spec: { test: { enable: true }, upgrade: retries(1) },
    steps: [values('wrong', { fail: ['bad'] })],
  },
  'tests-ignored': {
    chart: 'tested',
    spec: {
      test: { enable: true, ignoreFailures: true },
      values: { fail: ['bad'] },
    },
    steps: [upgradeTo('1.1.0'), again],
  },
  'tests-filtered': {
    chart: 'tested',
    spec: {
      test: { enable: true, filters: [{ name: 'bad', exclude: true }] },
      values: { fail: ['bad'] },
    },
  },
};

const rendering = {
  crds: {
    chart: 'crds',
    group: 'crds',
    spec: { upgrade: { crds: 'CreateReplace' } },
    steps: [upgradeTo('1.1.0')],
  },
  'post-renderers': {
    chart: 'web',
    spec: { postRenderers: [webPatch], test: { enable: true } },
    steps: [
      {
        name: 'changed',
        spec: {
          postRenderers: [
            webPatch,
            {
              kustomize: {
                images: [
                  { name: 'ghcr.io/example/web', newName: 'example.com/other' },
                ],
              },
            },
          ],
        },
      },
      { name: 'removed', spec: { postRenderers: null } },
    ],
  },
  'post-render-nohooks': {
    chart: 'hooks',
    spec: {
      postRenderStrategy: 'nohooks',
      postRenderers: [
        {
          kustomize: {
            patches: [
              {
                target: { kind: 'ConfigMap' },
                patch:
                  '{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "any", "labels": {"by": "patch"}}}',
              },
            ],
          },
        },
      ],
    },
    steps: [{ name: 'separate', spec: { postRenderStrategy: 'separate' } }],
  },
  'common-metadata': {
    chart: 'web',
    spec: {
      commonMetadata: {
        labels: { team: 'a' },
        annotations: { note: '<&> x' },
      },
    },
    steps: [
      {
        name: 'changed',
        spec: { commonMetadata: { labels: { team: 'b' } } },
      },
    ],
  },
  'post-renderer-error': {
    ...{ chart: 'plain', keepsFailing: true, expect: 'InstallFailed' },
    spec: {
      postRenderers: [
        {
          kustomize: {
            patches: [
              {
                target: { kind: 'ConfigMap' },
                patch: '- {op: remove, path: /data/absent}\n',
              },
            ],
          },
        },
      ],
    },
  },
  'client-side': {
    chart: 'web',
    spec: {
      install: { serverSideApply: false },
      upgrade: { serverSideApply: 'disabled', force: true },
    },
    steps: [
      upgradeTo('1.1.0'),
      {
        ...upgradeTo('2.0.0'),
        spec: { upgrade: { serverSideApply: 'enabled', force: false } },
      },
    ],
  },
};

const drift = mode => ({ driftDetection: { mode } });
const recolor = {
  spec: {
    replicas: 2,
    template: { metadata: { annotations: { other: 'x' } } },
  },
};
const histories = {
  'drift-warn': {
    chart: 'web',
    spec: drift('warn'),
    steps: [
      {
        name: 'drifted',
        patch: [DEPLOYMENT, 'drift-warn', recolor],
        request: 'requestedAt',
        until: ({ conditions }) =>
          conditions.some(({ type }) => type === 'Drifted'),
      },
    ],
  },
  'drift-corrected': {
    chart: 'web',
    spec: drift('enabled'),
    steps: [
      {
        name: 'drifted',
        patch: [DEPLOYMENT, 'drift-corrected', recolor],
        remove: [core('Service'), 'drift-corrected'],
        request: 'requestedAt',
      },
      again,
    ],
  },
  'drift-ignored': {
    chart: 'web',
    spec: {
      driftDetection: {
        mode: 'enabled',
        ignore: [{ paths: ['/spec/replicas'], target: { kind: 'Deployment' } }],
      },
    },
    steps: [
      {
        name: 'drifted',
        patch: [DEPLOYMENT, 'drift-ignored', { spec: { replicas: 3 } }],
        request: 'requestedAt',
      },
    ],
  },
  suspended: {
    chart: 'plain',
    steps: [
      {
        name: 'suspend',
        spec: { suspend: true, values: { a: 9 } },
        expect: 'InstallSucceeded',
      },
      { name: 'resume', spec: { suspend: false } },
    ],
  },
  'helm-upgrade': {
    chart: 'plain',
    steps: [
      {
        name: 'upgraded',
        helm: 'upgrade helm-upgrade CHARTS/plain-1.1.0.tgz --force-conflicts',
        request: 'requestedAt',
        until: ({ history }) => history?.[0]?.version === 3,
      },
    ],
  },
  'helm-rollback': {
    chart: 'plain',
    steps: [
      upgradeTo('1.1.0'),
      {
        name: 'rolled-back',
        helm: 'rollback helm-rollback 1 --force-conflicts',
        request: 'requestedAt',
        until: ({ history }) => history?.[0]?.version === 4,
      },
    ],
  },
  'helm-uninstall': {
    chart: 'plain',
    steps: [
      {
        name: 'uninstalled',
        helm: 'uninstall helm-uninstall',
        request: 'requestedAt',
        until: ({ history }) => history?.[0]?.status === 'deployed',
      },
    ],
  },
  pending: {
    chart: 'plain',
    steps: [
      upgradeTo('1.1.0'),
      {
        name: 'unlocked',
        pending: true,
        request: 'requestedAt',
        until: ({ history }) => history?.[0]?.version === 3,
      },
    ],
  },
  forced: {
    chart: 'plain',
    steps: [
      { name: 'force', request: 'forceAt' },
      { name: 'reset', request: 'resetAt' },
    ],
  },
  names: {
    chart: 'plain',
    spec: {
      ...{ releaseName: 'own-name', targetNamespace: 'names-target' },
      install: { createNamespace: true },
    },
    steps: [
      upgradeTo('1.1.0'),
      { name: 'renamed', spec: { releaseName: 'other-name' } },
    ],
  },
  'long-name': {
    chart: 'plain',
    spec: {
      targetNamespace: 'long-name',
      releaseName: null,
      storageNamespace: 'long-name',
    },
    object: 'a-very-long-name-of-a-release-that-is-cut-off-at-some-place',
  },
  'other-chart': {
    chart: 'plain',
    steps: [{ name: 'other', version: '1.0.0', chart: 'numbers' }],
  },
  depends: {
    ...{ chart: 'plain', expect: 'DependencyNotReady', keepsFailing: true },
    spec: { dependsOn: [{ name: 'absent' }] },
  },
  account: {
    chart: 'plain',
    spec: { serviceAccountName: 'absent' },
    keepsFailing: true,
    expect: 'StateError',
  },
  health: {
    chart: 'web',
    spec: {
      ...SHORT,
      healthCheckExprs: [
        {
          ...{ apiVersion: 'v1', kind: 'Service' },
          current: "data.spec.type == 'ClusterIP'",
        },
        {
          ...{ apiVersion: 'v1', kind: 'ConfigMap' },
          current: 'false',
        },
      ],
    },
  },
  legacy: {
    chart: 'web',
    spec: { waitStrategy: { name: 'legacy' }, ...SHORT },
    steps: [
      values('wrong', { unready: true }),
      values('right', { color: 'red' }),
    ],
  },
  deleted: {
    chart: 'hooks',
    spec: { uninstall: { keepHistory: true } },
    steps: [{ name: 'delete', delete: true }],
  },
  'deleted-foreground': {
    chart: 'web',
    spec: { uninstall: { deletionPropagation: 'foreground' } },
    steps: [{ name: 'delete', delete: true }],
  },
};

/** Every case by its name, which is its namespace and HelmRelease too. */
export const CASES = {
  ...basics,
  ...sources,
  ...failures,
  ...hooks,
  ...rendering,
  ...histories,
};
