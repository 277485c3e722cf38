// Strategic merge and JSON patches.
import { indent } from './workloads.mjs';

const WEB = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  labels:
    app: web
  annotations:
    a: "1"
    b: "2"
  finalizers:
  - one.io/x
spec:
  replicas: 1
  strategy:
    type: RollingUpdate
    rollingUpdate:
      maxSurge: 1
  template:
    spec:
      containers:
      - name: main
        image: nginx
        args: [a, b]
        env:
        - name: A
          value: "1"
        - name: B
          value: "2"
        ports:
        - containerPort: 80
        - containerPort: 53
          protocol: UDP
      - name: side
        image: busybox
      tolerations:
      - key: t
        operator: Exists
      volumes:
      - name: v
        emptyDir: {}
      imagePullSecrets:
      - name: s1
`;

const SERVICE = `apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  ports:
  - port: 80
    protocol: TCP
  - port: 53
    protocol: UDP
  - port: 53
    protocol: TCP
    name: dns
`;

const HOLDER = `apiVersion: example.io/v1
kind: Holder
metadata:
  name: web
spec:
  list:
  - name: a
    v: 1
  - name: b
  map:
    x: 1
    y: null
    z:
`;

const MERGES = {
  'replaces-a-scalar': ['web', 'spec:\n  replicas: 3'],
  'null-removes-a-field': ['web', 'spec:\n  replicas: null\n  strategy: null'],
  'null-in-annotations': ['web', 'metadata:\n  annotations:\n    a: null'],
  'adds-annotations': ['web', 'metadata:\n  annotations:\n    c: 3'],
  'merges-containers-by-name': [
    'web',
    'spec:\n  template:\n    spec:\n      containers:\n      - name: side\n        image: new\n      - name: added\n        image: x',
  ],
  'merges-env-by-name': [
    'web',
    'spec:\n  template:\n    spec:\n      containers:\n      - name: main\n        env:\n        - name: B\n          value: "9"\n        - name: C\n          value: "3"',
  ],
  'env-value-from-joins-value': [
    'web',
    'spec:\n  template:\n    spec:\n      containers:\n      - name: main\n        env:\n        - name: A\n          value: null\n          valueFrom:\n            fieldRef: {fieldPath: metadata.name}',
  ],
  'replaces-args': [
    'web',
    'spec:\n  template:\n    spec:\n      containers:\n      - name: main\n        args: [c]',
  ],
  'replaces-tolerations': [
    'web',
    'spec:\n  template:\n    spec:\n      tolerations:\n      - key: u',
  ],
  'merges-ports-by-number': [
    'web',
    'spec:\n  template:\n    spec:\n      containers:\n      - name: main\n        ports:\n        - containerPort: 80\n          name: http\n        - containerPort: 81',
  ],
  'merges-ports-with-protocol': [
    'web',
    'spec:\n  template:\n    spec:\n      containers:\n      - name: main\n        ports:\n        - containerPort: 53\n          protocol: UDP\n          name: dns',
  ],
  'merges-finalizers-as-a-set': [
    'web',
    'metadata:\n  finalizers:\n  - one.io/x\n  - two.io/y',
  ],
  'merges-volumes-by-name': [
    'web',
    'spec:\n  template:\n    spec:\n      volumes:\n      - name: v\n        emptyDir: null\n        configMap: {name: c}\n      - name: w\n        emptyDir: {}',
  ],
  'merges-pull-secrets': [
    'web',
    'spec:\n  template:\n    spec:\n      imagePullSecrets:\n      - name: s2',
  ],
  'deletes-a-container': [
    'web',
    'spec:\n  template:\n    spec:\n      containers:\n      - name: side\n        $patch: delete',
  ],
  'deletes-an-env': [
    'web',
    'spec:\n  template:\n    spec:\n      containers:\n      - name: main\n        env:\n        - name: A\n          $patch: delete',
  ],
  'replaces-a-container': [
    'web',
    'spec:\n  template:\n    spec:\n      containers:\n      - name: main\n        image: only\n        $patch: replace',
  ],
  'replaces-the-list': [
    'web',
    'spec:\n  template:\n    spec:\n      containers:\n      - $patch: replace\n      - name: new\n        image: new',
  ],
  'deletes-the-list': [
    'web',
    'spec:\n  template:\n    spec:\n      containers:\n      - $patch: delete',
  ],
  'replaces-a-map': [
    'web',
    'spec:\n  strategy:\n    $patch: replace\n    type: Recreate',
  ],
  'deletes-a-map': ['web', 'spec:\n  strategy:\n    $patch: delete'],
  'merge-directive-is-the-default': [
    'web',
    'spec:\n  strategy:\n    $patch: merge\n    type: Recreate',
  ],
  'deletes-the-object': ['web', '$patch: delete'],
  'replace-of-the-object': ['web', '$patch: replace\nspec:\n  replicas: 9'],
  'unknown-directive-is-refused': [
    'web',
    'spec:\n  strategy:\n    $patch: banana',
  ],
  'delete-from-primitive-list-stays': [
    'web',
    'metadata:\n  $deleteFromPrimitiveList/finalizers:\n  - one.io/x',
  ],
  'set-element-order-stays': [
    'web',
    'spec:\n  template:\n    spec:\n      $setElementOrder/containers:\n      - name: side\n      - name: main',
  ],
  'retain-keys-stays': [
    'web',
    'spec:\n  strategy:\n    $retainKeys: [type]\n    type: Recreate',
  ],
  'empty-list-in-the-patch': [
    'web',
    'spec:\n  template:\n    spec:\n      containers: []',
  ],
  'empty-map-in-the-patch': ['web', 'spec:\n  strategy: {}'],
  'map-over-scalar-is-refused': ['web', 'spec:\n  replicas:\n    a: b'],
  'list-over-map-is-refused': ['web', 'spec:\n  strategy: [a]'],
  'item-without-key': [
    'web',
    'spec:\n  template:\n    spec:\n      containers:\n      - image: nameless',
  ],
  'service-ports-by-port-and-protocol': [
    'service',
    'spec:\n  ports:\n  - port: 53\n    protocol: UDP\n    name: dns-udp',
  ],
  'service-port-without-protocol': [
    'service',
    'spec:\n  ports:\n  - port: 80\n    targetPort: 8080',
  ],
  'service-port-is-added': [
    'service',
    'spec:\n  ports:\n  - port: 443\n    name: https',
  ],
  'custom-kind-replaces-lists': [
    'holder',
    'spec:\n  list:\n  - name: a\n    w: 2',
  ],
  'custom-kind-merges-maps': [
    'holder',
    'spec:\n  map:\n    x: 2\n    n: {a: null, b: 1}',
  ],
  'nulls-of-the-target': ['holder', 'spec:\n  other: 1'],
  'new-nested-nulls-vanish': [
    'holder',
    'spec:\n  fresh:\n    a: null\n    b: {c: null}',
  ],
  'patch-scalar-styles': [
    'holder',
    'spec:\n  a: "1"\n  b: yes\n  c: 0123\n  d: |\n    x\n    y',
  ],
};

const TARGETS = {
  web: ['apps/v1', 'Deployment', WEB],
  service: ['v1', 'Service', SERVICE],
  holder: ['example.io/v1', 'Holder', HOLDER],
};

export const scenarios = {};
for (const [name, [target, body]] of Object.entries(MERGES)) {
  const [apiVersion, kind, object] = TARGETS[target];
  const hasMetadata = body.includes('metadata:\n');
  const text = `apiVersion: ${apiVersion}\nkind: ${kind}\n${
    hasMetadata
      ? body.replace('metadata:\n', 'metadata:\n  name: web\n')
      : `metadata:\n  name: web\n${body}`
  }\n`;
  scenarios[`merge-${name}`] = {
    'object.yaml': object,
    'patch.yaml': text,
    'kustomization.yaml':
      'resources:\n- object.yaml\npatches:\n- path: patch.yaml\n',
  };
}

const OPERATIONS = {
  'add-a-field': '- {op: add, path: /spec/paused, value: true}',
  'add-replaces-a-field': '- {op: add, path: /spec/replicas, value: "5"}',
  'add-to-the-end-of-a-list':
    '- {op: add, path: /spec/template/spec/containers/0/args/-, value: c}',
  'add-into-a-list':
    '- {op: add, path: /spec/template/spec/containers/0/args/1, value: c}',
  'add-at-negative-position':
    '- {op: add, path: /spec/template/spec/containers/0/args/-1, value: c}',
  'add-beyond-the-list-is-refused':
    '- {op: add, path: /spec/template/spec/containers/0/args/9, value: c}',
  'add-under-missing-parent-is-refused':
    '- {op: add, path: /spec/a/b, value: c}',
  'add-annotation-with-escaped-slash':
    '- {op: add, path: /metadata/annotations/x.io~1y~0z, value: "1"}',
  'replace-a-field': '- {op: replace, path: /spec/replicas, value: 7}',
  'replace-of-a-missing-field-adds':
    '- {op: replace, path: /spec/minReadySeconds, value: 7}',
  'replace-in-a-list':
    '- {op: replace, path: /spec/template/spec/containers/1/image, value: new}',
  'replace-the-name': '- {op: replace, path: /metadata/name, value: renamed}',
  'replace-annotations':
    '- {op: replace, path: /metadata/annotations, value: {only: this}}',
  'remove-a-field': '- {op: remove, path: /spec/strategy}',
  'remove-from-a-list':
    '- {op: remove, path: /spec/template/spec/containers/0/env/0}',
  'remove-a-missing-field-is-refused': '- {op: remove, path: /spec/nothing}',
  'move-a-field': '- {op: move, from: /spec/strategy, path: /spec/oldStrategy}',
  'copy-a-field': '- {op: copy, from: /metadata/labels, path: /spec/copied}',
  'test-passes':
    '- {op: test, path: /spec/replicas, value: 1}\n- {op: replace, path: /spec/replicas, value: 2}',
  'test-fails': '- {op: test, path: /spec/replicas, value: 2}',
  'test-of-missing-with-null': '- {op: test, path: /spec/nothing, value: null}',
  'unknown-operation-is-refused': '- {op: destroy, path: /spec}',
  'missing-path-is-refused': '- {op: add, value: 1}',
  'values-of-all-types':
    '- op: add\n  path: /spec/all\n  value: {s: text, n: "5", i: 5, big: 1000000, f: 0.25, t: true, z: null, l: [1, two], e: "", y: "yes", m: "a\\nb\\n"}',
  'several-operations':
    '- {op: add, path: /a, value: {}}\n- {op: add, path: /a/b, value: []}\n- {op: add, path: /a/b/0, value: 1}\n- {op: add, path: /a/b/0, value: 0}',
};
for (const [name, operations] of Object.entries(OPERATIONS)) {
  scenarios[`json-patch-${name}`] = {
    'web.yaml': WEB,
    'kustomization.yaml': `resources:\n- web.yaml\npatches:\n- target:\n    kind: Deployment\n  patch: |-\n${indent(
      operations,
      4,
    )}\n`,
  };
}

const SELECTORS = {
  'by-kind': '{kind: Deployment}',
  'by-name-pattern': '{name: "we.*"}',
  'pattern-is-anchored': '{name: we}',
  'by-group-and-version': '{group: apps, version: v1}',
  'by-version-only': '{version: v1}',
  'by-alternatives': '{kind: Deployment|Service}',
  'by-label': '{labelSelector: "app=web"}',
  'by-label-set': '{labelSelector: "app in (web, api), app notin (db)"}',
  'by-missing-label': '{labelSelector: "!app"}',
  'by-annotation': '{annotationSelector: "a=1"}',
  'by-namespace-default': '{namespace: default}',
  'by-nothing-that-exists': '{kind: Nothing}',
  everything: '{}',
  'bad-pattern-is-refused': '{name: "("}',
  'bad-label-selector-is-refused': '{labelSelector: "a=b=c,,"}',
};
for (const [name, selector] of Object.entries(SELECTORS)) {
  scenarios[`target-${name}`] = {
    'objects.yaml': `${WEB}---\n${SERVICE}---\n${HOLDER}`,
    'kustomization.yaml': `resources:\n- objects.yaml\npatches:\n- target: ${selector}\n  patch: |-\n    - {op: add, path: /metadata/annotations, value: {patched: "yes"}}\n`,
  };
}

const patchOf = (extra, options = '') => ({
  'web.yaml': WEB,
  'kustomization.yaml': `resources:\n- web.yaml\npatches:\n- target: {kind: Deployment}\n  patch: |-\n${indent(
    extra,
    4,
  )}\n${options}`,
});
Object.assign(scenarios, {
  'patch-may-change-the-name': patchOf(
    'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: renamed',
    '  options: {allowNameChange: true}\n',
  ),
  'patch-does-not-change-the-name': patchOf(
    'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: renamed',
  ),
  'patch-may-change-the-kind': patchOf(
    'apiVersion: apps/v1\nkind: StatefulSet\nmetadata:\n  name: web',
    '  options: {allowKindChange: true}\n',
  ),
  'patch-does-not-change-the-kind': patchOf(
    'apiVersion: apps/v1\nkind: StatefulSet\nmetadata:\n  name: web',
  ),
  'patch-without-target-needs-a-match': {
    'web.yaml': WEB,
    'kustomization.yaml':
      'resources: [web.yaml]\npatches:\n- patch: |-\n    apiVersion: apps/v1\n    kind: Deployment\n    metadata: {name: other}\n',
  },
  'patch-needs-text-or-path': {
    'web.yaml': WEB,
    'kustomization.yaml':
      'resources: [web.yaml]\npatches:\n- target: {kind: Deployment}\n',
  },
  'patch-refuses-text-and-path': {
    'web.yaml': WEB,
    'kustomization.yaml':
      'resources: [web.yaml]\npatches:\n- path: web.yaml\n  patch: x\n',
  },
  'patch-that-is-neither-is-refused': patchOf('just text'),
  'json-patch-needs-a-target': {
    'web.yaml': WEB,
    'kustomization.yaml':
      'resources: [web.yaml]\npatches:\n- patch: |-\n    - {op: remove, path: /spec}\n',
  },
  'several-merge-patches-in-one-text': {
    'o.yaml': `${WEB}---\n${SERVICE}`,
    'kustomization.yaml':
      'resources: [o.yaml]\npatches:\n- patch: |-\n    apiVersion: apps/v1\n    kind: Deployment\n    metadata: {name: web, labels: {p: "1"}}\n    ---\n    apiVersion: v1\n    kind: Service\n    metadata: {name: web, labels: {p: "1"}}\n',
  },
  'several-merge-patches-with-target-are-refused': {
    'o.yaml': WEB,
    'kustomization.yaml':
      'resources: [o.yaml]\npatches:\n- target: {kind: Deployment}\n  patch: |-\n    apiVersion: apps/v1\n    kind: Deployment\n    metadata: {name: web}\n    ---\n    apiVersion: v1\n    kind: Service\n    metadata: {name: web}\n',
  },
  'patches-strategic-merge-file': {
    'web.yaml': WEB,
    'p.yaml':
      'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {replicas: 4}\n',
    'kustomization.yaml':
      'resources: [web.yaml]\npatchesStrategicMerge: [p.yaml]\n',
  },
  'patches-strategic-merge-inline': {
    'web.yaml': WEB,
    'kustomization.yaml':
      'resources: [web.yaml]\npatchesStrategicMerge:\n- |-\n  apiVersion: apps/v1\n  kind: Deployment\n  metadata: {name: web}\n  spec: {replicas: 4}\n',
  },
  'patches-strategic-merge-missing-file': {
    'web.yaml': WEB,
    'kustomization.yaml':
      'resources: [web.yaml]\npatchesStrategicMerge: [nothing.yaml]\n',
  },
  'patches-json6902-file': {
    'web.yaml': WEB,
    'p.json': '[{"op": "replace", "path": "/spec/replicas", "value": 6}]\n',
    'kustomization.yaml':
      'resources: [web.yaml]\npatchesJson6902:\n- target: {group: apps, version: v1, kind: Deployment, name: web}\n  path: p.json\n',
  },
  'patches-json6902-inline': {
    'web.yaml': WEB,
    'kustomization.yaml':
      'resources: [web.yaml]\npatchesJson6902:\n- target: {kind: Deployment, name: web}\n  patch: |-\n    - {op: add, path: /metadata/labels/j, value: "1"}\n',
  },
  'patches-json6902-needs-a-name': {
    'web.yaml': WEB,
    'kustomization.yaml':
      'resources: [web.yaml]\npatchesJson6902:\n- target: {kind: Deployment}\n  patch: "[]"\n',
  },
  'a-label-written-to-three-places-is-patched-in-all': {
    'base/web.yaml': WEB,
    'base/kustomization.yaml':
      'resources: [web.yaml]\ncommonLabels: {tier: front}\n',
    'kustomization.yaml':
      'resources: [base]\npatches:\n- patch: |-\n    apiVersion: apps/v1\n    kind: Deployment\n    metadata: {name: web, labels: {tier: back}}\n',
  },
  'comment-schema-turns-merge-off': {
    'web.yaml': WEB,
    'kustomization.yaml':
      'resources: [web.yaml]\npatches:\n- patch: |-\n    apiVersion: apps/v1\n    kind: Deployment\n    metadata: {name: web}\n    spec:\n      template:\n        spec:\n          containers: # {"type":"array"}\n          - name: only\n            image: one\n',
  },
});
