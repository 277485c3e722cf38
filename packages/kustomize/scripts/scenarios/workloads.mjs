// Every field of a kustomization on every kind that holds pods.

const POD = `containers:
- name: main
  image: nginx:1.25
  env:
  - name: FROM_MAP
    valueFrom:
      configMapKeyRef:
        name: settings
        key: a
  envFrom:
  - secretRef:
      name: credentials
  volumeMounts:
  - name: data
    mountPath: /data
initContainers:
- name: init
  image: busybox
serviceAccountName: runner
volumes:
- name: data
  persistentVolumeClaim:
    claimName: data
- name: conf
  configMap:
    name: settings
- name: all
  projected:
    sources:
    - secret:
        name: credentials
imagePullSecrets:
- name: credentials
`;

export const indent = (text, by) => text.replace(/^(?=.)/gm, ' '.repeat(by));

/** Where the pod's spec stands in a workload's, and how deep. */
const POD_SPECS = {
  Pod: { head: '', depth: 0 },
  CronJob: {
    head: 'jobTemplate:\n  spec:\n    template:\n      spec:\n',
    depth: 8,
  },
  other: { head: 'template:\n  spec:\n', depth: 4 },
};

const KINDS = {
  Pod: ['v1', POD],
  Deployment: ['apps/v1', `template:\n  spec:\n${indent(POD, 4)}`],
  StatefulSet: [
    'apps/v1',
    `serviceName: web\ntemplate:\n  spec:\n${indent(
      POD,
      4,
    )}volumeClaimTemplates:\n- metadata:\n    name: data\n  spec:\n    storageClassName: fast\n`,
  ],
  DaemonSet: ['apps/v1', `template:\n  spec:\n${indent(POD, 4)}`],
  ReplicaSet: ['apps/v1', `template:\n  spec:\n${indent(POD, 4)}`],
  Job: ['batch/v1', `template:\n  spec:\n${indent(POD, 4)}`],
  CronJob: [
    'batch/v1',
    `schedule: "@daily"\njobTemplate:\n  spec:\n    template:\n      spec:\n${indent(
      POD,
      8,
    )}`,
  ],
  ReplicationController: ['v1', `template:\n  spec:\n${indent(POD, 4)}`],
};

const OTHERS = `---
apiVersion: v1
kind: ConfigMap
metadata:
  name: settings
data:
  a: "1"
---
apiVersion: v1
kind: Secret
metadata:
  name: credentials
---
apiVersion: v1
kind: ServiceAccount
metadata:
  name: runner
imagePullSecrets:
- name: credentials
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  name: data
spec:
  storageClassName: fast
---
apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  ports:
  - port: 80
`;

const FIELDS = {
  'name-prefix-follows-references': 'namePrefix: blue-',
  'name-suffix-follows-references': 'nameSuffix: -v2',
  'namespace-is-set': 'namespace: prod',
  'common-labels-reach-selectors': 'commonLabels:\n  app: web\n  tier: "1"',
  'labels-touch-metadata-only': 'labels:\n- pairs:\n    app: web',
  'labels-with-selectors':
    'labels:\n- pairs:\n    app: web\n  includeSelectors: true',
  'labels-with-templates':
    'labels:\n- pairs:\n    app: web\n  includeTemplates: true',
  'common-annotations-reach-templates': 'commonAnnotations:\n  note: "true"',
  'image-gets-new-tag':
    'images:\n- name: nginx\n  newTag: "2"\n- name: busybox\n  newTag: musl',
  'image-gets-digest-and-name':
    'images:\n- name: nginx\n  newName: reg.io:5000/nginx\n  digest: sha256:abc',
};

function workload(kind) {
  const [apiVersion, spec] = KINDS[kind];
  return `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata:\n  name: web\nspec:\n${indent(
    spec,
    2,
  )}`;
}

export const scenarios = {};
for (const kind of Object.keys(KINDS)) {
  const id = kind.replace(/(?<=[a-z])(?=[A-Z])/g, '-').toLowerCase();
  const objects = `${workload(kind)}${OTHERS}`;
  for (const [name, field] of Object.entries(FIELDS)) {
    scenarios[`${id}-${name}`] = {
      'objects.yaml': objects,
      'kustomization.yaml': `resources:\n- objects.yaml\n${field}\n`,
    };
  }
  scenarios[`${id}-follows-generated-names`] = {
    'web.yaml': workload(kind),
    'kustomization.yaml':
      'resources:\n- web.yaml\nconfigMapGenerator:\n- name: settings\n  literals: [a=1]\nsecretGenerator:\n- name: credentials\n  literals: [p=x]\n',
  };
  const podSpec = POD_SPECS[kind] ?? POD_SPECS.other;
  scenarios[`${id}-is-patched-by-container-name`] = {
    'web.yaml': workload(kind),
    'kustomization.yaml': `resources:\n- web.yaml\npatches:\n- target:\n    kind: ${kind}\n  patch: |\n    apiVersion: ${
      KINDS[kind][0]
    }\n    kind: ${kind}\n    metadata:\n      name: any\n    spec:\n${indent(
      podSpec.head +
        indent(
          'containers:\n- name: main\n  image: patched\n- name: added\n  image: sidecar\nvolumes:\n- name: conf\n  $patch: delete\n',
          podSpec.depth,
        ),
      6,
    )}`,
  };
}
