/** `apiVersion` and `kind` of an object, as written in a manifest. */
export interface TypeMeta {
  /** Group and version, such as `apps/v1`, or `v1` for the core group. */
  readonly apiVersion: string;
  readonly kind: string;
}

/** Group, version and kind; the core group is the empty string. */
export interface GroupVersionKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

/** Name of one object; `namespace` is absent on cluster-scoped objects. */
export interface ObjectKey {
  readonly namespace?: string;
  readonly name: string;
}

/** Reference to one object of one kind. */
export interface ObjectRef extends TypeMeta, ObjectKey {}

export interface OwnerReference {
  apiVersion: string;
  kind: string;
  name: string;
  uid: string;
  controller?: boolean;
  blockOwnerDeletion?: boolean;
}

/** One entry of `metadata.managedFields`. */
export interface ManagedFieldsEntry {
  manager?: string;
  operation?: 'Apply' | 'Update';
  apiVersion?: string;
  time?: string;
  fieldsType?: string;
  fieldsV1?: Record<string, unknown>;
  subresource?: string;
}

export interface ObjectMeta {
  name?: string;
  generateName?: string;
  namespace?: string;
  uid?: string;
  resourceVersion?: string;
  generation?: number;
  creationTimestamp?: string;
  deletionTimestamp?: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  finalizers?: string[];
  ownerReferences?: OwnerReference[];
  managedFields?: ManagedFieldsEntry[];
}

/** Any Kubernetes object. Kinds with a known shape extend it. */
export interface KubeObject {
  apiVersion: string;
  kind: string;
  metadata: ObjectMeta;
}

/** An object whose fields beyond metadata are not known statically. */
export interface UnstructuredObject extends KubeObject {
  [field: string]: unknown;
}

/** Answer of a list call. */
export interface KubeList<T extends KubeObject> {
  readonly metadata: {
    readonly resourceVersion?: string;
    readonly continue?: string;
    readonly remainingItemCount?: number;
  };
  readonly items: T[];
}

/** One line of a watch; a bookmark carries only `metadata.resourceVersion`. */
export interface WatchEvent<T extends KubeObject> {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK';
  readonly object: T;
}

/** One element of `status.conditions`. */
export interface Condition {
  type: string;
  status: 'True' | 'False' | 'Unknown';
  reason: string;
  message: string;
  /** RFC 3339 in whole seconds, UTC. */
  lastTransitionTime: string;
  observedGeneration?: number;
}

/** Splits `apiVersion` into group and version. */
export function toGroupVersionKind(type: TypeMeta): GroupVersionKind {
  const slash = type.apiVersion.indexOf('/');
  if (slash < 0) {
    return { group: '', version: type.apiVersion, kind: type.kind };
  }
  return {
    group: type.apiVersion.slice(0, slash),
    version: type.apiVersion.slice(slash + 1),
    kind: type.kind,
  };
}

/** Joins group and version to `apiVersion`. */
export function toApiVersion(group: string, version: string): string {
  return group === '' ? version : `${group}/${version}`;
}

/** `namespace/name`, or only `name` for a cluster-scoped object. */
export function formatKey(key: ObjectKey): string {
  return key.namespace ? `${key.namespace}/${key.name}` : key.name;
}

/** `Kind/namespace/name`, the form used in events and messages. */
export function formatSubject(object: KubeObject): string {
  const { namespace, name } = object.metadata;
  return namespace
    ? `${object.kind}/${namespace}/${name ?? ''}`
    : `${object.kind}/${name ?? ''}`;
}

/** Reference to a live or desired object. */
export function refOf(object: KubeObject): ObjectRef {
  return {
    apiVersion: object.apiVersion,
    kind: object.kind,
    namespace: object.metadata.namespace,
    name: object.metadata.name ?? '',
  };
}
