/** Charts that the comparisons of HelmReleases install: texts by path, one chart per name and version. */
import { createHash } from 'node:crypto';

const lines = (...texts) => `${texts.join('\n')}\n`;

const chartYaml = (name, version, more = []) =>
  lines('apiVersion: v2', `name: ${name}`, `version: ${version}`, ...more);

/** Annotations of a hook. */
const hook = (events, { weight = 0, policy } = {}) => [
  '  annotations:',
  `    helm.sh/hook: ${events}`,
  `    helm.sh/hook-weight: "${weight}"`,
  ...(policy ? [`    helm.sh/hook-delete-policy: ${policy}`] : []),
];

const configMap = (name, data, { annotations = [], labels = [] } = {}) =>
  lines(
    ...['apiVersion: v1', 'kind: ConfigMap', 'metadata:', `  name: ${name}`],
    ...[...labels, ...annotations, 'data:', ...data.map(each => `  ${each}`)],
  );

const container = [
  '      containers:',
  '      - name: main',
  '        image: {{ .Values.image | default "ghcr.io/example/web:1.0.0" }}',
];

const deployment = (name = '{{ .Release.Name }}') =>
  lines(
    ...['apiVersion: apps/v1', 'kind: Deployment', 'metadata:'],
    ...[`  name: ${name}`, '  labels: {app: "{{ .Release.Name }}"}', 'spec:'],
    '  replicas: {{ .Values.replicas | default 1 }}',
    ...['  progressDeadlineSeconds: 600', '  selector:'],
    ...[
      '    matchLabels: {app: "{{ .Release.Name }}"}',
      '  template:',
      '    metadata:',
    ],
    ...[
      '      labels: {app: "{{ .Release.Name }}"}',
      '      {{- if .Values.unready }}',
    ],
    '      annotations: {backstage-gitops.io/simulate: never-ready}',
    ...['      {{- end }}', '    spec:', ...container],
    ...['        ports: [{name: http, containerPort: 9898}]', '        env:'],
    '        - {name: COLOR, value: {{ .Values.color | default "blue" | quote }}}',
  );

const service = lines(
  ...['apiVersion: v1', 'kind: Service', 'metadata:'],
  ...[
    '  name: {{ .Release.Name }}',
    'spec:',
    '  selector: {app: "{{ .Release.Name }}"}',
  ],
  '  ports: [{name: http, port: 80, targetPort: http}]',
  '  {{- with .Values.clusterIP }}',
  '  clusterIP: {{ . }}',
  '  {{- end }}',
);

/** A Job of a hook; its pod fails where the value `fail` names it. */
const job = (name, events, options) =>
  lines(
    ...['apiVersion: batch/v1', 'kind: Job', 'metadata:', `  name: ${name}`],
    ...[...hook(events, options), 'spec:', '  backoffLimit: 0', '  template:'],
    `    {{- if has "${name}" (.Values.fail | default list) }}`,
    ...['    metadata:', '      annotations:'],
    '        backstage-gitops.io/simulate: fail',
    ...['    {{- end }}', '    spec:', '      restartPolicy: Never'],
    ...container,
  );

const testPod = (name, weight) =>
  lines(
    ...['apiVersion: v1', 'kind: Pod', 'metadata:', `  name: ${name}`],
    ...['  annotations:', '    helm.sh/hook: test'],
    `    helm.sh/hook-weight: "${weight}"`,
    '    helm.sh/hook-delete-policy: before-hook-creation',
    `    {{- if has "${name}" (.Values.fail | default list) }}`,
    ...['    backstage-gitops.io/simulate: fail', '    {{- end }}', 'spec:'],
    ...['  restartPolicy: Never', '  containers:', '  - name: main'],
    '    image: ghcr.io/example/test:1.0.0',
  );

const dump = configMap('{{ .Release.Name }}-values', [
  'values.yaml: |',
  '  {{- .Values | toYaml | nindent 4 }}',
  'release: "{{ .Release.Revision }} {{ .Release.IsUpgrade }} {{ .Release.Service }}"',
  'chart: "{{ .Chart.Name }} {{ .Chart.Version }} {{ .Chart.AppVersion }}"',
]);

const widgets = (more = []) =>
  lines(
    ...[
      'apiVersion: apiextensions.k8s.io/v1',
      'kind: CustomResourceDefinition',
    ],
    ...['metadata:', '  name: widgets.shop.example.com', 'spec:'],
    ...['  group: shop.example.com', '  scope: Namespaced', '  names:'],
    ...['    {kind: Widget, plural: widgets, singular: widget}', '  versions:'],
    ...['  - name: v1', '    served: true', '    storage: true', '    schema:'],
    ...[
      '      openAPIV3Schema:',
      '        type: object',
      '        properties:',
    ],
    ...['          spec:', '            type: object'],
    '            x-kubernetes-preserve-unknown-fields: true',
    ...more,
  );

