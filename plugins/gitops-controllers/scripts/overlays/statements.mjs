// Small artifacts and specs, one or more for each thing that Flux promises of a
// build; names begin with the number that the project gives it.
const map = (name, more = '') =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n${more}`;
const data = (name, lines) =>
  map(name, `data:\n${lines.map(line => `  ${line}\n`).join('')}`);
const space = name =>
  `apiVersion: v1\nkind: Namespace\nmetadata: {name: ${name}}\n`;
const deployment = (...images) =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web, labels: {app: web}}\nspec:\n  template:\n    spec:\n      containers:\n${images
    .map((image, i) => `      - {name: c${i}, image: "${image}"}\n`)
    .join('')}`;
const BINDING =
  'apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: {name: b}\nroleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: r}\nsubjects:\n- {kind: ServiceAccount, name: default, namespace: x}\n- {kind: User, name: default, apiGroup: rbac.authorization.k8s.io}\n- {kind: ServiceAccount, name: mine, namespace: x}\n- {kind: ServiceAccount, name: other, namespace: x}\n- {kind: User, name: jane, apiGroup: rbac.authorization.k8s.io}\n';
const ACCOUNT =
  'apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: mine, namespace: x}\n';
const COMPONENT =
  'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\ncommonAnnotations: {from: component}\n';
const one = text => ({ files: { 'o.yaml': text } });
const substituted = (text, substitute) => ({
  ...one(text),
  spec: { postBuild: { substitute } },
});
/** One ConfigMap whose values are expressions. */
const expressions = (lines, substitute) =>
  substituted(data('x', lines), substitute);
const withImages = (fileImages, images, ...used) => ({
  files: {
    'kustomization.yaml': `resources: [d.yaml]\nimages:\n${fileImages}`,
    'd.yaml': deployment(...used),
  },
  spec: { images },
});
const file = (text, more = {}) => ({
  files: { 'kustomization.yaml': text, 'o.yaml': map('one'), ...more },
});

