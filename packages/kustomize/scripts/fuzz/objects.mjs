// Random Kubernetes objects as YAML text, with the scalars and layouts that
// YAML readers disagree on.

export const SCALARS = [
  'plain',
  '"quoted"',
  "'single'",
  '5',
  '"5"',
  '0123',
  '0o17',
  '0x1F',
  '1e3',
  '1_000',
  '1.0',
  '0.00001',
  '12345678901234567890',
  '123456789012345678901',
  '-0',
  '+7',
  '.5',
  'yes',
  'no',
  'on',
  'off',
  'y',
  'n',
  'true',
  'True',
  '"true"',
  'null',
  '~',
  '""',
  '1:30',
  '2020-01-01',
  '"2020-01-01"',
  '2001-12-14t21:59:43.10-05:00',
  '!!str 12',
  '!!int "7"',
  "'it''s'",
  '"tab\\there"',
  '"uni\\u00e9"',
  'é',
  'a b  c',
  '"trailing "',
  '"#hash"',
  'x#y',
  '"a: b"',
  '[]',
  '{}',
  '"- x"',
  '"line\\nbreak"',
  '"back\\\\slash"',
  '<tag>&amp',
  'http://x.y/z?a=b',
  '=',
  '"="',
  '<<',
  '*x'.replace('*x', '"*x"'),
  '0.1.2',
  '1e',
  '0x',
  '08',
  '"@at"',
  '"%p"',
  '"`b`"',
  '"!x"',
  '"a,b"',
  'a,b',
  '"{x}"',
  '"[x]"',
  '"?"',
  '":"',
];

export const NAMES = ['web', 'api', 'db', 'cache', 'job-1', 'web-2'];
export const NAMESPACES = ['', '', '', 'prod', 'default', 'other'];
const IMAGES = [
  'nginx',
  'nginx:1.0',
  'busybox@sha256:abc',
  'reg.io:5000/app:v1',
  'reg.io/app:v1@sha256:def',
  'app',
  '"redis:7"',
  'nginx:latest',
];
/** Annotations that kustomize itself reads or removes. */
const MEANINGFUL = [
  'kustomize.config.k8s.io/needs-hash: "true"',
  'kustomize.config.k8s.io/behavior: merge',
  'internal.config.kubernetes.io/generatorBehavior: merge',
  'config.kubernetes.io/local-config: "true"',
  'config.kubernetes.io/local-config: "false"',
  'config.kubernetes.io/index: "0"',
  'config.kubernetes.io/path: a.yaml',
  'config.kubernetes.io/origin: "path: x.yaml\\n"',
];
const LABELS = ['app', 'tier', 'app.kubernetes.io/name', 'env'];

const indent = (text, by) =>
  text
    .split('\n')
    .map(line => (line === '' ? line : ' '.repeat(by) + line))
    .join('\n');

const scalar = r =>
  r.chance(0.5)
    ? r.pick(['a', 'b1', 'hello', '10', '"10"', 'true'])
    : r.pick(SCALARS);
const textScalar = r =>
  r.pick(['a', 'b1', 'hello', '"10"', '"true"', "'x y'", 'x-y.z']);

function block(r) {
  const lines = r.some(
    [
      'one',
      '  two',
      'three: 3',
      '- four',
      '# five',
      '',
      'long '.repeat(30).trim(),
    ],
    1,
    5,
  );
  if (lines[0].startsWith(' ') || lines[0] === '') lines.unshift('first');
  return `${r.pick(['|', '|-', '|+', '>', '>-'])}\n${indent(
    lines.join('\n'),
    2,
  )}`;
}

function metadata(r, name, namespace) {
  const lines = [`name: ${name}`];
  if (namespace) lines.push(`namespace: ${namespace}`);
  for (const field of ['labels', 'annotations']) {
    if (!r.chance(0.35)) continue;
    const entries = r
      .some(LABELS, 1, 3)
      .map(
        key =>
          `  ${key}: ${
            field === 'annotations' && r.chance(0.3) ? scalar(r) : textScalar(r)
          }`,
      );
    lines.push(`${field}:`, ...entries);
  }
  if (r.chance(0.06) && !lines.includes('annotations:'))
    lines.push('annotations:', `  ${r.pick(MEANINGFUL)}`);
  if (r.chance(0.04))
    lines.push(
      'annotations:'.replace(
        'annotations',
        lines.some(l => l === 'annotations:') ? 'finalizers' : 'annotations',
      ),
    );
  if (r.chance(0.1))
    lines.push(
      'finalizers: [a.b/c, d]'.replace(
        'finalizers',
        lines.includes('finalizers:') ? 'x' : 'finalizers',
      ),
    );
  return `metadata:\n${indent(lines.join('\n'), 2)}`;
}

