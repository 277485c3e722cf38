import { join } from 'node:path';
import { writeChart } from '../helm-actions/writeChart.mjs';

const configMap = (name, data) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name },
  data,
});
const HOOK = `apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ .Release.Name }}-hook
  annotations: {helm.sh/hook: "pre-install,pre-upgrade", helm.sh/hook-weight: "-3"}
data: {a: "<b> & c"}
`;
const TEST = `apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ .Release.Name }}-test
  annotations: {helm.sh/hook: test}
`;
const DEPLOYMENT = `apiVersion: apps/v1
kind: Deployment
metadata: {name: "{{ .Release.Name }}-web"}
spec:
  replicas: {{ .Values.replicas }}
  selector: {matchLabels: {app: "{{ .Release.Name }}"}}
  template:
    metadata: {labels: {app: "{{ .Release.Name }}"}}
    spec: {containers: [{name: web, image: "web:1"}]}
`;
const VALUES = {
  replicas: 2,
  text: 'a<b>&c é',
  numbers: [1, 1.5, 1e25, 12345678901234, -0.25],
  nested: { empty: {}, none: null, list: [], 10: 'ten', 9: 'nine' },
};

const PLAIN = {
  name: 'plain',
  objects: [configMap('{{ .Release.Name }}-one', { a: 'b' })],
};
const FULL = {
  name: 'full',
  version: '1.2.3-rc.1+build.5',
  values: VALUES,
  notes: '\nNotes of <{{ .Release.Name }}> & more\n\n',
  templates: { 'hook.yaml': HOOK, 'test.yaml': TEST, 'web.yaml': DEPLOYMENT },
  objects: [
    configMap('{{ .Release.Name }}-one', {
      revision: '{{ .Release.Revision }}',
    }),
    configMap('{{ .Release.Name }}-two', { text: '{{ .Values.text }}' }),
  ],
  files: { 'README.md': '# Read me', 'empty.txt': '' },
  schema: { type: 'object' },
  subcharts: [{ name: 'below', version: '0.1.0', values: { on: true } }],
  metadata: {
    appVersion: '9.9',
    description: 'A chart of many parts',
    annotations: { b: 'two', a: 'one' },
    keywords: ['web'],
    maintainers: [{ name: 'Ann', email: 'ann@example.com' }],
    dependencies: [
      {
        name: 'below',
        version: '*',
        repository: '',
        condition: 'below.on',
        'import-values': [{ child: 'on', parent: 'imported' }],
      },
    ],
  },
};

const SIDES = ['helm', 'gitops'];
const NAMESPACES = { helm: 'by-helm', gitops: 'by-gitops' };

/** Names differ between namespaces: helm sorts by nothing else. */
const nameOf = (side, name) => (side === 'helm' ? name : `${name}-2`);

/** Every release that is made, with its namespace and number of revisions. */
export const RELEASES = SIDES.flatMap(side =>
  [
    ['plain', 1],
    ['full', 4],
    ['kept', 2],
    ['broken', 2],
    ['client', 1],
  ].map(([name, revisions]) => ({
    name: nameOf(side, name),
    namespace: NAMESPACES[side],
    revisions,
  })),
);

/** Writes the charts, and gives the command lines that make the releases. */
export function makeReleases(folder) {
  const charts = [PLAIN, FULL].map(chart => {
    const path = join(folder, 'charts', chart.name);
    writeChart(chart, path, '');
    return path;
  });
  return SIDES.flatMap(side => linesOf(side, charts));
}

function linesOf(side, [plain, full]) {
  const at = ['--namespace', NAMESPACES[side]];
  const lines = [
    ['install', 'plain', plain, '--create-namespace'],
    ['install', 'full', full, '--labels', 'team=web,tier=front'],
    ['upgrade', 'full', full, '--set', 'replicas=1,text=x,big=12345678901'],
    ['test', 'full'],
    ['upgrade', 'full', full, '--set-json', 'nested={"list":[1,"2",null]}'],
    ['rollback', 'full', '2'],
    ['install', 'kept', plain, '--description', 'Kept & <well>'],
    ['upgrade', 'kept', plain],
    ['uninstall', 'kept', '--keep-history'],
    ['install', 'broken', full],
    ['upgrade', 'broken', full, '--set', 'replicas=-1', '--timeout', '3s'],
    ['install', 'client', plain, '--server-side=false'],
  ];
  return lines.map(([verb, name, ...rest]) => [
    side,
    verb,
    nameOf(side, name),
    ...rest,
    ...at,
  ]);
}

const ours = ['--namespace', NAMESPACES.gitops];

/** What helm does to releases of `gitops`. */
export const WORK_ON = [
  ['upgrade', 'full-2', join('charts', 'full'), '--reuse-values', ...ours],
  ['rollback', 'full-2', '1', ...ours],
  ['test', 'full-2', ...ours],
  ['upgrade', 'plain-2', join('charts', 'plain'), '--set', 'a=b', ...ours],
  ['rollback', 'kept-2', '1', ...ours],
  ['rollback', 'broken-2', '1', ...ours],
  ['uninstall', 'client-2', ...ours],
];
