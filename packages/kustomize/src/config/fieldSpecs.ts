import type { GroupVersionKind } from '../resources/resourceId';
import type { FieldSpec } from '../transformers/fieldSpec';

/** Which fields hold the name of objects of one kind. */
export interface NameReference extends GroupVersionKind {
  readonly fieldSpecs: readonly FieldSpec[];
}

const FIRST_KINDS = [
  'Namespace',
  'ResourceQuota',
  'StorageClass',
  'CustomResourceDefinition',
  'ServiceAccount',
  'PodSecurityPolicy',
  'Role',
  'ClusterRole',
  'RoleBinding',
  'ClusterRoleBinding',
  'ConfigMap',
  'Secret',
  'Endpoints',
  'Service',
  'LimitRange',
  'PriorityClass',
  'PersistentVolume',
  'PersistentVolumeClaim',
  'Deployment',
  'StatefulSet',
  'CronJob',
  'PodDisruptionBudget',
];

const LAST_KINDS = [
  'MutatingWebhookConfiguration',
  'ValidatingWebhookConfiguration',
];

/** Kinds that are applied before and after all others, in order. */
export const KIND_ORDER: {
  readonly first: readonly string[];
  readonly last: readonly string[];
} = { first: FIRST_KINDS, last: LAST_KINDS };

/** Position of a kind: negative before, positive after the kinds that are not listed. */
export function kindPositions(
  first: readonly string[],
  last: readonly string[],
): ReadonlyMap<string, number> {
  const positions = new Map<string, number>();
  first.forEach((kind, i) => positions.set(kind, i - first.length));
  last.forEach((kind, i) => positions.set(kind, i + 1));
  return positions;
}

const POSITIONS = kindPositions(FIRST_KINDS, LAST_KINDS);

/** Text by which kinds without a position are ordered. */
export function gvkSortText(gvk: GroupVersionKind): string {
  return `${gvk.group || '~G'}_${gvk.version || '~V'}_${gvk.kind || '~K'}`;
}

/** Orders field specs as kustomize does; equal ones keep their order. */
export function compareGvk(a: GroupVersionKind, b: GroupVersionKind): number {
  const difference =
    (POSITIONS.get(a.kind) ?? 0) - (POSITIONS.get(b.kind) ?? 0);
  if (difference !== 0) return difference;
  const [textA, textB] = [gvkSortText(a), gvkSortText(b)];
  if (textA === textB) return 0;
  return textA < textB ? -1 : 1;
}

function covers(spec: GroupVersionKind, other: GroupVersionKind): boolean {
  return (
    (other.group === '' || spec.group === other.group) &&
    (other.version === '' || spec.version === other.version) &&
    (other.kind === '' || spec.kind === other.kind)
  );
}

/**
 * Adds `incoming` to `specs` where no spec means the same field already.
 * @throws Error - one asks to create the field, the other not; the caller
 *   says in which list
 */
export function mergeFieldSpecs(
  specs: readonly FieldSpec[],
  incoming: readonly FieldSpec[],
): FieldSpec[] {
  const result = specs.slice();
  const byPath = new Map<string, FieldSpec[]>();
  const remember = (spec: FieldSpec) => {
    const list = byPath.get(spec.path);
    if (list === undefined) byPath.set(spec.path, [spec]);
    else list.push(spec);
  };
  result.forEach(remember);
  for (const spec of incoming) {
    const same = byPath.get(spec.path)?.find(other => covers(other, spec));
    if (same === undefined) {
      result.push(spec);
      remember(spec);
    } else if (same.create !== spec.create) {
      throw new Error('conflicting fieldspecs');
    }
  }
  return result;
}

/** Adds the fields of `incoming` to the entry of the same kind, or a new entry. */
export function mergeNameReferences(
  references: readonly NameReference[],
  incoming: readonly NameReference[],
): NameReference[] {
  const result = references.slice();
  for (const other of incoming) {
    let found = false;
    result.forEach((own, i) => {
      if (
        own.kind === other.kind &&
        own.group === other.group &&
        own.version === other.version
      ) {
        found = true;
        result[i] = {
          ...own,
          fieldSpecs: mergeFieldSpecs(own.fieldSpecs, other.fieldSpecs),
        };
      }
    });
    if (!found) result.push(other);
  }
  return result;
}