function env(r) {
  const name = r.pick(['A', 'B', 'C']);
  const source = r.below(4);
  if (source === 0) return `- name: ${name}\n  value: ${textScalar(r)}`;
  if (source === 1)
    return `- name: ${name}\n  valueFrom:\n    configMapKeyRef: {name: ${r.pick(
      NAMES,
    )}, key: k}`;
  if (source === 2)
    return `- name: ${name}\n  valueFrom:\n    secretKeyRef:\n      name: ${r.pick(
      NAMES,
    )}\n      key: k`;
  return `- name: ${name}\n  value: "$(VAR_A)/x$(B)"`;
}

function container(r, name) {
  const lines = [`name: ${name}`, `image: ${r.pick(IMAGES)}`];
  if (r.chance(0.4)) {
    const names = new Set();
    const list = [env(r), env(r)].filter(
      e => !names.has(e.slice(0, 9)) && names.add(e.slice(0, 9)),
    );
    lines.push('env:', ...list);
  }
  if (r.chance(0.3))
    lines.push(
      `envFrom:\n- ${r.pick([
        'configMapRef',
        'secretRef',
      ])}:\n    name: ${r.pick(NAMES)}`,
    );
  if (r.chance(0.4)) {
    lines.push(
      'ports:',
      `- containerPort: ${r.pick(['80', '8080'])}${
        r.chance(0.5) ? '\n  name: http' : ''
      }${r.chance(0.3) ? '\n  protocol: UDP' : ''}`,
    );
    if (r.chance(0.3)) lines.push('- containerPort: 443\n  name: https');
  }
  if (r.chance(0.2)) lines.push('args: ["--x", $(VAR_A)]');
  if (r.chance(0.2)) lines.push('volumeMounts:\n- name: v\n  mountPath: /data');
  if (r.chance(0.1)) lines.push('resources: {limits: {cpu: 1, memory: 1Gi}}');
  return `- ${indent(lines.join('\n'), 2).trimStart()}`;
}

export function podSpec(r) {
  const lines = [
    'containers:',
    ...r.some(['main', 'side', 'aux'], 1, 2).map(name => container(r, name)),
  ];
  if (r.chance(0.2)) lines.push('initContainers:', container(r, 'init'));
  if (r.chance(0.3)) lines.push(`serviceAccountName: ${r.pick(NAMES)}`);
  if (r.chance(0.3)) {
    const sources = [
      `configMap:\n    name: ${r.pick(NAMES)}`,
      `secret:\n    secretName: ${r.pick(NAMES)}`,
      'emptyDir: {}',
      `persistentVolumeClaim: {claimName: ${r.pick(NAMES)}}`,
      `projected:\n    sources:\n    - configMap: {name: ${r.pick(
        NAMES,
      )}}\n    - secret: {name: ${r.pick(NAMES)}}`,
    ];
    lines.push('volumes:', `- name: v\n  ${r.pick(sources)}`);
  }
  if (r.chance(0.15)) lines.push(`imagePullSecrets:\n- name: ${r.pick(NAMES)}`);
  if (r.chance(0.1)) lines.push('tolerations:\n- key: a\n  operator: Exists');
  if (r.chance(0.1))
    lines.push(
      'affinity:\n  podAntiAffinity:\n    requiredDuringSchedulingIgnoredDuringExecution:\n    - labelSelector:\n        matchLabels:\n          app: x\n      topologyKey: k',
    );
  return lines.join('\n');
}

const template = r =>
  `template:\n${indent(
    `${
      r.chance(0.5) ? 'metadata:\n  labels:\n    app: x\n' : ''
    }spec:\n${indent(podSpec(r), 2)}`,
    2,
  )}`;

const workload = (apiVersion, kind) => (r, name, ns) =>
  `apiVersion: ${apiVersion}\nkind: ${kind}\n${metadata(
    r,
    name,
    ns,
  )}\nspec:\n${indent(
    `${r.chance(0.5) ? `replicas: ${r.below(5)}\n` : ''}${
      r.chance(0.4) ? 'selector:\n  matchLabels:\n    app: x\n' : ''
    }${template(r)}`,
    2,
  )}`;

function configMap(r, name, ns) {
  const keys = r.some(['a', 'b', 'k', 'config.yaml', 'x.json'], 0, 4);
  const data = keys.map(key => {
    if (key === 'config.yaml' && r.chance(0.6))
      return `  ${key}: |\n    server:\n      port: 80\n      hosts: [a, b]`;
    if (key === 'x.json' && r.chance(0.6))
      return `  ${key}: '{"a": {"b": 1}, "c": ["d"]}'`;
    return r.chance(0.2)
      ? `  ${key}: ${indent(block(r), 2).trimStart()}`
      : `  ${key}: ${scalar(r)}`;
  });
  return `apiVersion: v1\nkind: ConfigMap\n${metadata(r, name, ns)}${
    data.length ? `\ndata:\n${data.join('\n')}` : ''
  }`;
}

