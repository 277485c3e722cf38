import type { FieldSpec } from '../transformers/fieldSpec';
import type { NameReference } from './fieldSpecs';

type Place = [path: string, kind: string, group?: string, version?: string];

function places(...list: Place[]): FieldSpec[] {
  return list.map(([path, kind, group = '', version = '']) => ({
    path,
    kind,
    group,
    version,
    create: false,
  }));
}

/** Where each workload kind holds its pod spec. */
const POD_SPECS: readonly [kind: string, path: string, version: string][] = [
  ['Pod', 'spec', 'v1'],
  ['PodTemplate', 'template/spec', ''],
  ['Deployment', 'spec/template/spec', ''],
  ['ReplicaSet', 'spec/template/spec', ''],
  ['DaemonSet', 'spec/template/spec', ''],
  ['StatefulSet', 'spec/template/spec', ''],
  ['Job', 'spec/template/spec', ''],
  ['CronJob', 'spec/jobTemplate/spec/template/spec', ''],
];

function inPodSpecs(...fields: string[]): FieldSpec[] {
  return POD_SPECS.flatMap(([kind, path, version]) =>
    places(
      ...fields.map((field): Place => [`${path}/${field}`, kind, '', version]),
    ),
  );
}

/** Workloads in the order and choice that kustomize has for simple pod fields. */
const WORKLOADS: readonly [kind: string, path: string][] = [
  ['Pod', 'spec'],
  ['StatefulSet', 'spec/template/spec'],
  ['Deployment', 'spec/template/spec'],
  ['ReplicationController', 'spec/template/spec'],
  ['CronJob', 'spec/jobTemplate/spec/template/spec'],
  ['Job', 'spec/template/spec'],
  ['DaemonSet', 'spec/template/spec'],
];

function inWorkloads(field: string): FieldSpec[] {
  return places(
    ...WORKLOADS.map(([kind, path]): Place => [`${path}/${field}`, kind]),
  );
}

const RBAC = 'rbac.authorization.k8s.io';
const ADMISSION = 'admissionregistration.k8s.io';
const NAMED_IN_ROLES = places(
  ['rules/resourceNames', 'Role'],
  ['rules/resourceNames', 'ClusterRole'],
);

const SCALED: readonly NameReference[] = [
  'Deployment',
  'ReplicationController',
  'ReplicaSet',
  'StatefulSet',
].map(kind => ({
  kind,
  group: '',
  version: '',
  fieldSpecs: places(['spec/scaleTargetRef/name', 'HorizontalPodAutoscaler']),
}));

