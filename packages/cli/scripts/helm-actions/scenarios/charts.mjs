import {
  apply,
  chartOf,
  configMap,
  crd,
  custom,
  helm,
  hook,
  install,
  kubectl,
  rollback,
  scenario,
  secret,
  test,
  uninstall,
  upgrade,
} from './build.mjs';

const one = configMap('one');
const withCrd = chartOf([custom('Cup', 'a')], { crds: [crd('Cup')] });
const SEEN = { seesCluster: true };
const template = text =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: one\ndata:\n  found: ${text}\n`;
const sub = (name, more = {}) => ({
  name,
  version: '0.1.0',
  templates: {
    'sub.yaml': `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ .Release.Name }}-${name}\ndata:\n  v: {{ .Values.v | quote }}\n  g: {{ .Values.global.g | default "none" | quote }}\n`,
  },
  values: { v: 1 },
  ...more,
});

const role = (kind, name, rules) => ({
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind,
  metadata: { name },
  rules,
});
const binding = (kind, name, roleKind, roleName) => ({
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind,
  metadata: { name },
  roleRef: {
    apiGroup: 'rbac.authorization.k8s.io',
    kind: roleKind,
    name: roleName,
  },
  subjects: [{ kind: 'ServiceAccount', name: 'limited', namespace: '@ns@' }],
});
const AS = '--kube-as-user system:serviceaccount:@ns@:limited';
const all = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete'];
const secretsOnly = [{ apiGroups: [''], resources: ['secrets'], verbs: all }];
const grant = rules =>
  apply([
    role('Role', 'limited', rules),
    binding('RoleBinding', 'limited', 'Role', 'limited'),
  ]);
const withLists = [
  ...secretsOnly,
  {
    apiGroups: [''],
    resources: ['configmaps'],
    verbs: ['get', 'list', 'watch'],
  },
];

export const CHARTS = [
  scenario(
    'installs CRDs and what they define',
    [
      install(withCrd),
      upgrade(
        chartOf([custom('Cup', 'a', { a: 2 }), custom('Cup', 'b')], {
          crds: [crd('Cup')],
        }),
      ),
      rollback('1'),
      uninstall(),
    ],
    { ...SEEN, isShort: true },
  ),
  scenario('skips CRDs', [install(withCrd, '--skip-crds')], SEEN),
  scenario(
    'leaves CRDs that are there',
    [
      apply([crd('Cup', ['v1', 'v2'])]),
      kubectl('wait --for=condition=Established crd/cups.@ns@.example.org'),
      install(withCrd),
    ],
    SEEN,
  ),
  scenario(
    'installs CRDs as templates',
    [
      install(chartOf([crd('Cup')])),
      upgrade(chartOf([crd('Cup'), custom('Cup', 'a')])),
      upgrade(chartOf([crd('Cup', ['v1', 'v2'])])),
      uninstall(),
    ],
    SEEN,
  ),
  scenario(
    'adds CRDs in an upgrade',
    [
      install(chartOf([one])),
      upgrade(withCrd),
      kubectl(['apply', '-f', '-'], { input: JSON.stringify(crd('Cup')) }),
      kubectl('wait --for=condition=Established crd/cups.@ns@.example.org'),
      upgrade(withCrd),
    ],
    SEEN,
  ),
  scenario(
    'changes custom objects client-side',
    [
      install(withCrd, '--server-side=false'),
      upgrade(chartOf([custom('Cup', 'a', { b: 2 })], { crds: [crd('Cup')] })),
    ],
    SEEN,
  ),
  scenario(
    'refuses a CRD that is none',
    [
      install(
        chartOf([one], {
          crds: [
            'apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata:\n  name: bad\n',
          ],
        }),
      ),
      install(chartOf([one], { crds: ['kind: b: c\n'] })),
    ],
    SEEN,
  ),
  scenario(
    'installs objects without a namespace',
    [
      install(
        chartOf([
          one,
          role('ClusterRole', 'role-@ns@', secretsOnly),
          binding(
            'ClusterRoleBinding',
            'binding-@ns@',
            'ClusterRole',
            'role-@ns@',
          ),
          {
            apiVersion: 'scheduling.k8s.io/v1',
            kind: 'PriorityClass',
            metadata: { name: 'class-@ns@' },
            value: 7,
          },
        ]),
      ),
      upgrade(chartOf([one, role('ClusterRole', 'role-@ns@', [])])),
      uninstall(),
    ],
    SEEN,
  ),
  scenario(
    'installs a namespace and an object in it',
    [
      install(
        chartOf([
          {
            apiVersion: 'v1',
            kind: 'Namespace',
            metadata: { name: '@ns@-inner' },
          },
          {
            ...configMap('inner'),
            metadata: { name: 'inner', namespace: '@ns@-inner' },
          },
        ]),
      ),
    ],
    SEEN,
  ),
  scenario(
    'looks objects up',
    [
      apply([secret('theirs', { key: 'secret' })]),
      install(
        chartOf([
          template(
            '{{ (lookup "v1" "Secret" .Release.Namespace "theirs").data.key | quote }}',
          ),
        ]),
      ),
      upgrade(
        chartOf([
          template(
            '{{ len (lookup "v1" "ConfigMap" .Release.Namespace "").items | quote }}',
          ),
        ]),
      ),
      upgrade(
        chartOf([
          template(
            '{{ lookup "v1" "ConfigMap" .Release.Namespace "none" | toJson | quote }}',
          ),
        ]),
      ),
      upgrade(
        chartOf([
          template(
            '{{ lookup "example.org/v1" "Thing" "" "" | toJson | quote }}',
          ),
        ]),
      ),
      upgrade(
        chartOf([
          template(
            '{{ (lookup "v1" "Secret" .Release.Namespace "theirs") | toJson | quote }}',
          ),
        ]),
        '--dry-run=client',
      ),
      upgrade(
        chartOf([
          template(
            '{{ (lookup "v1" "Secret" .Release.Namespace "theirs").type | quote }}',
          ),
        ]),
        '--dry-run=server',
      ),
    ],
    {},
  ),
  scenario('knows what the cluster can do', [
    install(
      chartOf([
        template(
          '"{{ .Capabilities.KubeVersion.Version }} {{ .Capabilities.APIVersions.Has "apps/v1" }} {{ .Capabilities.APIVersions.Has "apps/v1/Deployment" }} {{ .Capabilities.APIVersions.Has "apps/v1/Other" }} {{ .Capabilities.HelmVersion.Version | substr 0 2 }}"',
        ),
      ]),
    ),
  ]),
  scenario(
    'installs subcharts',
    [
      install(
        {
          ...chartOf([one]),
          metadata: {
            dependencies: [
              { name: 'alpha', version: '0.1.0', condition: 'alpha.on' },
              { name: 'beta', version: '*', alias: 'gamma' },
            ],
          },
          values: { alpha: { on: true, v: 2 }, global: { g: 'all' } },
          // Helm puts the notes of several charts in no order.
          subcharts: [sub('alpha'), sub('beta', { notes: 'Notes of beta\n' })],
        },
        '--render-subchart-notes',
      ),
      upgrade(
        {
          ...chartOf([one]),
          metadata: {
            dependencies: [
              { name: 'alpha', version: '0.1.0', condition: 'alpha.on' },
            ],
          },
          values: { alpha: { on: true } },
          subcharts: [sub('alpha')],
        },
        '--set alpha.on=false',
      ),
    ],
    {},
  ),
  scenario('uses a library chart', [
    install({
      ...chartOf([], {
        templates: {
          'use.yaml': '{{ include "lib.map" (dict "name" "from-lib") }}',
        },
      }),
      metadata: { dependencies: [{ name: 'lib', version: '0.1.0' }] },
      subcharts: [
        {
          name: 'lib',
          version: '0.1.0',
          metadata: { type: 'library' },
          templates: {
            '_map.tpl':
              '{{ define "lib.map" }}apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ .name }}\n{{ end }}',
            'ignored.yaml':
              'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ignored\n',
          },
        },
      ],
    }),
  ]),
  scenario(
    'stores files, locks and ignored files of a chart',
    [
      install(
        chartOf([template('{{ .Files.Get "config/a.txt" | quote }}')], {
          files: {
            'config/a.txt': 'text of a\n',
            'README.md': '# App\n',
            '.helmignore': '*.bak\n',
            'old.bak': 'ignored',
            'Chart.lock':
              'dependencies: []\ndigest: sha256:0\ngenerated: "2024-01-01T00:00:00Z"\n',
          },
          values:
            '# comment\na: 1\nn: 1.50\nbig: 123456789012345678\nhtml: <a&b>\nu: "\\u2028ü"\n',
          schema: { type: 'object' },
          metadata: {
            appVersion: '1.2.3',
            description: 'A chart',
            keywords: ['a', 'b'],
            home: 'https://example.org',
            sources: ['https://example.org/src'],
            icon: 'https://example.org/icon.svg',
            maintainers: [
              { name: 'M', email: 'm@example.org', url: 'https://example.org' },
            ],
            annotations: { category: 'x' },
            kubeVersion: '>=1.20.0-0',
          },
        }),
      ),
    ],
    { isShort: true },
  ),
  scenario('sets all kinds of values', [
    install(
      chartOf([one], {
        values:
          'a: 0x10\nb: 010\nc: ~\nd: [1, {x: y}]\ne: 1e10\nf: yes\ng: "no"\nh: 2024-01-01\ni: -0.0\nj: 1.0\nk: |\n  text\n  more\n',
      }),
      [
        ...['--set', 'x=1e3,y=true,z=null,w={},v=0010,n=9223372036854775807'],
        ...['--set', 'deep.a[2].b=1', '--set-json', 'f=1.0'],
      ],
    ),
  ]),
  scenario('may do nothing', [install(chartOf([one]), AS)], {}),
  scenario('may keep releases alone', [
    grant(secretsOnly),
    install(chartOf([one]), AS),
    upgrade(chartOf([one]), AS),
    uninstall(AS),
  ]),
  scenario('may read but not write objects', [
    grant(withLists),
    install(chartOf([one]), AS),
    install(chartOf([one]), `${AS} --replace --server-side=false`),
  ]),
  scenario('may not upgrade, roll back or uninstall', [
    install(chartOf([one])),
    upgrade(chartOf([configMap('one', { key: 'new' })])),
    grant(withLists),
    upgrade(chartOf([configMap('one', { key: 'newer' })]), AS),
    rollback(`1 ${AS}`),
    uninstall(AS),
  ]),
  scenario('may not look up', [
    grant(secretsOnly),
    install(
      chartOf([
        template(
          '{{ (lookup "v1" "ConfigMap" .Release.Namespace "one") | toJson | quote }}',
        ),
      ]),
      AS,
    ),
  ]),
  scenario('may not run hooks or tests', [
    grant(withLists),
    install(chartOf([configMap('h', {}, hook('pre-install'))]), AS),
    install(chartOf([configMap('t', {}, hook('test'))]), '--replace'),
    test(AS),
  ]),
  scenario(
    'may not create the namespace',
    [
      {
        ...install(chartOf([one]), `${AS} --create-namespace`),
        namespace: '@ns@-new',
      },
    ],
    SEEN,
  ),
  scenario('keeps releases in ConfigMaps', [
    install(chartOf([one]), '', { env: { HELM_DRIVER: 'configmap' } }),
    upgrade(chartOf([configMap('two')]), '', {
      env: { HELM_DRIVER: 'configmap' },
    }),
    uninstall('--keep-history', { env: { HELM_DRIVER: 'configmap' } }),
    helm('install app <chart>', chartOf([one]), {
      env: { HELM_DRIVER: 'other' },
    }),
  ]),
];
