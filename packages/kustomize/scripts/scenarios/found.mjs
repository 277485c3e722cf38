// Rules that random builds have found.

const FOO = 'apiVersion: x.io/v1\nkind: Foo\nmetadata: {name: foo}\n';
const WEB =
  'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n  template:\n    spec:\n      containers:\n      - name: main\n        image: nginx\n        command: [run]\n';
const LOCAL =
  'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: local\n  annotations: {config.kubernetes.io/local-config: "true"}\ndata: {host: db}\n';
const MAP =
  'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: map}\ndata: {host: old}\n';
const SCHEMA = JSON.stringify({
  definitions: {
    Foo: {
      type: 'object',
      'x-kubernetes-group-version-kind': [
        { group: 'x.io', version: 'v1', kind: 'Foo' },
      ],
    },
  },
});
const PATCH =
  'patches:\n- patch: |\n    apiVersion: apps/v1\n    kind: Deployment\n    metadata: {name: web}\n    spec: {template: {spec: {containers: [{name: main, image: new}]}}}\n';

const validated = (objects, body) => ({
  'o.yaml': objects,
  'v.yaml': `apiVersion: builtin\n${body}`,
  'kustomization.yaml': 'resources: [o.yaml]\nvalidators: [v.yaml]\n',
});
const variable = annotation => ({
  'o.yaml': `apiVersion: v1\nkind: Pod\nmetadata:\n  name: p\n  annotations: {a: ${annotation}}\nspec:\n  containers:\n  - name: c\n    args: [$(V), "x$(V)"]\n`,
  'kustomization.yaml':
    'resources: [o.yaml]\nvars:\n- name: V\n  objref: {kind: Pod, name: p, apiVersion: v1}\n  fieldref: {fieldPath: metadata.annotations.a}\n',
});
const policy = name => ({
  'g.yaml': `apiVersion: builtin\nkind: IAMPolicyGenerator\nmetadata: {name: g}\ncloud: gke\nkubernetesService: {name: "${name}", namespace: prod}\nserviceAccount: {name: "${name}", projectId: p}\n`,
  'kustomization.yaml': 'generators: [g.yaml]\n',
});

/** Foo with more fields, and a patch that adds to its identity. */
const patchedFoo = (fields, patch) => ({
  'o.yaml': FOO + fields,
  'kustomization.yaml': `resources: [o.yaml]\npatches:\n- patch: |\n    apiVersion: x.io/v1\n    kind: Foo\n    metadata: {name: foo}\n${patch}`,
});
const subjectIn = namespace => ({
  'o.yaml': `apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: {name: b}\nroleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: r}\nsubjects:\n- {kind: ServiceAccount, name: sa, namespace: ${namespace}}\n`,
  'kustomization.yaml': 'resources: [o.yaml]\n',
});
const tested = patch => ({
  'o.yaml':
    'apiVersion: x.io/v1\nkind: Foo\nmetadata: {name: foo}\nspec: {text: "a<b", number: 1, map: {a: [true, "x:y"]}}\n',
  'kustomization.yaml': `resources: [o.yaml]\npatches:\n- target: {kind: Foo}\n  patch: ${patch}\n`,
});

const FLEET =
  'apiVersion: ships.example.org/v1\nkind: Fleet\nmetadata: {name: north}\nspec:\n  template:\n    spec:\n      containers:\n      - {name: deck, image: "deck:1"}\n      - {name: engine, image: "engine:1"}\n  crews:\n  - {id: a, size: 1}\n  - {id: b, size: 2}\n';
/** A document whose kind refers to built-in definitions, and redefines one. */
const fleetSchema = definitions =>
  JSON.stringify({
    definitions: {
      'org.example.ships.v1.Fleet': {
        type: 'object',
        properties: {
          spec: {
            type: 'object',
            properties: {
              template: {
                $ref: '#/definitions/io.k8s.api.core.v1.PodTemplateSpec',
              },
              crews: {
                type: 'array',
                items: { $ref: '#/definitions/org.example.ships.v1.Crew' },
                'x-kubernetes-patch-strategy': 'merge',
                'x-kubernetes-patch-merge-key': 'id',
              },
            },
          },
        },
        'x-kubernetes-group-version-kind': [
          { group: 'ships.example.org', kind: 'Fleet', version: 'v1' },
        ],
      },
      'org.example.ships.v1.Crew': { type: 'object' },
      ...definitions,
    },
  });
