import type { ObjectRef, paths } from './generated/openapi';

/** The parts of an entity reference, as in the paths of the API. */
export type EntityName =
  paths['/entities/{kind}/{namespace}/{name}']['parameters']['path'];

type ObjectParams =
  paths['/entities/{kind}/{namespace}/{name}/objects/{cluster}/{group}/{objectKind}/{objectNamespace}/{objectName}']['parameters']['path'];

/**
 * Path parameters of an object. It is reached through the entity that it
 * belongs to, because the entity is what permissions are about.
 */
export function toObjectParams(
  { kind, namespace, name }: EntityName,
  ref: ObjectRef,
): ObjectParams {
  return {
    kind,
    namespace,
    name,
    cluster: ref.cluster,
    group: ref.group,
    objectKind: ref.kind,
    objectNamespace: ref.namespace,
    objectName: ref.name,
  };
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