const simple = (apiVersion, kind, body) => (r, name, ns) =>
  `apiVersion: ${apiVersion}\nkind: ${kind}\n${metadata(r, name, ns)}\n${body(
    r,
  )}`;

const subject = r =>
  `- kind: ${r.pick([
    'ServiceAccount',
    'ServiceAccount',
    'User',
  ])}\n  name: ${r.pick([...NAMES, 'default'])}${
    r.chance(0.5)
      ? `\n  namespace: ${r.pick(['prod', 'default', 'other'])}`
      : ''
  }`;

const roleRef = r =>
  `roleRef:\n  apiGroup: rbac.authorization.k8s.io\n  kind: ${r.pick([
    'Role',
    'ClusterRole',
  ])}\n  name: ${r.pick(NAMES)}`;

const foo = r => {
  const anchored = r.pick([
    '',
    '  defaults: &d {cpu: 1, memory: 2Gi}\n  small:\n    <<: *d\n    cpu: 2\n  same: *d\n',
    '  a: &a\n    x: 1\n    y: [1, 2]\n  b: &b {z: 2, x: 3}\n  both:\n    <<: [*a, *b]\n    own: 1\n',
    '  words: &w [a, b, c]\n  again: *w\n',
    '  name: &n text\n  copy: *n\n',
    '  words: [a, b]\n  map: {p: {q: r}}\n',
    '  ? complex\n  : simple\n',
    '  text: "over\n    two lines"\n  plain: over\n    two\n',
    '  tagged: !!str 5\n  set: !!binary aGk=\n',
  ]);
  return `spec:\n${anchored}  list:\n  - name: a\n    v: ${scalar(
    r,
  )}\n  - name: b\n  ref: {name: ${r.pick(NAMES)}}\n  value: ${scalar(
    r,
  )}\n  empty:\n  nothing: null`;
};

/** Kind → maker of one object. */
export const MAKERS = {
  Deployment: workload('apps/v1', 'Deployment'),
  StatefulSet: (r, name, ns) =>
    `${workload('apps/v1', 'StatefulSet')(
      r,
      name,
      ns,
    )}\n  serviceName: ${r.pick(NAMES)}${
      r.chance(0.3)
        ? '\n  volumeClaimTemplates:\n  - metadata:\n      name: d\n    spec:\n      storageClassName: fast'
        : ''
    }`,
  DaemonSet: workload('apps/v1', 'DaemonSet'),
  Job: workload('batch/v1', 'Job'),
  CronJob: (r, name, ns) =>
    `apiVersion: batch/v1\nkind: CronJob\n${metadata(
      r,
      name,
      ns,
    )}\nspec:\n  schedule: "* * * * *"\n  jobTemplate:\n    spec:\n${indent(
      template(r),
      6,
    )}`,
  Pod: (r, name, ns) =>
    `apiVersion: v1\nkind: Pod\n${metadata(r, name, ns)}\nspec:\n${indent(
      podSpec(r),
      2,
    )}`,
  ConfigMap: configMap,
  Secret: simple(
    'v1',
    'Secret',
    r =>
      `type: Opaque\ndata:\n  k: ${r.pick(['YQ==', '""', 'Yg=='])}${
        r.chance(0.3) ? '\nstringData:\n  s: text' : ''
      }`,
  ),
  Service: simple(
    'v1',
    'Service',
    r =>
      `spec:\n  ports:\n  - port: ${r.pick(['80', '443'])}${
        r.chance(0.4) ? '\n    protocol: TCP' : ''
      }${
        r.chance(0.3) ? '\n  - port: 53\n    protocol: UDP\n    name: dns' : ''
      }${r.chance(0.5) ? '\n  selector:\n    app: x' : ''}`,
  ),
  ServiceAccount: simple('v1', 'ServiceAccount', r =>
    r.chance(0.3)
      ? `imagePullSecrets:\n- name: ${r.pick(NAMES)}`
      : 'automountServiceAccountToken: false',
  ),
  Role: simple(
    'rbac.authorization.k8s.io/v1',
    'Role',
    r =>
      `rules:\n- apiGroups: [""]\n  resources: [configmaps]\n  resourceNames: [${r.pick(
        NAMES,
      )}, ${r.pick(NAMES)}]\n  verbs: [get]`,
  ),
  ClusterRole: (r, name) =>
    simple('rbac.authorization.k8s.io/v1', 'ClusterRole', () => 'rules: []')(
      r,
      name,
      '',
    ),
  RoleBinding: simple(
    'rbac.authorization.k8s.io/v1',
    'RoleBinding',
    r =>
      `${roleRef(r)}\nsubjects:\n${subject(r)}${
        r.chance(0.4) ? `\n${subject(r)}` : ''
      }`,
  ),
  ClusterRoleBinding: (r, name) =>
    simple(
      'rbac.authorization.k8s.io/v1',
      'ClusterRoleBinding',
      q => `${roleRef(q)}\nsubjects:\n${subject(q)}`,
    )(r, name, ''),
  Ingress: simple(
    'networking.k8s.io/v1',
    'Ingress',
    r =>
      `spec:\n  rules:\n  - host: a.b\n    http:\n      paths:\n      - path: /\n        backend:\n          service:\n            name: ${r.pick(
        NAMES,
      )}\n            port: {number: 80}\n  tls:\n  - secretName: ${r.pick(
        NAMES,
      )}\n    hosts: [a.b]`,
  ),
  PersistentVolumeClaim: simple(
    'v1',
    'PersistentVolumeClaim',
    () => 'spec:\n  accessModes: [ReadWriteOnce]\n  storageClassName: fast',
  ),
  HorizontalPodAutoscaler: simple(
    'autoscaling/v2',
    'HorizontalPodAutoscaler',
    r =>
      `spec:\n  scaleTargetRef:\n    apiVersion: apps/v1\n    kind: ${r.pick([
        'Deployment',
        'StatefulSet',
      ])}\n    name: ${r.pick(NAMES)}`,
  ),
  Namespace: (r, name) =>
    simple('v1', 'Namespace', () => 'spec: {}')(r, name, ''),
  CustomResourceDefinition: (r, name) =>
    simple(
      'apiextensions.k8s.io/v1',
      'CustomResourceDefinition',
      () => 'spec:\n  group: x.io\n  names: {kind: Foo}',
    )(r, name, ''),
  Foo: simple('x.io/v1', 'Foo', foo),
  NetworkPolicy: simple(
    'networking.k8s.io/v1',
    'NetworkPolicy',
    () =>
      'spec:\n  podSelector:\n    matchLabels:\n      app: x\n  ingress:\n  - from:\n    - podSelector:\n        matchLabels: {tier: y}',
  ),
  PodDisruptionBudget: simple(
    'policy/v1',
    'PodDisruptionBudget',
    () =>
      'spec:\n  minAvailable: 50%\n  selector:\n    matchLabels:\n      app: x',
  ),
};

