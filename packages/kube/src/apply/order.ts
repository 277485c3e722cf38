import { ObjectRef, toGroupVersionKind, TypeMeta } from '../api/types';

/** Kinds applied first, in this order (fluxcd/pkg:ssa). */
const FIRST = [
  'CustomResourceDefinition',
  'Namespace',
  'ClusterRole',
  'ClusterClass',
  'RuntimeClass',
  'PriorityClass',
  'StorageClass',
  'VolumeSnapshotClass',
  'IngressClass',
  'GatewayClass',
  'ClusterRoleBinding',
  'ResourceQuota',
  'ServiceAccount',
  'Role',
  'RoleBinding',
  'ConfigMap',
  'Secret',
  'Service',
  'LimitRange',
  'Deployment',
  'StatefulSet',
  'CronJob',
  'PodDisruptionBudget',
];

/** Kinds applied last: before them they would check our own objects. */
const LAST = ['MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration'];

const RANKS = new Map<string, number>([
  ...FIRST.map((kind, i) => [kind, i - FIRST.length] as const),
  ...LAST.map((kind, i) => [kind, i + 1] as const),
]);

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** Order in which objects are applied; deletion takes the reverse. */
export function compareForApply(a: ObjectRef, b: ObjectRef): number {
  const rank = (RANKS.get(a.kind) ?? 0) - (RANKS.get(b.kind) ?? 0);
  if (rank !== 0) return rank;
  const [groupA, groupB] = [
    toGroupVersionKind(a).group,
    toGroupVersionKind(b).group,
  ];
  return (
    compareText(groupA, groupB) ||
    compareText(a.kind, b.kind) ||
    compareText(a.namespace ?? '', b.namespace ?? '') ||
    compareText(a.name, b.name)
  );
}

/** 0: definitions, 1: classes, 2: custom kinds, 3: everything else. */
type Stage = 0 | 1 | 2 | 3;

/**
 * Stage in which a kind is applied. Each stage is checked as a whole before its
 * first write; the first three are waited for.
 * @param customKinds - `group/Kind` of the third stage
 */
export function stageOf(
  type: TypeMeta,
  customKinds: ReadonlySet<string>,
): Stage {
  const { group, version, kind } = toGroupVersionKind(type);
  const name = kind.toLowerCase();
  const isDefinition =
    (name === 'customresourcedefinition' && group === 'apiextensions.k8s.io') ||
    (name === 'namespace' && group === '' && version === 'v1') ||
    (name === 'clusterrole' && group === 'rbac.authorization.k8s.io');
  if (isDefinition) return 0;
  if (kind.endsWith('Class')) return 1;
  if (customKinds.has(`${group}/${kind}`)) return 2;
  return 3;
}