/** Fields that hold the name of an object of each kind, in kustomize's order. */
export const DEFAULT_NAME_REFERENCES: readonly NameReference[] = [
  ...SCALED,
  {
    kind: 'ConfigMap',
    group: '',
    version: 'v1',
    fieldSpecs: [
      ...inPodSpecs(
        'volumes/configMap/name',
        'containers/env/valueFrom/configMapKeyRef/name',
        'initContainers/env/valueFrom/configMapKeyRef/name',
        'containers/envFrom/configMapRef/name',
        'initContainers/envFrom/configMapRef/name',
        'volumes/projected/sources/configMap/name',
      ),
      ...places(['spec/configSource/configMap', 'Node']),
      ...NAMED_IN_ROLES,
      ...places([
        'metadata/annotations/nginx.ingress.kubernetes.io\\/fastcgi-params-configmap',
        'Ingress',
      ]),
    ],
  },
  {
    kind: 'Secret',
    group: '',
    version: 'v1',
    fieldSpecs: [
      ...inPodSpecs(
        'volumes/secret/secretName',
        'containers/env/valueFrom/secretKeyRef/name',
        'initContainers/env/valueFrom/secretKeyRef/name',
        'containers/envFrom/secretRef/name',
        'initContainers/envFrom/secretRef/name',
        'imagePullSecrets/name',
        'volumes/projected/sources/secret/name',
      ),
      ...places(
        ['spec/tls/secretName', 'Ingress'],
        ['metadata/annotations/ingress.kubernetes.io\\/auth-secret', 'Ingress'],
        [
          'metadata/annotations/nginx.ingress.kubernetes.io\\/auth-secret',
          'Ingress',
        ],
        [
          'metadata/annotations/nginx.ingress.kubernetes.io\\/auth-tls-secret',
          'Ingress',
        ],
        ['spec/tls/secretName', 'Ingress'],
        ['imagePullSecrets/name', 'ServiceAccount'],
        ['parameters/secretName', 'StorageClass'],
        ['parameters/adminSecretName', 'StorageClass'],
        ['parameters/userSecretName', 'StorageClass'],
        ['parameters/secretRef', 'StorageClass'],
      ),
      ...NAMED_IN_ROLES,
      ...places(
        [
          'spec/template/spec/containers/env/valueFrom/secretKeyRef/name',
          'Service',
          'serving.knative.dev',
          'v1',
        ],
        ['spec/azureFile/secretName', 'PersistentVolume'],
      ),
    ],
  },
  {
    kind: 'Service',
    group: '',
    version: 'v1',
    fieldSpecs: places(
      ['spec/serviceName', 'StatefulSet', 'apps'],
      ['spec/rules/http/paths/backend/serviceName', 'Ingress'],
      ['spec/backend/serviceName', 'Ingress'],
      ['spec/rules/http/paths/backend/service/name', 'Ingress'],
      ['spec/defaultBackend/service/name', 'Ingress'],
      ['spec/service/name', 'APIService', 'apiregistration.k8s.io'],
      [
        'webhooks/clientConfig/service',
        'ValidatingWebhookConfiguration',
        ADMISSION,
      ],
      [
        'webhooks/clientConfig/service',
        'MutatingWebhookConfiguration',
        ADMISSION,
      ],
    ),
  },
  {
    kind: 'Role',
    group: RBAC,
    version: '',
    fieldSpecs: places(['roleRef/name', 'RoleBinding', RBAC]),
  },
  {
    kind: 'ClusterRole',
    group: RBAC,
    version: '',
    fieldSpecs: places(
      ['roleRef/name', 'RoleBinding', RBAC],
      ['roleRef/name', 'ClusterRoleBinding', RBAC],
    ),
  },
  {
    kind: 'ServiceAccount',
    group: '',
    version: 'v1',
    fieldSpecs: [
      ...places(
        ['subjects', 'RoleBinding', RBAC],
        ['subjects', 'ClusterRoleBinding', RBAC],
      ),
      ...inWorkloads('serviceAccountName'),
    ],
  },
  {
    kind: 'PersistentVolumeClaim',
    group: '',
    version: 'v1',
    fieldSpecs: inWorkloads('volumes/persistentVolumeClaim/claimName'),
  },
  {
    kind: 'PersistentVolume',
    group: '',
    version: 'v1',
    fieldSpecs: places(
      ['spec/volumeName', 'PersistentVolumeClaim'],
      ['rules/resourceNames', 'ClusterRole'],
    ),
  },
  {
    kind: 'StorageClass',
    group: 'storage.k8s.io',
    version: 'v1',
    fieldSpecs: places(
      ['spec/storageClassName', 'PersistentVolume'],
      ['spec/storageClassName', 'PersistentVolumeClaim'],
      ['spec/volumeClaimTemplates/spec/storageClassName', 'StatefulSet'],
    ),
  },
  {
    kind: 'PriorityClass',
    group: 'scheduling.k8s.io',
    version: 'v1',
    fieldSpecs: inWorkloads('priorityClassName'),
  },
  {
    kind: 'IngressClass',
    // kustomize names the version here, so that this entry never matches.
    group: 'networking.k8s.io/v1',
    version: 'v1',
    fieldSpecs: places(['spec/ingressClassName', 'Ingress']),
  },
  {
    kind: 'ValidatingAdmissionPolicy',
    group: ADMISSION,
    version: '',
    fieldSpecs: places([
      'spec/policyName',
      'ValidatingAdmissionPolicyBinding',
      ADMISSION,
    ]),
  },
];
