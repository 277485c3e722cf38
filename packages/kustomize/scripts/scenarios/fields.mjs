// Replacements, generators, names, components, vars, plugins, loading.
import { indent } from './workloads.mjs';

const CM =
  'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: source\ndata:\n  host: db.example.io\n  port: "5432"\n  url: http://a:80/x\n  config.json: \'{"a": {"b": 1}, "list": ["x", "y"]}\'\n  config.yaml: |\n    server:\n      port: 80\n';
const WEB =
  'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\n  labels: {app: web}\nspec:\n  replicas: 1\n  template:\n    spec:\n      containers:\n      - name: main\n        image: nginx:1.0\n        env:\n        - name: HOST\n          value: old\n        - name: PORT\n          value: "1"\n      - name: side\n        image: busybox:2.0\n';
const ROLE = 'apiVersion: rbac.authorization.k8s.io/v1\n';

export const scenarios = {};

const REPLACEMENTS = {
  'copies-a-value': [
    'data.host',
    'spec.template.spec.containers.[name=main].env.[name=HOST].value',
  ],
  'by-list-position': [
    'data.host',
    'spec.template.spec.containers.0.env.0.value',
  ],
  'to-every-item': ['data.host', 'spec.template.spec.containers.*.image'],
  'string-into-number': ['data.port', 'spec.replicas'],
  'text-into-number-is-refused': ['data.host', 'spec.replicas'],
  'to-a-missing-field-is-refused': ['data.host', 'spec.missing'],
  'creates-a-field': ['data.host', 'spec.made.deep', '', 'create: true'],
  'creates-a-list-item': [
    'data.host',
    'spec.template.spec.containers.[name=new].image',
    '',
    'create: true',
  ],
  'creates-an-annotation': [
    'data.host',
    'metadata.annotations.[x.io/host]',
    '',
    'create: true',
  ],
  'source-part-by-delimiter': [
    'data.host',
    'metadata.labels.app',
    'delimiter: ".", index: 1',
  ],
  'source-index-out-of-range': [
    'data.host',
    'metadata.labels.app',
    'delimiter: ".", index: 9',
  ],
  'target-part-by-delimiter': [
    'data.port',
    'spec.template.spec.containers.0.image',
    '',
    'delimiter: ":", index: 1',
  ],
  'target-part-appended': [
    'data.port',
    'spec.template.spec.containers.0.image',
    '',
    'delimiter: ":", index: 9',
  ],
  'target-part-prepended': [
    'data.port',
    'spec.template.spec.containers.0.image',
    '',
    'delimiter: ":", index: -1',
  ],
  'whole-map': [
    'data',
    'spec.template.metadata.annotations',
    '',
    'create: true',
  ],
  'missing-source-field-is-refused': ['data.nothing', 'metadata.name'],
  'position-out-of-range-is-refused': [
    'data.host',
    'spec.template.spec.containers.7.image',
  ],
  'pattern-in-a-condition': [
    'data.host',
    'spec.template.spec.containers.[name=mai.*].image',
  ],
  'wildcard-in-source-is-refused': ['data.*', 'metadata.name'],
};
for (const [name, [from, to, sourceOptions, options]] of Object.entries(
  REPLACEMENTS,
)) {
  scenarios[`replacement-${name}`] = {
    'objects.yaml': `${CM}---\n${WEB}`,
    'kustomization.yaml': `resources: [objects.yaml]\nreplacements:\n- source:\n    kind: ConfigMap\n    name: source\n    fieldPath: ${from}\n${
      sourceOptions ? `    options: {${sourceOptions}}\n` : ''
    }  targets:\n  - select: {kind: Deployment}\n    fieldPaths: ["${to}"]\n${
      options ? `    options: {${options}}\n` : ''
    }`,
  };
}
const replacement = (body, extra = {}) => ({
  'objects.yaml': `${CM}---\n${WEB}---\n${WEB.replace(/web/g, 'api')}`,
  'kustomization.yaml': `resources: [objects.yaml]\nreplacements:\n${body}`,
  ...extra,
});
Object.assign(scenarios, {
  'replacement-into-json-text': replacement(
    '- source: {kind: ConfigMap, name: source, fieldPath: data.host}\n  targets:\n  - select: {kind: ConfigMap}\n    fieldPaths: ["data.config\\\\.json.a.b"]\n',
  ),
  'replacement-into-json-list': replacement(
    '- source: {kind: ConfigMap, name: source, fieldPath: data.host}\n  targets:\n  - select: {kind: ConfigMap}\n    fieldPaths: ["data.config\\\\.json.list.1"]\n',
  ),
  'replacement-into-yaml-text': replacement(
    '- source: {kind: ConfigMap, name: source, fieldPath: data.port}\n  targets:\n  - select: {kind: ConfigMap}\n    fieldPaths: ["data.config\\\\.yaml.server.port"]\n',
  ),
  'replacement-default-path-is-the-name': replacement(
    '- source: {kind: ConfigMap, name: source}\n  targets:\n  - select: {kind: Deployment, name: web}\n    fieldPaths: [metadata.labels.app]\n',
  ),
  'replacement-rejects': replacement(
    '- source: {kind: ConfigMap, name: source}\n  targets:\n  - select: {kind: Deployment}\n    reject: [{name: api}]\n    fieldPaths: [metadata.labels.app]\n',
  ),
  'replacement-rejects-by-label': replacement(
    '- source: {kind: ConfigMap, name: source}\n  targets:\n  - select: {kind: Deployment}\n    reject: [{labelSelector: "app=api"}]\n    fieldPaths: [metadata.labels.app]\n',
  ),
  'replacement-source-value': replacement(
    '- sourceValue: fixed\n  targets:\n  - select: {kind: Deployment}\n    fieldPaths: [metadata.labels.app]\n',
  ),
  'replacement-from-a-file': replacement('- path: r.yaml\n', {
    'r.yaml':
      'source: {kind: ConfigMap, name: source}\ntargets:\n- select: {kind: Deployment}\n  fieldPaths: [metadata.labels.app]\n',
  }),
  'replacement-list-from-a-file': replacement('- path: r.yaml\n', {
    'r.yaml':
      '- source: {kind: ConfigMap, name: source}\n  targets:\n  - select: {kind: Deployment}\n    fieldPaths: [metadata.labels.app]\n',
  }),
  'replacement-several-sources-are-refused': replacement(
    '- source: {kind: Deployment}\n  targets:\n  - select: {kind: ConfigMap}\n    fieldPaths: [data.host]\n',
  ),
  'replacement-no-source-is-refused': replacement(
    '- source: {kind: Nothing}\n  targets:\n  - select: {kind: ConfigMap}\n    fieldPaths: [data.host]\n',
  ),
  'replacement-without-targets-is-refused': replacement(
    '- source: {kind: ConfigMap}\n',
  ),
  'replacement-without-select-is-refused': replacement(
    '- source: {kind: ConfigMap, name: source}\n  targets:\n  - fieldPaths: [data.host]\n',
  ),
});