const widget = lines(
  ...['apiVersion: shop.example.com/v1', 'kind: Widget', 'metadata:'],
  ...['  name: {{ .Release.Name }}', 'spec:', '  size: {{ .Values.size }}'],
);

const manyKinds = lines(
  ...['apiVersion: v1', 'kind: ServiceAccount', 'metadata:'],
  ...['  name: {{ .Release.Name }}', '---', 'apiVersion: v1', 'kind: Secret'],
  ...['metadata:', '  name: {{ .Release.Name }}', 'stringData:'],
  ...['  password: {{ .Values.password }}', '---'],
  ...['apiVersion: rbac.authorization.k8s.io/v1', 'kind: Role', 'metadata:'],
  ...['  name: {{ .Release.Name }}', 'rules:'],
  ...['- apiGroups: [""]', '  resources: [pods]', '  verbs: [get]', '---'],
  ...['apiVersion: rbac.authorization.k8s.io/v1', 'kind: RoleBinding'],
  ...['metadata:', '  name: {{ .Release.Name }}', 'roleRef:'],
  '  apiGroup: rbac.authorization.k8s.io',
  ...['  kind: Role', '  name: {{ .Release.Name }}', 'subjects:'],
  ...['- kind: ServiceAccount', '  name: {{ .Release.Name }}', '---'],
  ...['apiVersion: rbac.authorization.k8s.io/v1', 'kind: ClusterRole'],
  ...['metadata:', '  name: {{ .Release.Namespace }}-{{ .Release.Name }}'],
  'rules: []',
  ...['---', 'apiVersion: networking.k8s.io/v1', 'kind: Ingress', 'metadata:'],
  ...['  name: {{ .Release.Name }}', 'spec:', '  rules:'],
  ...[
    '  - host: a.example.com',
    '    http:',
    '      paths:',
    '      - path: /',
  ],
  ...['        pathType: Prefix', '        backend:', '          service:'],
  ...['            name: web', '            port: {name: http}', '---'],
  ...['apiVersion: policy/v1', 'kind: PodDisruptionBudget', 'metadata:'],
  ...['  name: {{ .Release.Name }}', 'spec:', '  minAvailable: 1'],
  ...['  selector: {matchLabels: {app: none}}', '---', 'apiVersion: batch/v1'],
  ...['kind: CronJob', 'metadata:', '  name: {{ .Release.Name }}', 'spec:'],
  ...['  schedule: "0 0 1 1 *"', '  jobTemplate:', '    spec:'],
  ...['      template:', '        spec:', '          restartPolicy: Never'],
  ...['          containers:', '          - {name: main, image: example/x}'],
);

/** Events of the jobs of the chart `crash`. */
const EVENTS = {
  pre: 'pre-install,pre-upgrade',
  post: 'post-install,post-upgrade',
  back: 'pre-rollback,post-rollback',
  gone: 'pre-delete,post-delete',
};

