import {
  KubeObject,
  ObjectRef,
  toApiVersion,
  toGroupVersionKind,
} from '../api/types';

/** One entry of `status.inventory.entries`. */
export interface InventoryEntry {
  /** `<namespace>_<name>_<group>_<kind>`; empty parts stay empty. */
  id: string;
  /** Version without the group, such as `v1`. */
  v: string;
}

/** An inventory id has too few or too many parts. */
export class InventoryIdError extends Error {
  override readonly name = 'InventoryIdError';
  readonly code = 'invalid-inventory-id';
}

const RBAC_GROUP = 'rbac.authorization.k8s.io';
const RBAC_KINDS = ['Role', 'ClusterRole', 'RoleBinding', 'ClusterRoleBinding'];

/** Inventory id of an object; `:` in names of RBAC kinds becomes `__`. */
export function toInventoryId(object: ObjectRef): string {
  const { group, kind } = toGroupVersionKind(object);
  const isRbac = group === RBAC_GROUP && RBAC_KINDS.includes(kind);
  const name = isRbac ? object.name.replaceAll(':', '__') : object.name;
  return `${object.namespace ?? ''}_${name}_${group}_${kind}`;
}

/** Inventory entry of an object. */
export function toInventoryEntry(object: ObjectRef): InventoryEntry {
  return { id: toInventoryId(object), v: toGroupVersionKind(object).version };
}

/**
 * The object that an entry names.
 * @throws InventoryIdError
 */
export function parseInventoryEntry(entry: InventoryEntry): ObjectRef {
  const invalid = () =>
    new InventoryIdError(`unable to parse stored object metadata: ${entry.id}`);
  const first = entry.id.indexOf('_');
  const last = entry.id.lastIndexOf('_');
  const middle = entry.id.lastIndexOf('_', last - 1);
  if (first < 0 || middle <= first) throw invalid();
  const name = entry.id.slice(first + 1, middle).replaceAll('__', ':');
  if (name.includes('_')) throw invalid();
  const namespace = entry.id.slice(0, first);
  return {
    apiVersion: toApiVersion(entry.id.slice(middle + 1, last), entry.v),
    kind: entry.id.slice(last + 1),
    namespace: namespace === '' ? undefined : namespace,
    name,
  };
}

/** Reference with an empty namespace left out. */
export function inventoryRef(object: KubeObject): ObjectRef {
  return {
    apiVersion: object.apiVersion,
    kind: object.kind,
    namespace: object.metadata.namespace || undefined,
    name: object.metadata.name ?? '',
  };
}