const generate = (kind, body, files = {}) => ({
  'kustomization.yaml': `${kind}Generator:\n- name: made\n${indent(body, 2)}\n`,
  ...files,
});
for (const kind of ['configMap', 'secret']) {
  const id = kind === 'configMap' ? 'config-map' : 'secret';
  Object.assign(scenarios, {
    [`${id}-from-literals`]: generate(
      kind,
      'literals: [a=1, "b=two words", "c=\'quoted\'", \'d="q"\', "e=", "f=x=y"]',
    ),
    [`${id}-from-a-file`]: generate(kind, 'files: [note.txt]', {
      'note.txt': 'hello\nworld\n',
    }),
    [`${id}-from-a-file-with-a-key`]: generate(
      kind,
      'files: [key.name=note.txt]',
      { 'note.txt': 'no newline' },
    ),
    [`${id}-from-an-env-file`]: generate(kind, 'envs: [a.env]', {
      'a.env': '\ufeffA=1\n# comment\n\n  B= two \nC\nD="q"\r\n',
    }),
    [`${id}-from-old-env-field`]: generate(kind, 'env: a.env', {
      'a.env': 'A=1\n',
    }),
    [`${id}-from-all-sources`]: generate(
      kind,
      'envs: [a.env]\nliterals: [l=1]\nfiles: [note.txt]',
      { 'a.env': 'A=1\n', 'note.txt': 'n' },
    ),
    [`${id}-long-text`]: generate(kind, 'files: [note.txt]', {
      'note.txt': `${'words and words '.repeat(40)}\n`,
    }),
    [`${id}-special-text`]: generate(kind, 'files: [note.txt]', {
      'note.txt':
        'tab\there\n  indented\n\u00e9\u4e2d\n"quotes" <html> & \\ \n',
    }),
    [`${id}-repeated-key-is-refused`]: generate(kind, 'literals: [a=1, a=2]'),
    [`${id}-bad-literal-is-refused`]: generate(kind, 'literals: [novalue]'),
    [`${id}-literal-without-key-is-refused`]: generate(
      kind,
      'literals: ["=x"]',
    ),
    [`${id}-missing-file-is-refused`]: generate(kind, 'files: [nothing.txt]'),
    [`${id}-bad-file-source-is-refused`]: generate(kind, 'files: ["a=b=c"]'),
    [`${id}-without-hash`]: generate(
      kind,
      'literals: [a=1]\noptions: {disableNameSuffixHash: true}',
    ),
    [`${id}-immutable-with-labels`]: generate(
      kind,
      'literals: [a=1]\noptions: {immutable: true, labels: {l: "1"}, annotations: {n: "true"}}',
    ),
    [`${id}-in-a-namespace`]: generate(
      kind,
      'namespace: prod\nliterals: [a=1]',
    ),
    [`${id}-empty`]: generate(kind, 'options: {}'),
    [`${id}-common-options`]: {
      'kustomization.yaml': `generatorOptions:\n  labels: {l: common}\n  annotations: {n: common}\n  immutable: true\n${kind}Generator:\n- name: one\n  literals: [a=1]\n- name: two\n  literals: [a=1]\n  options: {labels: {l: own}, disableNameSuffixHash: true}\n`,
    },
    [`${id}-merges-into-a-base`]: {
      'base/kustomization.yaml': `${kind}Generator:\n- name: made\n  literals: [a=1, b=1]\n`,
      'kustomization.yaml': `resources: [base]\nnamePrefix: p-\n${kind}Generator:\n- name: made\n  behavior: merge\n  literals: [b=2, c=2]\n`,
    },
    [`${id}-replaces-a-base`]: {
      'base/kustomization.yaml': `${kind}Generator:\n- name: made\n  literals: [a=1, b=1]\n`,
      'kustomization.yaml': `resources: [base]\n${kind}Generator:\n- name: made\n  behavior: replace\n  literals: [c=2]\n`,
    },
    [`${id}-create-of-existing-is-refused`]: {
      'base/kustomization.yaml': `${kind}Generator:\n- name: made\n  literals: [a=1]\n`,
      'kustomization.yaml': `resources: [base]\n${kind}Generator:\n- name: made\n  literals: [c=2]\n`,
    },
    [`${id}-merge-of-missing-is-refused`]: generate(
      kind,
      'behavior: merge\nliterals: [a=1]',
    ),
  });
}
scenarios['secret-of-a-type'] = generate(
  'secret',
  'type: kubernetes.io/tls\nliterals: [tls.crt=x, tls.key=y]',
);
scenarios['generator-without-name-is-refused'] = {
  'kustomization.yaml': 'configMapGenerator:\n- literals: [a=1]\n',
};