export const KINDS = Object.keys(MAKERS);
export const API_VERSIONS = Object.fromEntries(
  KINDS.map(kind => [
    kind,
    /^apiVersion: (.*)$/m.exec(
      MAKERS[kind](
        {
          chance: () => false,
          pick: l => l[0],
          below: () => 0,
          some: (l, n) => l.slice(0, n),
        },
        'x',
        '',
      ),
    )[1],
  ]),
);

const isContent = line =>
  line.trim() !== '' && !line.trimStart().startsWith('#');
const COMMENTS = ['# note', '#tight', '# a: b', '# - item', '# é', '#'];

/** The text with comments, blank lines, odd line ends or a byte order mark. */
export function dress(r, text) {
  let lines = text.split('\n');
  if (r.chance(0.25)) {
    lines = lines.flatMap(line => {
      if (!isContent(line) || !r.chance(0.15)) return [line];
      const pad = /^ */.exec(line)[0];
      const above = `${r.chance(0.2) ? '' : pad}${r.pick(COMMENTS)}`;
      return r.pick([
        [above, line],
        [line, `${pad}${r.pick(COMMENTS)}`],
        [`${line} ${r.pick(COMMENTS)}`],
        ['', line],
      ]);
    });
  }
  const result = lines.join('\n');
  if (r.chance(0.06)) return result.replace(/\n/g, '\r\n');
  return r.chance(0.04) ? `\ufeff${result}` : result;
}

const SEPARATORS = [
  '\n---\n',
  '\n---\n',
  '\n--- # next\n',
  '\n---\n\n---\n',
  '\n...\n---\n',
  '\n---\n# only a comment\n---\n',
  '\n--- \n',
];

/** Several objects in one file: documents, or items of a list. */
export function layOut(r, texts) {
  if (texts.length > 1 && r.chance(0.12)) {
    const items = texts
      .map(text => `- ${indent(text, 2).trimStart()}`)
      .join('\n');
    return dress(
      r,
      `apiVersion: v1\nkind: ${r.pick([
        'List',
        'List',
        'ConfigMapList',
      ])}\nitems:\n${items}\n`,
    );
  }
  let text = texts.join(r.pick(SEPARATORS));
  if (r.chance(0.1)) text = `---\n${text}`;
  if (r.chance(0.1)) text = `# head\n${text}`;
  return dress(r, `${text}\n`);
}

export { indent, scalar, textScalar, block };
