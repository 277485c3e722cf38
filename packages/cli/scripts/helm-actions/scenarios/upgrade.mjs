import {
  chartOf,
  configMap,
  deployment,
  helm,
  install,
  job,
  kubectl,
  secret,
  scenario,
  service,
  uninstall,
  upgrade,
} from './build.mjs';

const one = chartOf([configMap('one')]);
const showValues =
  'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: one\ndata:\n  all: {{ .Values | toJson | quote }}\n';
const valued = (values, version) => chartOf([showValues], { values, version });
const immutable = data =>
  chartOf([
    'apiVersion: v1\nkind: Secret\nmetadata:\n  name: fixed\nimmutable: true\n' +
      `stringData:\n  key: ${data}\n`,
  ]);
const selector = app => {
  const object = deployment('web');
  return chartOf([
    {
      ...object,
      spec: {
        ...object.spec,
        selector: { matchLabels: { app } },
        template: {
          ...object.spec.template,
          metadata: { labels: { app } },
        },
      },
    },
  ]);
};
const changed = [
  configMap('one', { key: 'new', more: 'yes' }),
  secret('three'),
  deployment('web', { image: 'app:2' }),
];
const first = [configMap('one'), secret('two'), deployment('web')];

/** Both ways of applying, as flags of the first and of later steps. */
const WAYS = [
  ['server-side', '', ''],
  ['client-side', '--server-side=false', '--server-side=false'],
  ['client-side, then auto', '--server-side=false', ''],
  ['server-side, then client-side', '', '--server-side=false'],
  [
    'client-side, then server-side',
    '--server-side=false',
    '--server-side=true',
  ],
];

const waysOf = (name, steps, options = {}) =>
  WAYS.map(([way, before, after]) =>
    scenario(`${name}, ${way}`, steps(before, after), {
      isShort:
        Boolean(options.isShort) && way.endsWith('side') && !way.includes(','),
    }),
  );

