import { JsonObject } from '../json';
import { ObjectService } from '../objects/ObjectService';
import { asController, requireResource } from '../controllers/Controllers';

const MANAGER = 'kube-apiserver';
const RBAC = 'rbac.authorization.k8s.io/v1';
const READ = ['get', 'list', 'watch'];
const WRITE = ['create', 'delete', 'deletecollection', 'patch', 'update'];
const LABELS = { 'kubernetes.io/bootstrapping': 'rbac-defaults' };

const NAMESPACES = ['default', 'kube-node-lease', 'kube-public', 'kube-system'];

/** What people edit in a namespace: `edit` has all of it, `view` may read all but secrets. */
const EDITED: readonly [string, readonly string[]][] = [
  [
    '',
    [
      'configmaps',
      'endpoints',
      'events',
      'persistentvolumeclaims',
      'pods',
      'replicationcontrollers',
      'replicationcontrollers/scale',
      'serviceaccounts',
      'services',
    ],
  ],
  [
    'apps',
    [
      'daemonsets',
      'deployments',
      'deployments/scale',
      'replicasets',
      'replicasets/scale',
      'statefulsets',
      'statefulsets/scale',
    ],
  ],
  ['autoscaling', ['horizontalpodautoscalers']],
  ['batch', ['cronjobs', 'jobs']],
  ['networking.k8s.io', ['ingresses', 'networkpolicies']],
  ['policy', ['poddisruptionbudgets']],
  ['coordination.k8s.io', ['leases']],
];
const STATUSES = [
  'namespaces',
  'pods/log',
  'pods/status',
  'resourcequotas',
  'limitranges',
];

function namespacedRules(verbs: string[]): JsonObject[] {
  return EDITED.map(([group, resources]) => ({
    apiGroups: [group],
    resources,
    verbs,
  }));
}

const viewRules = [
  ...namespacedRules(READ),
  { apiGroups: [''], resources: STATUSES, verbs: READ },
];
const editRules = [
  ...viewRules,
  ...namespacedRules(WRITE),
  { apiGroups: [''], resources: ['secrets'], verbs: [...READ, ...WRITE] },
  { apiGroups: [''], resources: ['serviceaccounts'], verbs: ['impersonate'] },
];
const adminRules = [
  ...editRules,
  {
    apiGroups: ['rbac.authorization.k8s.io'],
    resources: ['rolebindings', 'roles'],
    verbs: [...READ, ...WRITE],
  },
  {
    apiGroups: ['authorization.k8s.io'],
    resources: ['localsubjectaccessreviews'],
    verbs: ['create'],
  },
];
const aggregate = (to: string) => ({
  [`rbac.authorization.k8s.io/aggregate-to-${to}`]: 'true',
});
const selectors = (...names: string[]) => ({
  clusterRoleSelectors: names.map(name => ({ matchLabels: aggregate(name) })),
});

const ROLES: readonly JsonObject[] = [
  {
    metadata: { name: 'cluster-admin', labels: LABELS },
    rules: [
      { apiGroups: ['*'], resources: ['*'], verbs: ['*'] },
      { nonResourceURLs: ['*'], verbs: ['*'] },
    ],
  },
  {
    metadata: { name: 'admin', labels: LABELS },
    aggregationRule: selectors('admin'),
    rules: adminRules,
  },
  {
    metadata: { name: 'edit', labels: { ...LABELS, ...aggregate('admin') } },
    aggregationRule: selectors('edit'),
    rules: editRules,
  },
  {
    metadata: { name: 'view', labels: { ...LABELS, ...aggregate('edit') } },
    aggregationRule: selectors('view'),
    rules: viewRules,
  },
  {
    metadata: { name: 'system:discovery', labels: LABELS },
    rules: [
      {
        nonResourceURLs: [
          '/api',
          '/api/*',
          '/apis',
          '/apis/*',
          '/healthz',
          '/livez',
          '/openapi',
          '/openapi/*',
          '/readyz',
          '/version',
          '/version/',
        ],
        verbs: ['get'],
      },
    ],
  },
  {
    metadata: { name: 'system:basic-user', labels: LABELS },
    rules: [
      {
        apiGroups: ['authorization.k8s.io'],
        resources: ['selfsubjectaccessreviews', 'selfsubjectrulesreviews'],
        verbs: ['create'],
      },
      {
        apiGroups: ['authentication.k8s.io'],
        resources: ['selfsubjectreviews'],
        verbs: ['create'],
      },
    ],
  },
];

const BINDINGS: readonly [string, string][] = [
  ['cluster-admin', 'system:masters'],
  ['system:discovery', 'system:authenticated'],
  ['system:basic-user', 'system:authenticated'],
];

/** Creates what every cluster has from its first second: namespaces, default roles, the API's service. */
export function bootstrap(objects: ObjectService, port: number): void {
  for (const name of NAMESPACES) {
    ensure(objects, 'v1', 'Namespace', '', { metadata: { name } });
  }
  for (const role of ROLES) {
    ensure(objects, RBAC, 'ClusterRole', '', role);
  }
  for (const [role, group] of BINDINGS) {
    ensure(objects, RBAC, 'ClusterRoleBinding', '', {
      metadata: { name: role, labels: LABELS },
      roleRef: {
        apiGroup: 'rbac.authorization.k8s.io',
        kind: 'ClusterRole',
        name: role,
      },
      subjects: [
        { apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name: group },
      ],
    });
  }
  ensure(objects, 'v1', 'Service', 'default', {
    metadata: {
      name: 'kubernetes',
      labels: { component: 'apiserver', provider: 'kubernetes' },
    },
    spec: {
      clusterIP: '10.96.0.1',
      clusterIPs: ['10.96.0.1'],
      ports: [{ name: 'https', port: 443, protocol: 'TCP', targetPort: port }],
    },
  });
}

function ensure(
  objects: ObjectService,
  apiVersion: string,
  kind: string,
  namespace: string,
  object: JsonObject,
): void {
  const resource = requireResource(objects, apiVersion, kind);
  const { name } = object.metadata as { name: string };
  if (!objects.find(resource, namespace, name)) {
    objects.create(resource, namespace, object, asController(MANAGER));
  }
}
