/**
 * Name of one GitOps object over all clusters. It carries no API version,
 * because an object is the same one in every version that its cluster serves.
 */
export interface ObjectRef {
  /** Name of the cluster in the portal. */
  readonly cluster: string;
  /** API group, such as `kustomize.toolkit.fluxcd.io`. Never empty. */
  readonly group: string;
  /** `Kustomization`, `GitRepository`. */
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** The parts of an entity reference. */
export interface EntityName {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** `cluster/group/Kind/namespace/name`, as in `?object=` and in the database. */
export function formatObjectRef(ref: ObjectRef): string {
  return [ref.cluster, ref.group, ref.kind, ref.namespace, ref.name].join('/');
}

/**
 * Reverse of {@link formatObjectRef}; undefined for any other text. Only the
 * name of the cluster may contain slashes, as those of cloud providers do.
 */
export function parseObjectRef(text: string): ObjectRef | undefined {
  const parts = text.split('/');
  const [name, namespace, kind, group] = parts.slice(-4).reverse();
  const cluster = parts.slice(0, -4).join('/');
  const isComplete = [cluster, group, kind, namespace, name].every(Boolean);
  return isComplete ? { cluster, group, kind, namespace, name } : undefined;
}
