import type { Scopes } from '../openapi/scopes';

/** Group, version and kind; `''` for the core group and for "any" in a selector. */
export interface GroupVersionKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

/** Identity of an object in a build. */
export interface ResourceId extends GroupVersionKind {
  readonly name: string;
  /** As written; `''` when not given. */
  readonly namespace: string;
  /** Known to the API to live outside namespaces. */
  readonly clusterScoped: boolean;
}

/** Stands for the namespace of objects that have none. */
export const NOT_A_NAMESPACE = '_non_namespaceable_';

/** Splits `apps/v1` into group and version; `v1` has the group `''`. */
export function splitApiVersion(apiVersion: string): {
  group: string;
  version: string;
} {
  const slash = apiVersion.indexOf('/');
  return slash < 0
    ? { group: '', version: apiVersion }
    : {
        group: apiVersion.slice(0, slash),
        version: apiVersion.slice(slash + 1),
      };
}

/** `group/version`, or `version` alone for the core group. */
export function apiVersionOf(gvk: GroupVersionKind): string {
  return gvk.group === '' ? gvk.version : `${gvk.group}/${gvk.version}`;
}

/** Makes an identity, asking `scopes` whether the kind is cluster-scoped. */
export function resourceId(
  gvk: GroupVersionKind,
  name: string,
  namespace: string,
  scopes?: Scopes,
): ResourceId {
  return {
    ...gvk,
    name,
    namespace,
    clusterScoped:
      scopes?.isClusterScoped(apiVersionOf(gvk), gvk.kind) ?? false,
  };
}

/** The namespace that counts for identity: `''` is `default`. */
export function effectiveNamespace(id: ResourceId): string {
  if (id.clusterScoped) return NOT_A_NAMESPACE;
  return id.namespace === '' ? 'default' : id.namespace;
}

/** Whether two kinds are the same, all three parts. */
export function sameGvk(a: GroupVersionKind, b: GroupVersionKind): boolean {
  return a.kind === b.kind && a.group === b.group && a.version === b.version;
}

/** Whether both name the same object. */
export function sameId(a: ResourceId, b: ResourceId): boolean {
  return (
    a.name === b.name &&
    sameGvk(a, b) &&
    effectiveNamespace(a) === effectiveNamespace(b)
  );
}

/** A string that is equal for two ids exactly when {@link sameId} is true. */
export function idKey(id: ResourceId): string {
  return `${id.name}\n${effectiveNamespace(id)}\n${id.kind}\n${id.version}\n${
    id.group
  }`;
}

/** Whether `gvk` fits a selector whose empty parts fit everything. */
export function isSelected(
  gvk: GroupVersionKind,
  selector: GroupVersionKind,
): boolean {
  return (
    (selector.kind === '' || selector.kind === gvk.kind) &&
    (selector.group === '' || selector.group === gvk.group) &&
    (selector.version === '' || selector.version === gvk.version)
  );
}

/** `Deployment.v1.apps`, with placeholders for what is empty. */
export function describeGvk(gvk: GroupVersionKind): string {
  return [
    gvk.kind || '[noKind]',
    gvk.version || '[noVer]',
    gvk.group || '[noGrp]',
  ].join('.');
}

/** `Deployment.v1.apps/web.prod`, with placeholders for what is empty. */
export function describeId(
  id: GroupVersionKind & { name: string; namespace: string },
): string {
  return `${describeGvk(id)}/${id.name || '[noName]'}.${
    id.namespace || '[noNs]'
  }`;
}