export const UPGRADES = [
  ...waysOf(
    'adds, changes and removes objects',
    (before, after) => [
      install(chartOf(first), before),
      upgrade(chartOf(changed), after),
      upgrade(chartOf(first), after),
    ],
    { isShort: true },
  ),
  ...waysOf('keeps what others set beside it', (before, after) => [
    install(chartOf([configMap('one', { a: '1', b: '2' })]), before),
    kubectl([
      'patch',
      'configmap',
      'one',
      '--type=merge',
      '-p',
      '{"data":{"theirs":"x"}}',
    ]),
    upgrade(chartOf([configMap('one', { a: '1', c: '3' })]), after),
  ]),
  ...waysOf('meets a field that another manager changed', (before, after) => [
    install(chartOf([configMap('one', { a: '1', b: '2' })]), before),
    kubectl([
      'patch',
      'configmap',
      'one',
      '--type=merge',
      '-p',
      '{"data":{"a":"theirs"}}',
      '--field-manager=other',
    ]),
    upgrade(chartOf([configMap('one', { a: '1', b: '3' })]), after),
    upgrade(chartOf([configMap('one', { a: '2', b: '4' })]), after),
  ]),
  ...waysOf('refuses a change of an immutable field', (before, after) => [
    install(immutable('one'), before),
    upgrade(immutable('two'), after),
    upgrade(immutable('one'), after),
  ]),
  ...waysOf('brings back an object that was deleted', (before, after) => [
    install(chartOf(first), before),
    kubectl('delete configmap one'),
    upgrade(chartOf(first), after),
    kubectl('delete secret two'),
    upgrade(chartOf(changed), after),
  ]),
  ...waysOf('scales what was scaled from outside', (before, after) => [
    install(chartOf([deployment('web', { replicas: 2 })]), before),
    kubectl('scale deployment web --replicas=3'),
    upgrade(chartOf([deployment('web', { replicas: 2 })]), after),
  ]),
  scenario(
    'takes conflicting fields by force',
    [
      install(chartOf([configMap('one', { a: '1' })])),
      kubectl([
        'patch',
        'configmap',
        'one',
        '--type=merge',
        '-p',
        '{"data":{"a":"theirs"}}',
        '--field-manager=other',
      ]),
      upgrade(chartOf([configMap('one', { a: '2' })]), '--force-conflicts'),
    ],
    {},
  ),
  scenario('replaces an immutable field by force', [
    install(immutable('one'), '--server-side=false'),
    upgrade(immutable('two'), '--server-side=false --force-replace'),
  ]),
  scenario('replaces by force what has changed', [
    install(
      chartOf([configMap('one', { a: '1' }), deployment('web')]),
      '--server-side=false',
    ),
    kubectl([
      'patch',
      'configmap',
      'one',
      '--type=merge',
      '-p',
      '{"data":{"theirs":"x"}}',
    ]),
    upgrade(
      chartOf([
        configMap('one', { a: '2' }),
        deployment('web', { image: 'app:2' }),
      ]),
      '--force-replace --server-side=false',
    ),
  ]),
  scenario('refuses to replace by force server-side', [
    install(one),
    upgrade(one, '--force-replace'),
    upgrade(one, '--force-replace --server-side=true'),
  ]),
  scenario('installs by force', [install(one, '--force-replace')]),
  scenario('warns of --force', [
    install(one, '--server-side=false'),
    upgrade(one, '--force'),
  ]),
  scenario('refuses another selector', [
    install(selector('a')),
    upgrade(selector('b')),
  ]),
  scenario('refuses another selector even by force', [
    install(selector('a'), '--server-side=false'),
    upgrade(selector('b'), '--server-side=false --force-replace'),
  ]),
  scenario(
    'upgrades after a failed upgrade',
    [
      install(one),
      upgrade(
        chartOf([configMap('one', { key: 'new' }), configMap('Bad_Name')]),
      ),
      upgrade(chartOf([configMap('one', { key: 'newer' })])),
    ],
    { isShort: true },
  ),
  scenario('upgrades a release whose install failed', [
    install(chartOf([configMap('one'), configMap('Bad_Name')])),
    upgrade(chartOf([configMap('one', { key: 'newer' })])),
  ]),
  scenario('upgrades a chart of another name and version', [
    install(one),
    upgrade({ ...one, name: 'other', version: '2.0.0-rc.1' }),
  ]),
  scenario('adds a container and a port', [
    install(chartOf([service('web'), deployment('web')])),
    upgrade(
      chartOf([
        service('web', 8080),
        { ...deployment('web', { image: 'app:2' }) },
      ]),
    ),
  ]),
  scenario('renames an object', [
    install(chartOf([configMap('one')])),
    upgrade(chartOf([configMap('renamed')])),
  ]),
  scenario('refuses an object of nobody in an upgrade', [
    install(one),
    kubectl('create configmap two --from-literal=a=b'),
    upgrade(chartOf([configMap('one'), configMap('two')])),
    upgrade(chartOf([configMap('one'), configMap('two')]), '--take-ownership'),
  ]),
  scenario('removes an object that is gone already', [
    install(chartOf(first)),
    kubectl('delete secret two'),
    upgrade(chartOf([configMap('one')])),
  ]),
  scenario('leaves an object that somebody else took', [
    install(chartOf(first)),
    kubectl('label secret two app.kubernetes.io/managed-by-'),
    upgrade(chartOf([configMap('one')])),
  ]),
  scenario(
    'keeps objects by their resource policy',
    [
      install(
        chartOf([
          configMap('one'),
          configMap(
            'kept',
            {},
            { annotations: { 'helm.sh/resource-policy': 'keep' } },
          ),
        ]),
      ),
      upgrade(one),
      uninstall(),
    ],
    { isShort: true },
  ),
  scenario('keeps an object by a policy that is on the cluster alone', [
    install(chartOf([configMap('one'), configMap('two')])),
    kubectl('annotate configmap two helm.sh/resource-policy=keep'),
    upgrade(one),
    kubectl('annotate configmap one helm.sh/resource-policy=keep'),
    uninstall(),
  ]),
  scenario(
    'keeps values or not',
    [
      install(valued({ a: 1, b: { c: 2 } }), '--set b.c=3 --set x=1'),
      upgrade(valued({ a: 10, b: { c: 20, d: 30 } })),
      upgrade(
        valued({ a: 10, b: { c: 20, d: 30 } }),
        '--reuse-values --set y=2',
      ),
      upgrade(
        valued({ a: 100, b: { c: 200, d: 300 } }),
        '--reset-then-reuse-values',
      ),
      upgrade(
        valued({ a: 100, b: { c: 200, d: 300 } }),
        '--reset-values --set z=1',
      ),
      upgrade(valued({ a: 1000 }), '--reset-values --reuse-values'),
    ],
    {},
  ),
  scenario('keeps values without flags', [
    install(valued({ a: 1 }), '--set x=1'),
    upgrade(valued({ a: 2 })),
    upgrade(valued({ a: 3 }), '--set y=1'),
    upgrade(valued({ a: 4 })),
  ]),
  scenario('removes values with null', [
    install(valued({ a: 1, b: { c: 2 } }), '--set b.c=3'),
    upgrade(valued({ a: 1, b: { c: 2 } }), '--reuse-values --set b=null'),
    upgrade(
      valued({ a: 1, b: { c: 2 } }),
      '--reset-then-reuse-values --set a=null',
    ),
  ]),
  scenario(
    'limits the history',
    [
      install(one),
      upgrade(one, '--history-max 2'),
      upgrade(one, '--history-max 2'),
      upgrade(one, '--history-max 2'),
      helm('rollback app --history-max 2'),
      upgrade(one, '--history-max 0'),
    ],
    { isShort: true },
  ),
  scenario('limits the history around a deployed revision', [
    install(one),
    upgrade(chartOf([configMap('Bad_Name')]), '--history-max 2'),
    upgrade(chartOf([configMap('Bad_Name')]), '--history-max 2'),
    upgrade(chartOf([configMap('Bad_Name')]), '--history-max 2'),
  ]),
  scenario('describes an upgrade', [
    install(one),
    upgrade(one, ['--description', 'because <b>']),
    upgrade(one),
  ]),
  scenario('changes a Job that may not change', [
    install(chartOf([job('once')])),
    upgrade(chartOf([job('once', { image: 'job:2' })])),
  ]),
  scenario('prints a release as JSON and YAML', [
    install(one, '-o json'),
    upgrade(one, '-o yaml'),
    upgrade(one, '--install -o json'),
  ]),
  scenario('hides notes', [
    install({ ...one, notes: 'Notes\n' }, '--hide-notes'),
    upgrade({ ...one, notes: 'Notes\n' }, '--hide-notes'),
    upgrade({ ...one, notes: 'Notes\n' }),
  ]),
  scenario('counts revisions in templates', [
    install(
      chartOf([
        'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: one\ndata:\n  r: "{{ .Release.Revision }} {{ .Release.IsInstall }} {{ .Release.IsUpgrade }}"\n',
      ]),
    ),
    upgrade(
      chartOf([
        'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: one\ndata:\n  r: "{{ .Release.Revision }} {{ .Release.IsInstall }} {{ .Release.IsUpgrade }}"\n',
      ]),
    ),
  ]),
];