const web = (name, extra = '') =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: ${name}\nspec:\n  template:\n    spec:\n      containers:\n      - name: main\n        image: nginx\n        envFrom:\n        - configMapRef: {name: settings}\n${extra}`;
const map = name =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n`;
const k = fields => `${fields}\n`;

Object.assign(scenarios, {
  'diamond-of-two-prefixed-overlays': {
    'base/o.yaml': `${web('web')}---\n${map('settings')}`,
    'base/kustomization.yaml': k('resources: [o.yaml]'),
    'a/kustomization.yaml': k('resources: [../base]\nnamePrefix: a-'),
    'b/kustomization.yaml': k('resources: [../base]\nnamePrefix: b-'),
    'kustomization.yaml': k('resources: [a, b]'),
  },
  'diamond-of-two-namespaces': {
    'base/o.yaml': `${web('web')}---\n${map('settings')}`,
    'base/kustomization.yaml': k('resources: [o.yaml]'),
    'a/kustomization.yaml': k('resources: [../base]\nnamespace: a'),
    'b/kustomization.yaml': k(
      'resources: [../base]\nnamespace: b\nnameSuffix: -x',
    ),
    'kustomization.yaml': k('resources: [a, b]\nnamePrefix: top-'),
  },
  'diamond-without-difference-is-refused': {
    'base/o.yaml': map('settings'),
    'base/kustomization.yaml': k('resources: [o.yaml]'),
    'a/kustomization.yaml': k('resources: [../base]'),
    'b/kustomization.yaml': k('resources: [../base]'),
    'kustomization.yaml': k('resources: [a, b]'),
  },
  'prefixes-and-suffixes-add-up-over-levels': {
    'base/o.yaml': `${web('web')}---\n${map('settings')}`,
    'base/kustomization.yaml': k(
      'resources: [o.yaml]\nnamePrefix: a-\nnameSuffix: -z',
    ),
    'mid/kustomization.yaml': k(
      'resources: [../base]\nnamePrefix: b-\nnameSuffix: -y',
    ),
    'kustomization.yaml': k('resources: [mid]\nnamePrefix: c-'),
  },
  'overlay-refers-to-a-name-of-its-base': {
    'base/o.yaml': map('settings'),
    'base/kustomization.yaml': k('resources: [o.yaml]\nnamePrefix: a-'),
    'w.yaml': web('web'),
    'kustomization.yaml': k('resources: [base, w.yaml]'),
  },
  'prefix-leaves-namespaces-and-crds': {
    'o.yaml': `apiVersion: v1\nkind: Namespace\nmetadata: {name: n}\n---\napiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: foos.x.io}\n---\n${map(
      'settings',
    )}`,
    'kustomization.yaml': k(
      'resources: [o.yaml]\nnamePrefix: p-\nnamespace: ns',
    ),
  },
  'role-binding-follows-role-and-account': {
    'o.yaml': `${ROLE}kind: Role\nmetadata: {name: r}\n---\n${ROLE}kind: ClusterRole\nmetadata: {name: r}\n---\n${ROLE}kind: RoleBinding\nmetadata: {name: rb}\nroleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: r}\nsubjects:\n- {kind: ServiceAccount, name: sa}\n- {kind: ServiceAccount, name: default, namespace: x}\n- {kind: User, name: default}\n---\napiVersion: v1\nkind: ServiceAccount\nmetadata: {name: sa}\n`,
    'kustomization.yaml': k(
      'resources: [o.yaml]\nnamePrefix: p-\nnamespace: ns',
    ),
  },
  'role-binding-to-account-in-other-namespace': {
    'o.yaml': `${ROLE}kind: RoleBinding\nmetadata: {name: rb, namespace: a}\nroleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: r}\nsubjects:\n- {kind: ServiceAccount, name: sa, namespace: b}\n---\napiVersion: v1\nkind: ServiceAccount\nmetadata: {name: sa, namespace: b}\n---\napiVersion: v1\nkind: ServiceAccount\nmetadata: {name: sa, namespace: a}\n`,
    'kustomization.yaml': k('resources: [o.yaml]\nnamePrefix: p-'),
  },
  'cluster-role-binding-follows-namespace': {
    'o.yaml': `${ROLE}kind: ClusterRoleBinding\nmetadata: {name: crb}\nroleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cr}\nsubjects:\n- {kind: ServiceAccount, name: sa, namespace: old}\n---\napiVersion: v1\nkind: ServiceAccount\nmetadata: {name: sa, namespace: old}\n`,
    'kustomization.yaml': k(
      'resources: [o.yaml]\nnamespace: new\nnameSuffix: -s',
    ),
  },
  'role-resource-names-follow': {
    'o.yaml': `${ROLE}kind: Role\nmetadata: {name: r}\nrules:\n- resources: [configmaps]\n  resourceNames: [settings, other]\n---\n${map(
      'settings',
    )}`,
    'kustomization.yaml': k('resources: [o.yaml]\nnamePrefix: p-'),
  },
  'webhook-service-follows-with-namespace': {
    'o.yaml':
      'apiVersion: admissionregistration.k8s.io/v1\nkind: ValidatingWebhookConfiguration\nmetadata: {name: w}\nwebhooks:\n- name: a\n  clientConfig:\n    service: {name: svc, namespace: default}\n---\napiVersion: v1\nkind: Service\nmetadata: {name: svc}\n',
    'kustomization.yaml': k(
      'resources: [o.yaml]\nnamePrefix: p-\nnamespace: ns',
    ),
  },
  'ingress-follows-service-and-secret': {
    'o.yaml':
      'apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: i\n  annotations: {nginx.ingress.kubernetes.io/auth-secret: tls}\nspec:\n  defaultBackend: {service: {name: svc}}\n  tls: [{secretName: tls}]\n  rules:\n  - http: {paths: [{backend: {service: {name: svc}}}]}\n---\napiVersion: v1\nkind: Service\nmetadata: {name: svc}\n---\napiVersion: v1\nkind: Secret\nmetadata: {name: tls}\n',
    'kustomization.yaml': k('resources: [o.yaml]\nnameSuffix: -s'),
  },
  'autoscaler-follows-deployment': {
    'o.yaml': `apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {name: h}\nspec:\n  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}\n---\n${web(
      'web',
    )}`,
    'kustomization.yaml': k('resources: [o.yaml]\nnamePrefix: p-'),
  },
  'reference-in-other-namespace-stays': {
    'o.yaml': `${web('web').replace(
      '  name: web\n',
      '  name: web\n  namespace: a\n',
    )}---\n${map('settings').trimEnd()}\n  namespace: b\n`,
    'kustomization.yaml': k('resources: [o.yaml]\nnamePrefix: p-'),
  },
  'namespace-collision-is-refused': {
    'o.yaml': `${map('settings')}  namespace: a\n---\n${map(
      'settings',
    )}  namespace: b\n`,
    'kustomization.yaml': k('resources: [o.yaml]\nnamespace: c'),
  },
  'component-changes-its-parent': {
    'o.yaml': web('web'),
    'c/kustomization.yaml': k(
      'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nnamePrefix: c-\nconfigMapGenerator:\n- {name: settings, literals: [a=1]}\npatches:\n- target: {kind: Deployment}\n  patch: |-\n    - {op: add, path: /spec/paused, value: true}',
    ),
    'kustomization.yaml': k(
      'resources: [o.yaml]\ncomponents: [c]\nnameSuffix: -s',
    ),
  },
  'components-in-order': {
    'o.yaml': web('web'),
    'a/kustomization.yaml': k(
      'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nimages: [{name: nginx, newTag: a}]',
    ),
    'b/kustomization.yaml': k(
      'kind: Component\nimages: [{name: nginx, newTag: b}]',
    ),
    'kustomization.yaml': k('resources: [o.yaml]\ncomponents: [a, b]'),
  },
  'component-as-resource-is-refused': {
    'c/kustomization.yaml': k('kind: Component\nnamePrefix: c-'),
    'kustomization.yaml': k('resources: [c]'),
  },
  'kustomization-as-component-is-refused': {
    'c/kustomization.yaml': k('namePrefix: c-'),
    'kustomization.yaml': k('components: [c]'),
  },
  'missing-component-is-refused': {
    'kustomization.yaml': k('components: [nothing]'),
  },
  'vars-are-replaced': {
    'o.yaml': `${web(
      'web',
      '        args: ["--s", $(SVC), "x-$(SVC)-y", $$(SVC), $(OTHER), $(SVC]\n',
    )}---\napiVersion: v1\nkind: Service\nmetadata: {name: svc}\nspec: {ports: [{port: 80}]}\n`,
    'kustomization.yaml': k(
      'resources: [o.yaml]\nnamePrefix: p-\nvars:\n- name: SVC\n  objref: {apiVersion: v1, kind: Service, name: svc}\n- name: PORT\n  objref: {apiVersion: v1, kind: Service, name: svc}\n  fieldref: {fieldPath: "spec.ports[0].port"}',
    ),
  },
  'var-keeps-its-type': {
    'o.yaml':
      'apiVersion: v1\nkind: Service\nmetadata: {name: svc, annotations: {r: $(REPLICAS)}}\nspec: {ports: [{port: $(REPLICAS)}]}\n---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {name: d}\nspec: {replicas: 3}\n',
    'kustomization.yaml': k(
      'resources: [o.yaml]\nvars:\n- name: REPLICAS\n  objref: {apiVersion: apps/v1, kind: Deployment, name: d}\n  fieldref: {fieldPath: spec.replicas}',
    ),
  },
  'var-without-source-is-refused': {
    'o.yaml': map('settings'),
    'kustomization.yaml': k(
      'resources: [o.yaml]\nvars:\n- name: V\n  objref: {apiVersion: v1, kind: Service, name: nothing}',
    ),
  },
  'var-twice-is-refused': {
    'o.yaml': map('settings'),
    'kustomization.yaml': k(
      'resources: [o.yaml]\nvars:\n- name: V\n  objref: {apiVersion: v1, kind: ConfigMap, name: settings}\n- name: V\n  objref: {apiVersion: v1, kind: ConfigMap, name: settings}',
    ),
  },
  'replicas-by-name': {
    'o.yaml': `${web('web')}---\n${web('api')}`,
    'kustomization.yaml': k(
      'resources: [o.yaml]\nreplicas: [{name: web, count: 5}]',
    ),
  },
  'replicas-by-name-before-prefix': {
    'base/o.yaml': web('web'),
    'base/kustomization.yaml': k('resources: [o.yaml]\nnamePrefix: p-'),
    'kustomization.yaml': k(
      'resources: [base]\nreplicas: [{name: web, count: 0}]',
    ),
  },
  'replicas-without-match-are-refused': {
    'o.yaml': web('web'),
    'kustomization.yaml': k(
      'resources: [o.yaml]\nreplicas: [{name: nothing, count: 5}]',
    ),
  },
  'image-tag-suffix': {
    'o.yaml': web('web').replace('nginx', 'nginx:1'),
    'kustomization.yaml': k(
      'resources: [o.yaml]\nimages: [{name: nginx, tagSuffix: -alpine}]',
    ),
  },
  'image-name-pattern': {
    'o.yaml': web('web').replace('nginx', 'reg.io/team/nginx:1'),
    'kustomization.yaml': k(
      'resources: [o.yaml]\nimages: [{name: ".*/nginx", newTag: "9"}]',
    ),
  },
  'image-tag-and-digest-given': {
    'o.yaml': web('web').replace('nginx', 'nginx:1@sha256:aaa'),
    'kustomization.yaml': k(
      'resources: [o.yaml]\nimages: [{name: nginx, newTag: "9", digest: "sha256:bbb"}]',
    ),
  },
  'image-with-port-in-registry': {
    'o.yaml': web('web').replace('nginx', 'reg.io:5000/nginx'),
    'kustomization.yaml': k(
      'resources: [o.yaml]\nimages: [{name: "reg.io:5000/nginx", newTag: "9"}]',
    ),
  },
  'image-old-field': {
    'o.yaml': web('web'),
    'kustomization.yaml': k(
      'resources: [o.yaml]\nimageTags: [{name: nginx, newTag: "9"}]',
    ),
  },
  'labels-with-own-fields': {
    'o.yaml': `apiVersion: x.io/v1\nkind: Foo\nmetadata: {name: f}\nspec: {}\n---\n${web(
      'web',
    )}`,
    'kustomization.yaml': k(
      'resources: [o.yaml]\nlabels:\n- pairs: {a: "1"}\n  fields: [{path: spec/labels, kind: Foo, create: true}]',
    ),
  },
  'label-fields-in-conflict-are-refused': {
    'o.yaml': web('web'),
    'kustomization.yaml': k(
      'resources: [o.yaml]\nlabels:\n- pairs: {a: "1"}\n  fields: [{path: metadata/labels}]',
    ),
  },
  'labels-on-null-metadata-labels': {
    'o.yaml':
      'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: c\n  labels:\n  annotations: null\n',
    'kustomization.yaml': k(
      'resources: [o.yaml]\ncommonLabels: {a: b}\ncommonAnnotations: {c: d}',
    ),
  },
  'number-label-is-refused': {
    'o.yaml': web('web'),
    'kustomization.yaml': k('resources: [o.yaml]\ncommonLabels: {a: 5}'),
  },
  'configurations-add-fields': {
    'o.yaml': `apiVersion: x.io/v1\nkind: Foo\nmetadata: {name: f}\nspec:\n  image: nginx\n  ref: {name: settings}\n---\n${map(
      'settings',
    )}`,
    'c.yaml':
      'images:\n- {path: spec/image, kind: Foo}\nnameReference:\n- kind: ConfigMap\n  fieldSpecs:\n  - {path: spec/ref/name, kind: Foo}\ncommonLabels:\n- {path: spec/labels, kind: Foo, create: true}\nnamespace:\n- {path: spec/ns, kind: Foo, create: true}\n',
    'kustomization.yaml': k(
      'resources: [o.yaml]\nconfigurations: [c.yaml]\nnamePrefix: p-\nnamespace: n\ncommonLabels: {l: "1"}\nimages: [{name: nginx, newTag: "9"}]',
    ),
  },
  'configurations-with-unknown-field-are-refused': {
    'o.yaml': map('settings'),
    'c.yaml': 'banana: []\n',
    'kustomization.yaml': k('resources: [o.yaml]\nconfigurations: [c.yaml]'),
  },
  'crds-say-which-fields-are-names': {
    'o.yaml': `apiVersion: x.io/v1\nkind: Foo\nmetadata: {name: f}\nspec:\n  ref: {name: settings}\n---\n${map(
      'settings',
    )}`,
    'crd.json': JSON.stringify({
      'io.x.Foo': {
        Schema: {
          properties: {
            apiVersion: {},
            kind: {},
            metadata: {},
            spec: { $ref: 'io.x.FooSpec' },
          },
        },
      },
      'io.x.FooSpec': {
        Schema: {
          properties: {
            ref: {
              'x-kubernetes-object-ref-api-version': 'v1',
              'x-kubernetes-object-ref-kind': 'ConfigMap',
            },
          },
        },
      },
    }),
    'kustomization.yaml': k(
      'resources: [o.yaml]\ncrds: [crd.json]\nnamePrefix: p-',
    ),
  },
  'openapi-path-gives-merge-keys': {
    'o.yaml':
      'apiVersion: x.io/v1\nkind: Foo\nmetadata: {name: f}\nspec:\n  items:\n  - {id: a, v: 1}\n  - {id: b, v: 2}\n',
    's.json': JSON.stringify({
      definitions: {
        Foo: {
          type: 'object',
          properties: {
            spec: {
              type: 'object',
              properties: {
                items: {
                  type: 'array',
                  items: { type: 'object' },
                  'x-kubernetes-patch-strategy': 'merge',
                  'x-kubernetes-patch-merge-key': 'id',
                },
              },
            },
          },
          'x-kubernetes-group-version-kind': [
            { group: 'x.io', version: 'v1', kind: 'Foo' },
          ],
        },
      },
    }),
    'kustomization.yaml': k(
      'resources: [o.yaml]\nopenapi: {path: s.json}\npatches:\n- patch: |-\n    apiVersion: x.io/v1\n    kind: Foo\n    metadata: {name: f}\n    spec:\n      items:\n      - {id: b, v: 9}',
    ),
  },
  'openapi-unknown-version-is-refused': {
    'o.yaml': map('settings'),
    'kustomization.yaml': k('resources: [o.yaml]\nopenapi: {version: v1.99.0}'),
  },
  'sort-fifo': {
    'o.yaml': `${web('web')}---\n${map(
      'settings',
    )}---\napiVersion: v1\nkind: Namespace\nmetadata: {name: n}\n`,
    'kustomization.yaml': k('resources: [o.yaml]\nsortOptions: {order: fifo}'),
  },
  'sort-own-order': {
    'o.yaml': `${web('web')}---\n${map(
      'settings',
    )}---\napiVersion: v1\nkind: Namespace\nmetadata: {name: n}\n`,
    'kustomization.yaml': k(
      'resources: [o.yaml]\nsortOptions: {order: legacy, legacySortOptions: {orderFirst: [ConfigMap], orderLast: [Namespace]}}',
    ),
  },
  'sort-unknown-order-is-refused': {
    'o.yaml': map('settings'),
    'kustomization.yaml': k(
      'resources: [o.yaml]\nsortOptions: {order: banana}',
    ),
  },
  'build-metadata-origins': {
    'base/o.yaml': map('settings'),
    'base/kustomization.yaml': k('resources: [o.yaml]'),
    'kustomization.yaml': k(
      'resources: [base]\nconfigMapGenerator: [{name: g, literals: [a=1]}]\nbuildMetadata: [originAnnotations]',
    ),
  },
  'build-metadata-transformations': {
    'o.yaml': map('settings'),
    'kustomization.yaml': k(
      'resources: [o.yaml]\nnamePrefix: p-\ncommonLabels: {a: b}\nbuildMetadata: [originAnnotations, transformerAnnotations]',
    ),
  },
  'transformer-file': {
    'o.yaml': map('settings'),
    't.yaml':
      'apiVersion: builtin\nkind: PrefixTransformer\nmetadata: {name: t}\nprefix: t-\nfieldSpecs: [{path: metadata/name}]\n',
    'kustomization.yaml': k('resources: [o.yaml]\ntransformers: [t.yaml]'),
  },
  'transformer-directory': {
    'o.yaml': map('settings'),
    't/t.yaml':
      'apiVersion: builtin\nkind: SuffixTransformer\nmetadata: {name: t}\nsuffix: -t\nfieldSpecs: [{path: metadata/name}]\n',
    't/kustomization.yaml': k('resources: [t.yaml]'),
    'kustomization.yaml': k('resources: [o.yaml]\ntransformers: [t]'),
  },
  'generator-inline': {
    'kustomization.yaml': k(
      'generators:\n- |-\n  apiVersion: builtin\n  kind: ConfigMapGenerator\n  metadata: {name: g}\n  literals: [a=1]',
    ),
  },
  'exec-plugin-is-refused': {
    'o.yaml': map('settings'),
    'kustomization.yaml': k(
      'resources: [o.yaml]\ntransformers:\n- |-\n  apiVersion: x.io/v1\n  kind: Foo\n  metadata:\n    name: f\n    annotations:\n      config.kubernetes.io/function: |\n        exec: {path: ./run}',
    ),
  },
  'container-function-is-refused': {
    'o.yaml': map('settings'),
    'kustomization.yaml': k(
      'resources: [o.yaml]\ngenerators:\n- |-\n  apiVersion: x.io/v1\n  kind: Foo\n  metadata:\n    name: f\n    annotations:\n      config.kubernetes.io/function: |\n        container: {image: x}',
    ),
  },
  'value-add-transformer': {
    'o.yaml': map('settings'),
    'kustomization.yaml': k(
      'resources: [o.yaml]\ntransformers:\n- |-\n  apiVersion: builtin\n  kind: ValueAddTransformer\n  metadata: {name: v}\n  value: added\n  targets:\n  - {fieldPath: metadata/namespace}\n  - {fieldPath: data/path, filePathPosition: 2}',
    ),
  },
  'namespace-transformer-unset-only': {
    'o.yaml': `${map('a')}---\n${map('b')}  namespace: own\n`,
    'kustomization.yaml': k(
      'resources: [o.yaml]\ntransformers:\n- |-\n  apiVersion: builtin\n  kind: NamespaceTransformer\n  metadata: {name: n, namespace: ns}\n  unsetOnly: true',
    ),
  },
  'iam-policy-generator': {
    'kustomization.yaml': k(
      'generators:\n- |-\n  apiVersion: builtin\n  kind: IAMPolicyGenerator\n  metadata: {name: i}\n  cloud: gke\n  kubernetesService: {name: k}\n  serviceAccount: {name: s, projectId: p}',
    ),
  },
  'validator-that-changes-is-refused': {
    'o.yaml': map('settings'),
    'kustomization.yaml': k(
      'resources: [o.yaml]\nvalidators:\n- |-\n  apiVersion: builtin\n  kind: PrefixTransformer\n  metadata: {name: t}\n  prefix: t-\n  fieldSpecs: [{path: metadata/name}]',
    ),
  },
  'helm-charts-need-the-flag': {
    'kustomization.yaml': k('helmCharts: [{name: x}]'),
  },
  'bases-are-resources': {
    'base/o.yaml': map('settings'),
    'base/kustomization.yml': k('resources: [o.yaml]'),
    'kustomization.yaml': k('bases: [base]'),
  },
  'file-called-kustomization': {
    'o.yaml': map('settings'),
    Kustomization: k('resources: [o.yaml]'),
  },
  'two-kustomization-files-are-refused': {
    'o.yaml': map('settings'),
    'kustomization.yaml': k('resources: [o.yaml]'),
    'kustomization.yml': k('resources: [o.yaml]'),
  },
  'no-kustomization-file-is-refused': { 'o.yaml': map('settings') },
  'empty-kustomization-is-refused': { 'kustomization.yaml': '# nothing\n' },
  'kustomization-with-empty-resources': {
    'kustomization.yaml': k('resources: []'),
  },
  'unknown-field-is-refused': { 'kustomization.yaml': k('resourcez: [a]') },
  'field-names-in-any-case': {
    'o.yaml': map('settings'),
    'kustomization.yaml': k('Resources: [o.yaml]\nNAMEPREFIX: p-'),
  },
  'wrong-type-is-refused': { 'kustomization.yaml': k('resources: o.yaml') },
  'wrong-kind-is-refused': {
    'kustomization.yaml': k('kind: Banana\nresources: [o.yaml]'),
  },
  'wrong-api-version-is-refused': {
    'kustomization.yaml': k(
      'apiVersion: v1\nkind: Kustomization\nresources: [o.yaml]',
    ),
  },
  'bad-yaml-kustomization-is-refused': {
    'kustomization.yaml': 'resources: [a\n',
  },
  'missing-resource-is-refused': {
    'kustomization.yaml': k('resources: [nothing.yaml]'),
  },
  'missing-directory-is-refused': {
    'kustomization.yaml': k('resources: [nothing]'),
  },
  'directory-without-kustomization-is-refused': {
    'd/o.yaml': map('settings'),
    'kustomization.yaml': k('resources: [d]'),
  },
  'resource-above-the-root-is-refused': {
    'top/kustomization.yaml': k('resources: [../o.yaml]'),
    'o.yaml': map('settings'),
    'kustomization.yaml': k('resources: [top]'),
  },
  'absolute-base-is-refused': {
    'kustomization.yaml': k('resources: [/nowhere]'),
  },
  'cycle-is-refused': {
    'a/kustomization.yaml': k('resources: [../b]'),
    'b/kustomization.yaml': k('resources: [../a]'),
    'kustomization.yaml': k('resources: [a]'),
  },
  'self-reference-is-refused': { 'kustomization.yaml': k('resources: [.]') },
  'parent-reference-is-refused': {
    'a/kustomization.yaml': k('resources: [..]'),
    'kustomization.yaml': k('resources: [a]'),
  },
  'empty-resource-path-is-refused': {
    'kustomization.yaml': k('resources: [""]'),
  },
  'bad-yaml-resource-is-refused': {
    'o.yaml': 'a: [\n',
    'kustomization.yaml': k('resources: [o.yaml]'),
  },
  'kustomization-comments-and-anchors': {
    'o.yaml': map('settings'),
    'kustomization.yaml':
      '# c\nresources: &r [o.yaml]\ncommonAnnotations: &a {x: "1"}\nlabels:\n- pairs: *a\n',
  },
  'kustomization-yaml-1-1-booleans': {
    'o.yaml': map('settings'),
    'kustomization.yaml': k(
      'resources: [o.yaml]\ngeneratorOptions: {disableNameSuffixHash: yes}\nconfigMapGenerator: [{name: g, literals: [a=1]}]',
    ),
  },
});