const POD_TEMPLATE_WITHOUT_LISTS = {
  'io.k8s.api.core.v1.PodTemplateSpec': { type: 'object' },
};
const FLEET_PATCH =
  'apiVersion: ships.example.org/v1\nkind: Fleet\nmetadata: {name: north}\nspec:\n  template: {spec: {containers: [{name: engine, image: "engine:2"}]}}\n  crews: [{id: b, size: 9}]\n';
const COMPONENT =
  'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n';
/** A base with a Fleet, and a component that patches it by its own document. */
const fleet = (definitions, more = {}) => ({
  'base/fleet.yaml': FLEET,
  'base/kustomization.yaml': 'resources: [fleet.yaml]\n',
  'component/s.json': fleetSchema(definitions),
  'component/p.yaml': FLEET_PATCH,
  'component/kustomization.yaml': `${COMPONENT}openapi: {path: s.json}\npatches: [{path: p.yaml}]\n`,
  'kustomization.yaml': 'resources: [base]\ncomponents: [component]\n',
  ...more,
});

export const scenarios = {
  'openapi-of-a-component-refers-to-built-in-definitions': fleet({}),
  'openapi-of-a-component-is-read-before-a-delayed-built-in-document': fleet(
    POD_TEMPLATE_WITHOUT_LISTS,
  ),
  'openapi-of-a-component-comes-after-a-patch-of-a-base': fleet(
    POD_TEMPLATE_WITHOUT_LISTS,
    {
      'base/w.yaml': WEB,
      'base/kustomization.yaml': `resources: [fleet.yaml, w.yaml]\n${PATCH}`,
    },
  ),
  'openapi-of-a-base-counts-in-its-overlay': fleet(
    {},
    {
      'base/s.json': fleetSchema({}),
      'base/kustomization.yaml':
        'resources: [fleet.yaml]\nopenapi: {path: s.json}\n',
      'kustomization.yaml':
        'resources: [base]\npatches: [{path: component/p.yaml}]\n',
    },
  ),
  'openapi-of-the-first-base-counts-for-all': fleet(
    {},
    {
      'base/s.json': SCHEMA,
      'base/kustomization.yaml':
        'resources: [fleet.yaml]\nopenapi: {path: s.json}\n',
    },
  ),
  'openapi-of-the-top-wins-over-that-of-a-component': fleet(
    {},
    {
      's.json': SCHEMA,
      'kustomization.yaml':
        'resources: [base]\ncomponents: [component]\nopenapi: {path: s.json}\n',
    },
  ),
  'openapi-version-of-a-base-keeps-a-later-document-out': fleet(
    {},
    {
      'base/kustomization.yaml':
        'resources: [fleet.yaml]\nopenapi: {version: v1.21.2}\n',
    },
  ),
  'openapi-of-a-component-that-is-missing-is-refused': fleet(
    {},
    {
      'component/kustomization.yaml': `${COMPONENT}openapi: {path: none.json}\n`,
    },
  ),
  'test-of-an-angle-bracket-in-a-json-patch-fails': tested(
    '\'[{"op": "test", "path": "/spec/text", "value": "a<b"}]\'',
  ),
  'test-of-an-angle-bracket-in-a-yaml-patch': tested(
    '"- {op: test, path: /spec/text, value: a<b}"',
  ),
  'test-of-a-number-with-zeros-in-a-json-patch-fails': tested(
    '\'[{"op": "test", "path": "/spec/number", "value": 1.0}]\'',
  ),
  'tests-of-scalars-and-maps-in-a-json-patch': tested(
    '\'[{"op": "test", "path": "/spec/number", "value": 1}, {"op": "test", "path": "/spec/map", "value": {"a" : [true, "x:y"]}}, {"op": "test", "path": "/spec/none", "value": null}]\'',
  ),
  'replacement-of-a-number-by-a-map-is-refused': {
    'o.yaml':
      'apiVersion: x.io/v1\nkind: Foo\nmetadata: {name: foo}\nspec: {a: 1}\nmap: {x: y}\n',
    'kustomization.yaml':
      'resources: [o.yaml]\nreplacements:\n- source: {kind: Foo, fieldPath: map}\n  targets: [{select: {kind: Foo}, fieldPaths: [spec.a]}]\n',
  },
  'list-item-with-a-number-beyond-64-bits': {
    'o.yaml':
      'apiVersion: v1\nkind: FooList\nitems:\n- apiVersion: x.io/v1\n  kind: Foo\n  metadata: {name: foo}\n  spec: {a: 123456789012345678901, b: 18446744073709551615, c: -9223372036854775809}\n',
    'kustomization.yaml': 'resources: [o.yaml]\n',
  },
  'commented-map-emptied-by-a-patch-is-refused': {
    'o.yaml': `${MAP.replace('data: {host: old}', 'data: # why\n  host: old')}`,
    'kustomization.yaml':
      'resources: [o.yaml]\npatches:\n- patch: |\n    apiVersion: v1\n    kind: ConfigMap\n    metadata: {name: map}\n    data: {$patch: replace}\n',
  },
  'generated-config-map-of-another-kind-by-a-patch': {
    'base/kustomization.yaml':
      'configMapGenerator:\n- name: made\n  literals: [a=b]\nsecretGenerator:\n- name: hidden\n',
    'kustomization.yaml':
      'resources: [base]\npatches:\n- target: {namespace: default}\n  options: {allowKindChange: true}\n  patch: |\n    apiVersion: apps/v1\n    kind: Deployment\n    metadata: {name: any}\n    spec: {}\n',
  },
  'local-config-object-is-a-replacement-source': {
    'o.yaml': `${LOCAL}---\n${MAP}`,
    'kustomization.yaml':
      'resources: [o.yaml]\nreplacements:\n- source: {kind: ConfigMap, name: local, fieldPath: data.host}\n  targets:\n  - select: {kind: ConfigMap, name: map}\n    fieldPaths: [data.host]\n',
  },
  'local-config-object-of-a-base-can-be-patched': {
    'base/o.yaml': `${LOCAL}---\n${MAP}`,
    'base/kustomization.yaml': 'resources: [o.yaml]\n',
    'kustomization.yaml':
      'resources: [base]\npatches:\n- patch: |\n    apiVersion: v1\n    kind: ConfigMap\n    metadata: {name: local}\n    data: {host: new}\n',
  },
  'local-config-object-is-a-var-source': {
    'o.yaml': `${LOCAL}---\n${variable('b')['o.yaml']}`,
    'kustomization.yaml':
      'resources: [o.yaml]\nvars:\n- name: V\n  objref: {kind: ConfigMap, name: local, apiVersion: v1}\n  fieldref: {fieldPath: data.host}\n',
  },
  'validator-that-writes-the-old-name-is-refused': validated(
    MAP,
    'kind: PrefixTransformer\nmetadata: {name: v}\nprefix: ""\nfieldSpecs: [{path: metadata/name}]\n',
  ),
  'validator-may-label-what-it-has-seen': validated(
    MAP,
    'kind: LabelTransformer\nmetadata: {name: v}\nlabels: {validated-by: us}\nfieldSpecs: [{path: metadata/labels, create: true}]\n',
  ),
  'validator-that-labels-a-labelled-object-is-refused': validated(
    MAP.replace('{name: map}', '{name: map, labels: {a: b}}'),
    'kind: LabelTransformer\nmetadata: {name: v}\nlabels: {validated-by: us}\nfieldSpecs: [{path: metadata/labels, create: true}]\n',
  ),
  'validator-without-matches-passes': validated(
    WEB,
    'kind: ImageTagTransformer\nmetadata: {name: v}\nimageTag: {name: other, newTag: "1"}\nfieldSpecs: [{path: spec/template/spec/containers/image}]\n',
  ),
  'var-of-a-hexadecimal-number-is-refused': variable('0x1F'),
  'var-of-a-number-with-underscore-is-refused': variable('1_000'),
  'var-of-a-decimal-number': variable('-5'),
  'var-of-a-float': variable('1.50'),
  'var-of-a-boolean': variable('true'),
  'var-of-a-number-beyond-64-bits-is-refused': variable('12345678901234567890'),
  'crds-with-text-for-a-definition-are-refused': {
    'crd.yaml': 'a: text\n',
    'kustomization.yaml': 'crds: [crd.yaml]\nnamePrefix: a-\n',
  },
  'custom-schema-alone-has-no-built-in-merge-keys': {
    'o.yaml': WEB,
    's.json': SCHEMA,
    'kustomization.yaml': `resources: [o.yaml]\nopenapi: {path: s.json}\n${PATCH}`,
  },
  'custom-schema-after-an-unknown-kind-keeps-built-in-merge-keys': {
    'o.yaml': `${FOO}---\n${WEB}`,
    'part/kustomization.yaml':
      'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nopenapi: {path: s.json}\n',
    'part/s.json': SCHEMA,
    'kustomization.yaml': `resources: [o.yaml]\ncomponents: [part]\n${PATCH}`,
  },
  'custom-schema-after-a-patch-without-targets-has-no-built-in-merge-keys': {
    'first/o.yaml': MAP,
    'first/kustomization.yaml':
      'resources: [o.yaml]\npatches:\n- target: {kind: Deployment}\n  patch: |\n    apiVersion: apps/v1\n    kind: Deployment\n    metadata: {name: none}\n',
    'second/o.yaml': WEB,
    'second/s.json': SCHEMA,
    'second/kustomization.yaml': `resources: [o.yaml]\nopenapi: {path: s.json}\n${PATCH}`,
    'kustomization.yaml': 'resources: [first, second]\n',
  },
  'iam-policy-name-that-reads-as-a-number': policy('5'),
  'iam-policy-name-that-is-no-yaml-is-refused': policy('@a'),
  'list-item-with-a-folded-block': {
    'o.yaml':
      'apiVersion: v1\nkind: ConfigMapList\nitems:\n- apiVersion: v1\n  kind: ConfigMap\n  metadata:\n    name: map\n  data:\n    k: >-\n      one\n        two\n      three\n',
    'kustomization.yaml': 'resources: [o.yaml]\n',
  },
  'empty-value-in-a-flow-map-is-text': {
    'o.yaml': `${FOO}spec: {a: , b: [~], c: {d: }}\n`,
    'kustomization.yaml': 'resources: [o.yaml]\n',
  },
  'empty-value-in-a-flow-map-of-a-list-item': {
    'o.yaml':
      'apiVersion: x.io/v1\nkind: FooList\nitems:\n- {apiVersion: x.io/v1, kind: Foo, metadata: {name: foo}, spec: {a: , b: {c: }}}\n',
    'kustomization.yaml': 'resources: [o.yaml]\n',
  },
  'empty-value-in-a-flow-map-under-a-json-patch': {
    'o.yaml': `${FOO}spec: {a: , b: [~], c: {d: }}\n`,
    'kustomization.yaml':
      'resources: [o.yaml]\npatches:\n- target: {kind: Foo}\n  patch: |\n    - {op: add, path: /spec/e, value: {f: }}\n',
  },
  'merge-keeps-the-quotes-of-a-new-key': patchedFoo(
    `spec: {a: b}\n`,
    '    spec: {"true": [a], "5": {b: c}, "no": d}\n',
  ),
  'build-metadata-managed-by-label': {
    'o.yaml': MAP,
    'kustomization.yaml':
      'resources: [o.yaml]\nbuildMetadata: [managedByLabel]\n',
  },
  'list-of-a-kind-with-a-field-twice-is-refused': {
    'o.yaml': 'apiVersion: v1\napiVersion: v1\nkind: ConfigMapList\nitems:\n',
    'kustomization.yaml': 'resources: [o.yaml]\n',
  },
  'list-of-a-kind-with-text-for-items-is-refused': {
    'o.yaml': 'apiVersion: v1\nkind: ConfigMapList\nitems: text\n',
    'kustomization.yaml': 'resources: [o.yaml]\n',
  },
  'list-of-a-kind-with-no-items': {
    'o.yaml': 'apiVersion: v1\nkind: ConfigMapList\nmetadata: {name: all}\n',
    'kustomization.yaml': 'resources: [o.yaml]\n',
  },
  'comment-of-a-merged-map-before-an-emptied-list-is-refused': patchedFoo(
    `spec:\n  a: b\nsteps:\n- one\n`,
    '    spec: {"a": c} # why\n    steps: []\n',
  ),
  'comment-of-a-merged-map-before-a-list': patchedFoo(
    `spec:\n  a: b\nsteps:\n- one\n`,
    '    spec: {"a": c} # why\n    steps: [two]\n',
  ),
  'comment-schema-of-a-patch-stays-for-the-next-one': {
    'o.yaml': WEB,
    'kustomization.yaml':
      'resources: [o.yaml]\npatches:\n- patch: |\n    apiVersion: apps/v1\n    kind: Deployment\n    metadata: {name: web}\n    spec:\n      template:\n        spec: {"hostNetwork": true} # {"type":"object"}\n- patch: |\n    apiVersion: apps/v1\n    kind: Deployment\n    metadata: {name: web}\n    spec:\n      template:\n        spec:\n          containers:\n          - name: side\n            image: side\n',
  },
  'comment-on-a-key-merged-into-a-flow-map': patchedFoo(
    `spec: {a: b}\n`,
    '    spec:\n      c: # why\n      - d\n',
  ),
  'comment-on-a-value-merged-into-a-flow-map': patchedFoo(
    `spec: {a: b}\n`,
    '    spec:\n      c: d # why\n      e: f\n',
  ),
  'comment-above-a-key-merged-into-a-flow-map': patchedFoo(
    `spec: {a: b}\n`,
    '    spec:\n      # why\n      c: d\n      e: f\n',
  ),
  'comment-above-an-item-merged-into-a-flow-map': patchedFoo(
    `spec: {a: b}\n`,
    '    spec:\n      c:\n      # why\n      - d\n      - e # so\n',
  ),
  'comment-on-a-map-merged-into-a-flow-map': patchedFoo(
    `spec: {a: b}\n`,
    '    spec:\n      c: {d: e} # why\n      f: []\n',
  ),
  'comment-of-a-merged-map-before-an-empty-map-of-a-json-patched-object': {
    'o.yaml': `${FOO}spec: {}\nsteps: []\n`,
    'kustomization.yaml':
      'resources: [o.yaml]\npatches:\n- target: {kind: Foo}\n  patch: |\n    - {op: add, path: /a, value: []}\n- patch: |\n    apiVersion: x.io/v1\n    kind: Foo\n    metadata: {"name": foo} # why\n',
  },
  'replacement-of-a-number-in-a-folded-block-is-refused': patchedFoo(
    `spec:\n  a: >-\n`,
    '    spec: {a: 0.5}\nreplacements:\n- source: {kind: Foo}\n  targets:\n  - select: {kind: Foo}\n    fieldPaths: [spec.a]\n',
  ),
  'number-in-a-folded-block': patchedFoo(
    `spec:\n  a: >-\n  b: >-\n    5\n  c: >-\n    true\n  d: !!int >-\n    5\n`,
    '    spec: {a: 0.5, b: 7, c: false, e: yes}\n',
  ),
  'forged-origin-annotation-is-refused-where-origins-are-recorded': {
    'o.yaml': `${FOO}spec: {a: b}\n`,
    'kustomization.yaml':
      'resources: [o.yaml]\nbuildMetadata: [managedByLabel]\npatches:\n- patch: |\n    apiVersion: x.io/v1\n    kind: Foo\n    metadata: {name: foo, annotations: {config.kubernetes.io/origin: forged}}\n',
  },
  'forged-origin-annotation-stays-where-no-origins-are-recorded': {
    'o.yaml': `${FOO}spec: {a: b}\n`,
    'kustomization.yaml':
      'resources: [o.yaml]\npatches:\n- patch: |\n    apiVersion: x.io/v1\n    kind: Foo\n    metadata: {name: foo, annotations: {config.kubernetes.io/origin: forged}}\n',
  },
  'hash-of-a-json-patched-object-of-another-kind': {
    'kustomization.yaml':
      'secretGenerator:\n- name: made\n  literals: [a=b, c=, "d=\\ttab", e=1]\npatches:\n- target: {kind: Secret}\n  patch: |\n    - {op: copy, from: /data, path: /copied}\n    - {op: add, path: /list, value: [1, x, {y: []}]}\n- target: {kind: Secret}\n  options: {allowKindChange: true}\n  patch: |\n    apiVersion: v1\n    kind: Foo\n    metadata: {name: any}\n',
  },
  'hash-of-an-empty-json-patched-object-of-another-kind': {
    'kustomization.yaml':
      'secretGenerator:\n- name: made\npatches:\n- target: {kind: Secret}\n  patch: |\n    - {op: copy, from: /data, path: /copied}\n- target: {kind: Secret}\n  options: {allowKindChange: true}\n  patch: |\n    apiVersion: v1\n    kind: Foo\n    metadata: {name: any}\n',
  },
  'hash-of-an-object-with-an-emptied-map': {
    'kustomization.yaml':
      'configMapGenerator:\n- name: made\npatches:\n- target: {kind: ConfigMap}\n  options: {allowKindChange: true}\n  patch: |\n    kind: Foo\n    metadata:\n      name: any\n      extra:\n        gone:\n',
  },
  'hash-counts-the-order-of-keys-in-a-json-patched-object': {
    'kustomization.yaml':
      'configMapGenerator:\n- name: made\n  literals: [a1-b=c, a1b=d, a9=f, aB=g, a_b=h, "url=http://x:80/y@z", "t=1:20", o=off, "q=it\'s", "w= x", "m=a: b"]\npatches:\n- target: {kind: ConfigMap}\n  patch: |\n    - {op: add, path: /n, value: [1, 2.5, 1e9, true, null]}\n- target: {kind: ConfigMap}\n  options: {allowKindChange: true}\n  patch: |\n    apiVersion: v1\n    kind: Foo\n    metadata: {name: any}\n',
  },
  'replacement-by-nothing-of-an-image-that-was-set': {
    'o.yaml': WEB,
    'kustomization.yaml':
      'resources: [o.yaml]\nimages: [{name: "*"}]\npatches:\n- target: {kind: Deployment}\n  patch: |\n    - {op: replace, path: /spec/template/spec/containers/0/image, value: "app@sha256:abc"}\nreplacements:\n- sourceValue: ""\n  targets:\n  - select: {kind: Deployment}\n    fieldPaths: [spec.template.spec.containers.0.image]\n',
  },
  'replacement-encoding-is-read-and-not-used': {
    'o.yaml': MAP,
    'kustomization.yaml':
      'resources: [o.yaml]\nreplacements:\n- source: {kind: ConfigMap, options: {encoding: base64}}\n  targets:\n  - select: {kind: ConfigMap}\n    fieldPaths: [data.k]\n    options: {encoding: base64, create: true}\n',
  },
  'role-binding-subject-whose-namespace-is-a-boolean-is-refused':
    subjectIn('true'),
  'role-binding-subject-whose-namespace-is-a-number-is-refused': subjectIn('5'),
  'role-binding-subject-whose-namespace-is-a-date-is-refused':
    subjectIn('2001-01-01'),
  'role-binding-subject-whose-namespace-is-a-map-is-refused':
    subjectIn('{a: b}'),
};
