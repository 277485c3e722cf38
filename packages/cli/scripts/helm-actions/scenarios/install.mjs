import {
  apply,
  chartOf,
  configMap,
  deployment,
  helm,
  install,
  owned,
  scenario,
  secret,
  service,
  uninstall,
  upgrade,
} from './build.mjs';

const one = chartOf([configMap('one')]);
const several = chartOf(
  [configMap('one'), secret('two'), service('web'), deployment('web')],
  { notes: 'Hello {{ .Release.Name }} of {{ .Release.Namespace }}\n' },
);

const list = {
  apiVersion: 'v1',
  kind: 'List',
  items: [configMap('in-list-1'), configMap('in-list-2')],
};

export const INSTALLS = [
  scenario('installs one object', [install(one)], {}),
  scenario('installs several kinds with notes', [install(several)], {
    isShort: true,
  }),
  scenario('installs a chart without objects', [install(chartOf([]))]),
  scenario(
    'installs and waits',
    [install(several, '--wait --timeout 20s')],
    {},
  ),
  scenario('installs client-side', [install(several, '--server-side=false')], {
    isShort: true,
  }),
  scenario('installs with a description', [
    install(one, ['--description', 'first of <all> & "more"']),
  ]),
  scenario('installs with labels of the release', [
    install(one, '--labels team=web,tier=front'),
    upgrade(one, '--labels team=null,more=yes'),
  ]),
  scenario('installs with a label that Helm keeps for itself', [
    install(one, '--labels owner=me'),
  ]),
  scenario('installs with values of every flag', [
    install(
      chartOf(
        [
          'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: one\ndata:\n  all: {{ .Values | toJson | quote }}\n',
        ],
        { values: { a: { b: 1, c: [1, 2] }, d: 'x' } },
      ),
      [
        ...['-f', '<folder>/more.yaml', '--set', 'a.b=2,list={x,y}'],
        ...['--set-string', 's=true', '--set-json', 'j={"k":[1,1.5,null]}'],
        ...['--set-file', 'f=<folder>/text.txt', '--set-literal', 'l=a,b=c'],
      ],
      {
        files: {
          'more.yaml': 'd: y\ne: 12345678901\nf2: 1e3\n',
          'text.txt': 'line 1\nline 2\n',
        },
      },
    ),
  ]),
  scenario('installs values from standard input', [
    install(
      chartOf([
        'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: one\ndata:\n  a: {{ .Values.a | quote }}\n',
      ]),
      '-f -',
      { input: 'a: from stdin\n' },
    ),
  ]),
  scenario('installs a list of objects', [
    install(chartOf([list])),
    upgrade(
      chartOf([{ ...list, items: [configMap('in-list-2', { key: 'new' })] }]),
    ),
    uninstall(),
  ]),
  scenario('installs several documents of one template', [
    install(
      chartOf([
        '# first\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: b\n---\n\n---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n---\n# nothing\n',
      ]),
    ),
  ]),
  scenario(
    'installs into a namespace that it creates',
    [
      { ...install(one, '--create-namespace'), namespace: '@ns@-new' },
      { ...install(one, '--create-namespace'), namespace: '@ns@-new' },
    ],
    { seesCluster: true },
  ),
  scenario(
    'refuses a namespace that is missing',
    [{ ...install(one), namespace: '@ns@-none' }],
    { seesCluster: true },
  ),
  scenario('creates a namespace that is there', [
    install(one, '--create-namespace'),
  ]),
  scenario('installs an object of another namespace', [
    install(
      chartOf([
        {
          ...configMap('one'),
          metadata: { name: 'one', namespace: '@ns@-none' },
        },
      ]),
    ),
  ]),
  scenario('refuses a name in use', [install(one), install(one)], {
    isShort: true,
  }),
  scenario('refuses a name in use, with --replace', [
    install(one),
    install(one, '--replace'),
  ]),
  scenario(
    'replaces a release that was uninstalled',
    [
      install(one),
      uninstall('--keep-history'),
      install(chartOf([configMap('two')])),
      install(chartOf([configMap('two')]), '--replace'),
    ],
    { isShort: true },
  ),
  scenario('replaces a release that failed', [
    install(chartOf([configMap('one'), { ...configMap('Bad_Name') }])),
    install(one, '--replace'),
  ]),
  scenario('upgrades a release that was uninstalled', [
    install(one),
    uninstall('--keep-history'),
    upgrade(one),
    upgrade(one, '--install'),
  ]),
  scenario(
    'upgrade --install installs and upgrades',
    [
      upgrade(one, '--install'),
      upgrade(chartOf([configMap('two')]), '--install'),
    ],
    {},
  ),
  scenario('refuses names that are too long', [
    helm(['install', 'n'.repeat(54), '<chart>'], one),
    helm(['install', 'n'.repeat(53), '<chart>'], one),
  ]),
  scenario('refuses names that are none', [
    helm(['install', 'Upper', '<chart>'], one),
    helm(['install', 'under_score', '<chart>'], one),
    helm(['install', '-x-', '<chart>'], one),
  ]),
  scenario('names a release by a template', [
    helm(
      ['install', '<chart>', '--name-template', 'named-{{ "By" | lower }}'],
      one,
    ),
    helm(['install', 'x', '<chart>', '--name-template', 'y'], one),
    helm(['install', 'x', '<chart>', '--generate-name'], one),
    helm(['install', '<chart>'], one),
  ]),
  scenario(
    'refuses to adopt an object of nobody',
    [apply([configMap('one', { key: 'theirs' })]), install(one)],
    {},
  ),
  scenario(
    'takes ownership of an object of nobody',
    [
      apply([configMap('one', { key: 'theirs', more: 'kept' })]),
      install(one, '--take-ownership'),
      install(one, '--take-ownership --replace'),
    ],
    { isShort: true },
  ),
  scenario('takes ownership of an object that was applied server-side', [
    apply([configMap('one', { key: 'theirs' })], '--server-side'),
    install(one, '--take-ownership'),
    upgrade(one, '--take-ownership --force-conflicts'),
  ]),
  scenario('takes ownership client-side', [
    apply([configMap('one', { key: 'theirs', more: 'kept' })]),
    install(one, '--take-ownership --server-side=false'),
  ]),
  scenario('adopts an object that says it is ours', [
    apply([configMap('one', { key: 'theirs' }, owned())]),
    install(one, '--force-conflicts'),
    uninstall(),
  ]),
  scenario('refuses an object of another release', [
    apply([configMap('one', { key: 'theirs' }, owned('other'))]),
    install(one),
    install(one, '--take-ownership --replace --force-conflicts'),
  ]),
  scenario('refuses an object of a release of another namespace', [
    apply([configMap('one', { key: 'theirs' }, owned('app', 'elsewhere'))]),
    install(one),
  ]),
  scenario('refuses an object with the label alone', [
    apply([
      configMap(
        'one',
        {},
        { labels: { 'app.kubernetes.io/managed-by': 'Helm' } },
      ),
    ]),
    install(one),
  ]),
  scenario('refuses several objects of others', [
    apply([configMap('one', {}), service('web')]),
    install(several),
  ]),
  scenario('generates a name for objects', [
    install(
      chartOf([
        {
          apiVersion: 'v1',
          kind: 'ConfigMap',
          metadata: { generateName: 'gen-' },
        },
      ]),
    ),
  ]),
];
