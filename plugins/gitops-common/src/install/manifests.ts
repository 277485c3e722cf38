import { customResourceDefinition, KINDS, partOfFluxLabels } from '../kinds';

/** Any object to apply. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
  };
  readonly [field: string]: unknown;
}

/** One rule of a ClusterRole. */
export interface PolicyRule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

const RBAC = 'rbac.authorization.k8s.io';
const GROUPS = [...new Set(KINDS.map(({ group }) => group))].sort();
const WRITE_VERBS = ['create', 'delete', 'deletecollection', 'patch', 'update'];
const READ_VERBS = ['get', 'list', 'watch'];

/** Name of the ServiceAccount that the controllers run as. */
export const CONTROLLER_ACCOUNT = 'gitops-controllers';

function clusterRole(
  name: string,
  labels: Record<string, string>,
  rules: readonly unknown[],
): Manifest {
  return {
    apiVersion: `${RBAC}/v1`,
    kind: 'ClusterRole',
    metadata: { name, labels },
    rules,
  };
}

/** Lets people with the built-in view, edit and admin roles use the kinds. */
function aggregatedRoles(namespace: string): Manifest[] {
  const labels = partOfFluxLabels(namespace);
  const aggregate = (role: string) =>
    ({ [`${RBAC}/aggregate-to-${role}`]: 'true' } as Record<string, string>);
  return [
    clusterRole(
      `flux-view-${namespace}`,
      {
        ...labels,
        ...aggregate('view'),
        ...aggregate('edit'),
        ...aggregate('admin'),
      },
      [{ apiGroups: GROUPS, resources: ['*'], verbs: READ_VERBS }],
    ),
    clusterRole(
      `flux-edit-${namespace}`,
      { ...labels, ...aggregate('edit'), ...aggregate('admin') },
      [{ apiGroups: GROUPS, resources: ['*'], verbs: WRITE_VERBS }],
    ),
  ];
}

/** Lets the controllers do their own work: their kinds, events, Leases, and what each needs. */
function controllerRole(
  namespace: string,
  rules: readonly PolicyRule[],
): Manifest {
  const all = [...READ_VERBS, ...WRITE_VERBS];
  return clusterRole(
    `crd-controller-${namespace}`,
    partOfFluxLabels(namespace),
    [
      { apiGroups: GROUPS, resources: ['*'], verbs: all },
      { apiGroups: [''], resources: ['events'], verbs: ['create', 'patch'] },
      {
        apiGroups: ['coordination.k8s.io'],
        resources: ['leases'],
        verbs: [...READ_VERBS, 'create', 'update', 'patch', 'delete'],
      },
      ...rules,
    ],
  );
}

function binding(name: string, role: string, namespace: string): Manifest {
  return {
    apiVersion: `${RBAC}/v1`,
    kind: 'ClusterRoleBinding',
    metadata: { name, labels: partOfFluxLabels(namespace) },
    roleRef: { apiGroup: RBAC, kind: 'ClusterRole', name: role },
    subjects: [{ kind: 'ServiceAccount', name: CONTROLLER_ACCOUNT, namespace }],
  };
}

/**
 * What a cluster needs before controllers can work on it, in the order in which
 * it must be applied: namespace, CRDs, then access. The controllers apply what
 * Git says, so their account is bound to `cluster-admin`; objects with
 * `spec.serviceAccountName` are applied as that account alone.
 * @param namespace - where the account of the controllers lives
 * @param rules - what the controllers need besides their kinds, events and Leases
 */
export function installManifests(
  namespace = 'flux-system',
  rules: readonly PolicyRule[] = [],
): Manifest[] {
  return [
    {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: namespace, labels: partOfFluxLabels(namespace) },
    },
    ...KINDS.map(
      kind => customResourceDefinition(kind, namespace) as unknown as Manifest,
    ),
    {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: {
        name: CONTROLLER_ACCOUNT,
        namespace,
        labels: partOfFluxLabels(namespace),
      },
    },
    controllerRole(namespace, rules),
    ...aggregatedRoles(namespace),
    binding(
      `crd-controller-${namespace}`,
      `crd-controller-${namespace}`,
      namespace,
    ),
    binding(`cluster-reconciler-${namespace}`, 'cluster-admin', namespace),
  ];
}