const texts = {
  web: version => ({
    'Chart.yaml': chartYaml('web', version, [
      'description: A web server that greets & "waves" <at> everybody',
      `appVersion: "${version}-app"`,
      'keywords: [web, test]',
      'maintainers: [{name: Ann, email: ann@example.com}]',
      'annotations: {category: Web}',
    ]),
    'values.yaml': 'replicas: 1\ncolor: blue\nfail: []\n',
    'templates/deployment.yaml': deployment(),
    'templates/service.yaml': service,
    'templates/NOTES.txt':
      'Version {{ .Chart.Version }} of {{ .Release.Name }}: open http://x/?a=1&b=<2>\n',
    'templates/test.yaml': testPod('{{ .Release.Name }}-ping', 1).replaceAll(
      'has "{{ .Release.Name }}-ping"',
      'has "ping"',
    ),
  }),
  plain: version => ({
    'Chart.yaml': chartYaml('plain', version, ['appVersion: 1.0.0']),
    'values.yaml': 'a: 1\nlist: [1, two]\nnested: {x: y, z: {deep: true}}\n',
    'templates/values.yaml': dump,
    ...(version === '1.0.0'
      ? { 'templates/old.yaml': configMap('old', ['a: b']) }
      : { 'templates/new.yaml': configMap('new', ['a: c']) }),
  }),
  hooks: version => ({
    'Chart.yaml': chartYaml('hooks', version),
    'values.yaml': 'fail: []\n',
    'templates/values.yaml': dump,
    'templates/jobs.yaml': [
      job('pre', 'pre-install,pre-upgrade', {
        weight: -5,
        policy: 'before-hook-creation,hook-succeeded',
      }),
      job('post', 'post-install,post-upgrade', { weight: 5 }),
      job('back', 'pre-rollback,post-rollback', { policy: 'hook-succeeded' }),
      job('gone', 'pre-delete', { policy: 'hook-succeeded,hook-failed' }),
    ].join('---\n'),
    'templates/hooks.yaml': [
      configMap('first', ['a: "1"'], {
        annotations: hook('pre-install', { weight: -10 }),
      }),
      configMap('second', ['a: "{{ .Release.Revision }}"'], {
        annotations: hook('pre-upgrade,pre-install', {
          weight: -10,
          policy: 'before-hook-creation',
        }),
      }),
    ].join('---\n'),
  }),
  tested: version => ({
    'Chart.yaml': chartYaml('tested', version),
    'values.yaml': 'fail: []\n',
    'templates/values.yaml': dump,
    'templates/tests/pods.yaml': [
      testPod('good', 1),
      testPod('bad', 2),
      testPod('last', 3),
    ].join('---\n'),
  }),
  escape: version => ({
    'Chart.yaml': chartYaml('escape', version, [
      'description: "<b>&amp;</b> \\u2028 \\u2029 \\u00e4\\U0001F600 \\t \\\\ \\u007f"',
      'appVersion: "1.0 <&>"',
    ]),
    'values.yaml':
      'text: "<a href=\'x\'>&</a>"\nlines: "\\u2028\\u2029\\r\\n\\t\\u0001"\nface: "😀"\n',
    'templates/values.yaml': dump,
    'templates/NOTES.txt': '<&> \u2028 "quoted" \\ 😀 {{ .Values.text }}\n',
    'templates/hook.yaml': configMap('marks', ['a: "<&>\u2028"'], {
      annotations: hook('post-install,post-upgrade'),
    }),
  }),
  numbers: version => ({
    'Chart.yaml': chartYaml('numbers', version),
    'values.yaml': lines(
      ...['big: 9007199254740993', 'negative: -9223372036854775808'],
      ...['unsigned: 18446744073709551615', 'exponent: 1e3', 'float: 1.50'],
      ...['tiny: 1e-7', 'huge: 1e25', 'edge: 1e21', 'octal: 0o17', 'old: 017'],
      ...['hex: 0xFF', 'zero: -0.0', 'third: 0.333333333333333333'],
      ...['text: "007"', 'yes: yes', 'date: 2024-01-02', 'nothing: null'],
      'whole: 100000000000000000000.0',
    ),
    'templates/values.yaml': dump,
  }),
  crds: version => ({
    'Chart.yaml': chartYaml('crds', version),
    'values.yaml': 'size: 3\n',
    'crds/widgets.yaml': widgets(
      version === '1.0.0'
        ? []
        : [
            '    additionalPrinterColumns:',
            '    - {name: Size, type: integer, jsonPath: .spec.size}',
          ],
    ),
    'templates/widget.yaml': widget,
  }),
  many: version => ({
    'Chart.yaml': chartYaml('many', version),
    'values.yaml': 'password: one\n',
    'templates/all.yaml': manyKinds,
  }),
  broken: version => ({
    'Chart.yaml': chartYaml('broken', version),
    'values.yaml': 'broken: true\n',
    'values.schema.json':
      '{"$schema":"http://json-schema.org/draft-07/schema#","type":"object","properties":{"count":{"type":"integer","minimum":1}}}',
    'templates/a.yaml': configMap('a', [
      'a: {{ if .Values.broken }}{{ fail "no value" }}{{ end }}x',
    ]),
  }),
  refused: version => ({
    'Chart.yaml': chartYaml('refused', version),
    'values.yaml': 'port: 80\n',
    'templates/ok.yaml': configMap('ok', ['a: "{{ .Chart.Version }}"']),
    'templates/service.yaml': service.replace(
      'port: 80',
      'port: {{ .Values.port }}',
    ),
  }),
  umbrella: version => ({
    'Chart.yaml': chartYaml('umbrella', version, [
      'dependencies:',
      '- {name: child, version: 0.1.0, condition: child.enabled}',
      '- {name: child, version: 0.1.0, alias: twin, condition: twin.enabled}',
      '- {name: lib, version: 0.1.0}',
    ]),
    'values.yaml':
      'global: {region: eu}\nchild: {enabled: true, color: red}\ntwin: {enabled: false}\n',
    'templates/own.yaml': `{{ include "lib.map" . }}`,
    'charts/child/Chart.yaml': chartYaml('child', '0.1.0'),
    'charts/child/values.yaml': 'color: blue\nsize: 2\n',
    'charts/child/templates/a.yaml': configMap(
      '{{ .Release.Name }}-{{ .Chart.Name }}',
      ['color: {{ .Values.color }}', 'region: {{ .Values.global.region }}'],
    ),
    'charts/child/templates/NOTES.txt': 'notes of a child\n',
    'charts/lib/Chart.yaml': chartYaml('lib', '0.1.0', ['type: library']),
    'charts/lib/templates/_map.tpl': `{{- define "lib.map" -}}\n${configMap(
      '{{ .Release.Name }}-lib',
      ['a: b'],
    )}{{- end -}}\n`,
  }),
  crash: version => ({
    'Chart.yaml': chartYaml('crash', version),
    'values.yaml': 'replicas: 2\nturn: 0\nfail: []\n',
    'templates/deployment.yaml': deployment(),
    'templates/service.yaml': service,
    'templates/turn.yaml': configMap('{{ .Release.Name }}', [
      'turn: {{ .Values.turn | quote }}',
    ]),
    'templates/jobs.yaml': ['pre', 'post', 'back', 'gone']
      .map(name =>
        job(`{{ .Release.Name }}-${name}`, EVENTS[name], {
          policy: 'before-hook-creation,hook-succeeded',
        }).replace(/has "[^"]*"/, `has "${name}"`),
      )
      .join('---\n'),
    'templates/test.yaml': testPod('{{ .Release.Name }}-test', 1).replace(
      /has "[^}]*}}-test"/,
      'has "test"',
    ),
  }),
  keep: version => ({
    'Chart.yaml': chartYaml('keep', version),
    'values.yaml': '{}\n',
    'templates/a.yaml': [
      configMap('kept', ['a: b'], {
        annotations: ['  annotations: {helm.sh/resource-policy: keep}'],
      }),
      configMap('dropped', ['a: b']),
    ].join('---\n'),
  }),
  // A manifest of 600 KB, of which as much is stored as of a real one.
  bulky: version => ({
    'Chart.yaml': chartYaml('bulky', version),
    'values.yaml': '{}\n',
    ...Object.fromEntries(
      Array.from({ length: 6 }, (_, index) => [
        `templates/${index}.yaml`,
        configMap(`{{ .Release.Name }}-${index}`, [
          'color: {{ .Values.color | default "blue" | quote }}',
          ...noise(26_000)
            .split('\n')
            .map(
              (text, line) =>
                `line-${line}: ${`${text.slice(0, 60)} `.padEnd(
                  245,
                  'a line of configuration ',
                )}`,
            ),
        ]),
      ]),
    ),
  }),
  // Version 1.1.0 is more than a Secret takes.
  large: version => ({
    'Chart.yaml': chartYaml('large', version),
    'values.yaml': '{}\n',
    'templates/a.yaml': configMap('large', [`version: ${version}`]),
    ...(version === '1.1.0' && { 'files/noise.txt': noise(1_400_000) }),
  }),
  lookup: version => ({
    'Chart.yaml': chartYaml('lookup', version),
    'values.yaml': '{}\n',
    'templates/a.yaml': configMap('found', [
      'name: {{ (lookup "v1" "Namespace" "" .Release.Namespace).metadata.name | quote }}',
      'none: {{ (lookup "v1" "Secret" .Release.Namespace "none") | len | quote }}',
      'capabilities: {{ .Capabilities.APIVersions.Has "apps/v1/Deployment" | quote }}',
      'helm: {{ .Capabilities.HelmVersion.Version | quote }}',
    ]),
  }),
};

/** Text that hardly becomes smaller, the same at every start. */
function noise(bytes) {
  const rows = Array.from({ length: Math.ceil(bytes / 65) }, (_, index) =>
    createHash('sha384').update(`${index}`).digest('base64'),
  );
  return rows.join('\n');
}

const VERSIONS = ['1.0.0', '1.1.0', '2.0.0'];

/** @returns `name`, `version`, `texts` and `tags` of each chart */
export function makeCharts() {
  return Object.entries(texts).flatMap(([name, make]) =>
    VERSIONS.map(version => ({
      ...{ name, version, texts: make(version) },
      tags: version === '1.0.0' ? ['latest'] : [],
    })),
  );
}