export const statements = {
  'KS-11 a path beside others is built alone': {
    path: 'app/prod',
    files: { 'app/prod/a.yaml': map('a'), 'app/b.yaml': map('b') },
  },
  'KS-12 manifests are listed in the order of a walk': {
    files: {
      'b.yaml': map('b'),
      'a/z.yml': map('z'),
      'a.yaml': map('a'),
      '.hidden/h.yaml': map('h'),
      'Z.yaml': map('upper'),
      '.yaml': map('dot'),
      'x.json': '{"a": 1}',
      'y.YAML': 'no: manifest',
      'README.md': '# no',
    },
  },
  'KS-12 a folder with a kustomization of its own is a unit': {
    files: {
      'a.yaml': map('a'),
      'unit/kustomization.yml': 'resources: [in.yaml]\nnamePrefix: p-\n',
      'unit/in.yaml': map('in'),
      'unit/out.yaml': 'no: manifest\n',
      'deep/er/Kustomization': 'resources: [in.yaml]\n',
      'deep/er/in.yaml': map('deep'),
    },
  },
  'KS-12 nothing is built of a folder without manifests': {
    files: { 'README.md': 'x' },
  },
  'KS-12 empty documents are no fault': {
    files: {
      'a.yaml': '---\n# nothing\n---\n',
      'b.yaml': '',
      'c.yaml': '{}\n',
      'd.yaml': map('d'),
    },
  },
  'KS-12 a file without metadata is refused': {
    files: { 'p/cm.yaml': 'foo: bar\n' },
  },
  'KS-12 an object without a name is refused': {
    files: {
      'p/cm.yaml':
        'apiVersion: v1\nkind: ConfigMap\nmetadata: {labels: {a: b}}\n',
    },
  },
  'KS-12 a file that is no YAML is refused': {
    files: { 'p/cm.yaml': 'a: [\n' },
  },
  'KS-12 an empty item of a list is refused': {
    files: { 'cm.yaml': map('a', 'data: {x: [null]}\n') },
  },
  'KS-12 the first of several kustomization files is written, and kustomize refuses both':
    {
      files: {
        Kustomization: 'namePrefix: a-\n',
        'kustomization.yml': 'namePrefix: b-\n',
      },
    },
  'KS-13 namespace, prefix and suffix are set': {
    files: {
      'kustomization.yaml':
        'namespace: old\nnamePrefix: old-\nresources: [o.yaml, n.yaml]\n',
      'o.yaml': map('one', '  namespace: own\n'),
      'n.yaml': space('own'),
    },
    spec: { targetNamespace: 'team', namePrefix: 'p-', nameSuffix: '-s' },
  },
  'KS-13 some subjects of a role binding follow the namespace': {
    files: { 'b.yaml': BINDING, 'a.yaml': ACCOUNT },
    spec: { targetNamespace: 'team' },
  },
  'KS-13 patches come after those of the file': {
    files: {
      'kustomization.yaml':
        'resources: [o.yaml, d.yaml]\npatches:\n- target: {kind: ConfigMap}\n  patch: "- {op: add, path: /data/a, value: file}"\n',
      'o.yaml': data('one', ['a: start']),
      'd.yaml': deployment('nginx'),
    },
    spec: {
      patches: [
        {
          patch:
            '- {op: replace, path: /data/a, value: spec}\n- {op: replace, path: /data/b, value: added}',
          target: { kind: 'ConfigMap', name: 'on.' },
        },
        {
          patch:
            'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: any}\nspec: {replicas: 3}\n',
          target: { labelSelector: 'app=web' },
        },
        {
          patch: '- {op: add, path: /x, value: 1}',
          target: { kind: 'Nothing' },
        },
      ],
    },
  },
  'KS-13 a component is added to those of the file': {
    path: 'app',
    files: {
      'app/kustomization.yaml': 'resources: [o.yaml]\ncomponents: [../first]\n',
      'app/o.yaml': map('one'),
      'first/kustomization.yaml': COMPONENT.replace('from:', 'first:'),
      'second/kustomization.yaml': COMPONENT,
    },
    spec: { components: ['../second'] },
  },
  'KS-13 a missing component is refused': {
    path: 'app',
    files: { 'app/o.yaml': map('one') },
    spec: { components: ['../none'] },
  },
  'KS-13 a missing component is ignored on demand': {
    ...one(map('one')),
    spec: { components: ['none'], ignoreMissingComponents: true },
  },
  'KS-13 a component by URL is refused': {
    ...one(map('one')),
    spec: { components: ['https://example.org/c'] },
  },
  'KS-13 an absolute component is refused': {
    ...one(map('one')),
    spec: { components: ['/etc'] },
  },
  'KS-13 buildMetadata takes the place of that of the file': {
    files: {
      'kustomization.yaml':
        'resources: [o.yaml]\nbuildMetadata: [managedByLabel]\n',
      'o.yaml': map('one'),
    },
    spec: { buildMetadata: ['originAnnotations'] },
  },
  'KS-13 a file is read leniently and written back': file(
    'resources: [o.yaml]\nimages:\n- {name: nginx, newTag: 1.25}\nresourcez: [typo.yaml]\ncommonLabels: {num: 5, yep: true}\nNamePrefix: up-\nnameSuffix: -a\nnameSuffix: -b\n',
  ),
  'KS-13 numbers become text as Go prints them': file(
    'resources: [o.yaml]\ncommonAnnotations: {a: 1.50, b: 1e3, c: 55e5, d: 0x1F, e: 010, f: 1_000, g: off, h: 2024-01-02, i: 12:30, j: 1234567.5, k: 9007199254740993, l: .5, m: -0.0, nn: 1.23456789, o: 18446744073709551616, p: -.inf, q: .nan, r: 1e400, s: 12e4}\n',
  ),
  'KS-13 what is no number is refused where no text is meant': file(
    'resources: [o.yaml]\nunknown: .nan\n',
  ),
  'KS-13 a byte order mark and Windows line ends are read': file(
    '\uFEFFresources: [o.yaml]\r\nnamePrefix: a-\r\n',
  ),
  'KS-13 of several documents the first counts': file(
    'resources: [o.yaml]\n---\nnamePrefix: b-\n',
  ),
  'KS-13 below an embedded type numbers stay numbers': file(
    'resources: [o.yaml]\nconfigMapGenerator:\n- {name: 5, literals: [a=b]}\n',
  ),
  'KS-13 a zero-byte kustomization has no objects': file(''),
  'KS-13 a kustomization of comments has no objects': file('# nothing\n'),
  'KS-13 without resources origins are recorded': file(
    'bases: [base]\nconfigMapGenerator: [{name: g, literals: [a=b]}]\n',
    {
      'base/kustomization.yaml': 'resources: [b.yaml]\n',
      'base/b.yaml': map('b'),
    },
  ),
  'KS-13 a kustomization that is a list is refused': file('- a\n'),
  'KS-13 a field of another type is refused': file('resources: o.yaml\n'),
  'KS-13 a component at the path is refused': file(COMPONENT),
  'KS-13 the old fields still work': file(
    'resources: [o.yaml]\ncommonLabels: {a: b}\npatchesStrategicMerge: [p.yaml]\npatchesJson6902:\n- target: {version: v1, kind: ConfigMap, name: one}\n  patch: \'[{"op": "add", "path": "/data/j", "value": "k"}]\'\nvars:\n- {name: V, objref: {kind: ConfigMap, name: one, apiVersion: v1}}\n',
    { 'p.yaml': data('one', ['p: q']) },
  ),
  'KS-13 a custom schema leaves the merge keys of built-in kinds': file(
    'resources: [d.yaml]\nopenapi: {path: s.json}\npatches: [{path: p.yaml}]\n',
    {
      'd.yaml': deployment('nginx', 'redis'),
      's.json':
        '{"definitions": {"Foo": {"type": "object", "x-kubernetes-group-version-kind": [{"group": "x.io", "version": "v1", "kind": "Foo"}]}}}',
      'p.yaml': deployment('nginx:9'),
    },
  ),
  'KS-13 a key that YAML 1.1 reads as a boolean is refused': file(
    'resources: [o.yaml]\ncommonLabels: {on: x}\n',
  ),
  'KS-14 a new name keeps the tag of the file': withImages(
    '- {name: ghcr.io/o/app, newTag: v1.2.3}\n- {name: nginx, newName: m/nginx, digest: "sha256:aa"}\n',
    [
      { name: 'ghcr.io/o/app', newName: 'reg/app' },
      { name: 'nginx', newTag: '2' },
    ],
    'ghcr.io/o/app',
    'nginx:1',
  ),
  'KS-14 a digest takes the place of a tag': withImages(
    '- {name: alpine, newTag: "3", tagSuffix: -x}\n',
    [{ name: 'alpine', digest: 'sha256:bb' }],
    'alpine:1',
  ),
  'KS-14 tag and digest together are both written': withImages(
    '- {name: other, newTag: "1"}\n',
    [{ name: 'redis', newTag: '7', digest: 'sha256:cc' }],
    'redis:6',
  ),
  'KS-14 one image twice in a spec is merged': withImages(
    '- {name: other, newTag: "1"}\n',
    [
      { name: 'redis', newTag: '7' },
      { name: 'redis', newName: 'mirror/redis' },
      { name: 'redis', digest: 'sha256:dd' },
    ],
    'redis:6',
  ),
  'KS-15 a file outside of the artifact is refused': file(
    'resources: [/etc/hosts.yaml]\n',
  ),
  'KS-15 a folder beside the path needs a kustomization': {
    path: 'app',
    files: {
      'app/kustomization.yaml': 'resources: [../sibling]\n',
      'sibling/a.yaml': map('a'),
    },
  },
  'KS-15 a file beside the path may be read': {
    path: 'app',
    files: {
      'app/kustomization.yaml': 'resources: [../a.yaml]\n',
      'a.yaml': map('a'),
    },
  },
  'KS-15 charts and functions are off': file(
    'helmCharts: [{name: x, repo: "https://example.org"}]\n',
  ),
  'KS-17 an object without apiVersion is refused': one(
    'kind: ConfigMap\nmetadata: {name: a}\n',
  ),
  'KS-17 lists are expanded': one(
    `apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: ConfigMap, metadata: {name: a}}\n- {apiVersion: v1, kind: ConfigMap, metadata: {name: b}}\n---\napiVersion: v1\nkind: ConfigMapList\nitems:\n- {apiVersion: v1, kind: ConfigMap, metadata: {name: c}}\n`,
  ),
  'KS-17 one identity in two files is refused': {
    files: { 'a.yaml': map('dup'), 'b.yaml': map('dup') },
  },
  'KS-17 no namespace and default are one': {
    files: {
      'a.yaml': map('dup'),
      'b.yaml': map('dup', '  namespace: default\n'),
    },
  },
  'KS-17 two objects that substitution makes one are refused': substituted(
    `${map('"a${A}"')}---\n${map('"${B}"')}`,
    { A: 'b', B: 'ab' },
  ),
  'KS-17 an object that substitution makes another one is refused': {
    ...substituted(`${map('same')}---\n${map('"${A}"')}`, { A: 'same' }),
  },
  'KS-17 two namespaces that substitution makes one are refused': substituted(
    `${map('a', '  namespace: one\n')}---\n${map(
      'a',
      '  namespace: "${N}"\n',
    )}`,
    { N: 'one' },
  ),
  'KS-17 objects may change names with each other in turn': substituted(
    `${map('"a-${A}"')}---\n${map('"b-${A}"')}`,
    { A: 'x' },
  ),
  'KS-21 a bad name of a variable is refused': expressions(['a: x'], {
    'a-b': 'V',
  }),
  'KS-21 a digit at the start of a name is read': expressions(
    ['a: "x${1a:=y}"'],
    { v: '1' },
  ),
  'KS-21 nothing is substituted without variables': one(
    data('x', ['a: "${v:=1}"']),
  ),
  'KS-22 line breaks are taken out of values': expressions(['a: "x-${v}"'], {
    v: 'one\ntwo\n',
  }),
  'KS-23 a missing variable is refused': expressions(['a: "${nope}"'], {
    v: '1',
  }),
  'KS-23 an empty variable is set': expressions(['a: "x${v}y"'], { v: '' }),
  'KS-24 only braces are touched': expressions(
    ['a: "$v $${v} $$v $ ${v} $(v) {v}"'],
    { v: 'V' },
  ),
  'KS-24 an object may opt out by label or annotation': substituted(
    `${map(
      'a',
      '  labels: {kustomize.toolkit.fluxcd.io/substitute: disabled}\ndata: {a: "${v}"}\n',
    )}---\n${map(
      'b',
      '  annotations: {kustomize.toolkit.fluxcd.io/substitute: disabled}\ndata: {a: "${v}"}\n',
    )}---\n${map(
      'c',
      '  annotations: {kustomize.toolkit.fluxcd.io/substitute: Disabled}\ndata: {a: "${v}"}\n',
    )}`,
    { v: 'V' },
  ),
  'KS-25 types are read again': substituted(
    `apiVersion: x.io/v1\nkind: Foo\nmetadata:\n  name: "n-\${num}"\nspec:\n  n: "\${num}"\n  b: "\${yes}"\n  s: "v\${num}"\n  q: '"\${num}"'\n  plain: \${num}\n  k\${num}: x\n  list: ["\${num}", "\${text}"] # \${nope}\n`,
    { num: '5', yes: 'true', text: 'a: b' },
  ),
  'KS-25 a value that breaks the YAML is refused': expressions(['a: ${v}'], {
    v: '[',
  }),
  'KS-26 operators give defaults': expressions(
    [
      'a: "${x:-d}"',
      'b: "${x:=d}"',
      'c: "${x=d}"',
      'd: "${x:+d}"',
      'e: "${x:?d}"',
      'f: "${x:=${v}}"',
      'g: "${e:-d}"',
      'h: "${v:-d}"',
    ],
    { v: 'V', e: '' },
  ),
  'KS-26 a dash without a colon is refused': expressions(['a: "${x-d}"'], {
    v: '1',
  }),
  'KS-26 a plus without a colon is refused': expressions(['a: "${x+d}"'], {
    v: '1',
  }),
  'KS-26 no name is refused': expressions(['a: "${}"'], { v: '1' }),
  'KS-26 a dot in a name is refused': expressions(['a: "${a.b}"'], { v: '1' }),
  'KS-26 an open brace is refused': expressions(['a: "${v"'], { v: '1' }),
  'KS-27 functions': expressions(
    [
      'a: "${#v}"',
      'b: "${v^}"',
      'c: "${v^^}"',
      'd: "${w,}"',
      'e: "${w,,}"',
      'f: "${v:2}"',
      'g: "${v:1:2}"',
      'h: "x${v:99}"',
      'i: "${v/l/L}"',
      'j: "${v//l/L}"',
      'k: "${v/#h/H}"',
      'l: "${v/%o/O}"',
      'm: "${p#*/}"',
      'n: "${p##*/}"',
      'o: "${p%/*}"',
      'p: "${p%%/*}"',
      'q: "${v:-2:1}"',
      'r: "${v: -2}"',
      's: "${#u}"',
    ],
    { v: 'hello', w: 'WORD', p: 'a/b/c', u: 'é' },
  ),
};
