import type { FieldSpec } from '../transformers/fieldSpec';
import { DEFAULT_NAME_REFERENCES } from './defaultNameReferences';
import { sortConfig, type TransformerConfig } from './transformerConfig';

/** Makes a field spec; empty parts of the kind fit everything. */
export function spec(
  path: string,
  {
    kind = '',
    group = '',
    version = '',
    create = false,
  }: Partial<Omit<FieldSpec, 'path'>> = {},
): FieldSpec {
  return { path, kind, group, version, create };
}

const AFFINITY_SELECTORS = [
  'podAffinity/preferredDuringSchedulingIgnoredDuringExecution/podAffinityTerm',
  'podAffinity/requiredDuringSchedulingIgnoredDuringExecution',
  'podAntiAffinity/preferredDuringSchedulingIgnoredDuringExecution/podAffinityTerm',
  'podAntiAffinity/requiredDuringSchedulingIgnoredDuringExecution',
].map(term => `affinity/${term}/labelSelector/matchLabels`);

const SCHEDULING_SELECTORS = ['Deployment', 'StatefulSet'].flatMap(kind =>
  [
    ...AFFINITY_SELECTORS,
    'topologySpreadConstraints/labelSelector/matchLabels',
  ].map(path => spec(`spec/template/spec/${path}`, { kind, group: 'apps' })),
);

const create = true;

const SELECTORS: readonly FieldSpec[] = [
  spec('spec/selector', { kind: 'Service', version: 'v1', create }),
  spec('spec/selector', {
    kind: 'ReplicationController',
    version: 'v1',
    create,
  }),
  spec('spec/selector/matchLabels', { kind: 'Deployment', create }),
  spec('spec/selector/matchLabels', { kind: 'ReplicaSet', create }),
  spec('spec/selector/matchLabels', { kind: 'DaemonSet', create }),
  spec('spec/selector/matchLabels', {
    kind: 'StatefulSet',
    group: 'apps',
    create,
  }),
  ...SCHEDULING_SELECTORS,
  spec('spec/selector/matchLabels', { kind: 'Job', group: 'batch' }),
  spec('spec/jobTemplate/spec/selector/matchLabels', {
    kind: 'CronJob',
    group: 'batch',
  }),
  spec('spec/selector/matchLabels', {
    kind: 'PodDisruptionBudget',
    group: 'policy',
  }),
  ...[
    'spec/podSelector',
    'spec/ingress/from/podSelector',
    'spec/egress/to/podSelector',
  ].map(path =>
    spec(`${path}/matchLabels`, {
      kind: 'NetworkPolicy',
      group: 'networking.k8s.io',
    }),
  ),
];

/** Metadata of the object and of the pods and jobs that it makes. */
function metadataSpecs(
  field: 'labels' | 'annotations',
  statefulSetGroup: string,
): FieldSpec[] {
  const pods = `spec/template/metadata/${field}`;
  return [
    spec(`metadata/${field}`, { create }),
    spec(pods, { kind: 'ReplicationController', version: 'v1', create }),
    spec(pods, { kind: 'Deployment', create }),
    spec(pods, { kind: 'ReplicaSet', create }),
    spec(pods, { kind: 'DaemonSet', create }),
    spec(pods, { kind: 'StatefulSet', group: statefulSetGroup, create }),
    spec(pods, { kind: 'Job', group: 'batch', create }),
    spec(`spec/jobTemplate/metadata/${field}`, {
      kind: 'CronJob',
      group: 'batch',
      create,
    }),
    spec(`spec/jobTemplate/spec/template/metadata/${field}`, {
      kind: 'CronJob',
      group: 'batch',
      create,
    }),
  ];
}

const LABELS: readonly FieldSpec[] = [
  ...metadataSpecs('labels', 'apps'),
  spec('spec/volumeClaimTemplates[]/metadata/labels', {
    kind: 'StatefulSet',
    group: 'apps',
    create,
  }),
];

const IMAGES = ['spec', 'spec/template/spec'].flatMap(pod =>
  [
    'containers[]/image',
    'initContainers[]/image',
    'volumes[]/image/reference',
  ].map(path => spec(`${pod}/${path}`, { create })),
);

const VAR_FIELDS = ['containers', 'initContainers'].flatMap(containers =>
  ['args', 'command', 'env/value', 'volumeMounts/mountPath'].map(
    field => `${containers}/${field}`,
  ),
);

const VAR_WORKLOADS: readonly [kind: string, pod: string, nfs: string][] = [
  [
    'CronJob',
    'spec/jobTemplate/spec/template/spec',
    'spec/jobTemplate/spec/template/volumes',
  ],
  ['DaemonSet', 'spec/template/spec', 'spec/template/spec/volumes'],
  ['Deployment', 'spec/template/spec', 'spec/template/spec/volumes'],
  ['Job', 'spec/template/spec', 'spec/template/spec/volumes'],
  ['Pod', 'spec', 'spec/volumes'],
  ['ReplicaSet', 'spec/template/spec', 'spec/template/spec/volumes'],
  ['StatefulSet', 'spec/template/spec', 'spec/volumeClaimTemplates/spec'],
];

const VAR_REFERENCES: readonly FieldSpec[] = [
  ...VAR_WORKLOADS.flatMap(([kind, pod, nfs]) => [
    ...VAR_FIELDS.map(field => spec(`${pod}/${field}`, { kind })),
    spec(`${nfs}/nfs/server`, { kind }),
  ]),
  spec('spec/template/metadata/annotations', { kind: 'Deployment' }),
  spec('spec/rules/host', { kind: 'Ingress' }),
  spec('spec/tls/hosts', { kind: 'Ingress' }),
  spec('spec/tls/secretName', { kind: 'Ingress' }),
  spec('spec/ports/port', { kind: 'Service' }),
  spec('spec/ports/targetPort', { kind: 'Service' }),
  spec('spec/nfs/server', { kind: 'PersistentVolume' }),
  spec('metadata/labels'),
  spec('metadata/annotations'),
];

/** The fields that transformers write when a kustomization says nothing else. */
export const DEFAULT_CONFIG: TransformerConfig = sortConfig({
  namePrefix: [spec('metadata/name')],
  nameSuffix: [spec('metadata/name')],
  namespace: [
    spec('metadata/name', { kind: 'Namespace', create }),
    spec('spec/service/namespace', {
      kind: 'APIService',
      group: 'apiregistration.k8s.io',
      create,
    }),
    spec('spec/conversion/webhook/clientConfig/service/namespace', {
      kind: 'CustomResourceDefinition',
      group: 'apiextensions.k8s.io',
    }),
  ],
  commonLabels: [...SELECTORS, ...LABELS],
  labels: [],
  templateLabels: LABELS,
  commonAnnotations: metadataSpecs('annotations', ''),
  nameReference: DEFAULT_NAME_REFERENCES,
  varReference: VAR_REFERENCES,
  images: IMAGES,
  replicas: [
    'Deployment',
    'ReplicationController',
    'ReplicaSet',
    'StatefulSet',
  ].map(kind => spec('spec/replicas', { kind, create })),
});
