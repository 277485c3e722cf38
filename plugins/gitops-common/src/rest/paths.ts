import type { ActionName, ObjectRef, paths } from './generated/openapi';
import { formatObjectRef, type EntityName } from './refs';

type PathParams<P extends keyof paths> = paths[P]['parameters']['path'];

const ENTITY = '/entities/{kind}/{namespace}/{name}';
const OBJECT = `${ENTITY}/objects/{cluster}/{group}/{objectKind}/{objectNamespace}/{objectName}`;

/** Puts parameters, encoded, into a path of the OpenAPI document. */
function fill<P extends keyof paths>(
  path: P,
  params: PathParams<P> & Readonly<Record<string, string>>,
): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(params[name]),
  );
}

/** Path parameters of an object that is reached through an entity. */
export function toObjectParams(
  { kind, namespace, name }: EntityName,
  ref: ObjectRef,
): PathParams<typeof OBJECT> {
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

/**
 * Paths of the portal API below the plugin's base URL, `/api/gitops`. An object
 * is reached through the entity that it belongs to, because the entity is what
 * permissions are about.
 */
export const gitopsPaths = {
  /** `GET`: `EntitySnapshot`. */
  entity: ({ kind, namespace, name }: EntityName) =>
    fill(ENTITY, { kind, namespace, name }),
  /**
   * `GET`: server-sent events, see `StreamMessages`. 429 when the user has too
   * many open.
   */
  stream: ({ kind, namespace, name }: EntityName, object?: ObjectRef) => {
    const path = fill(`${ENTITY}/stream`, { kind, namespace, name });
    return object
      ? `${path}?object=${encodeURIComponent(formatObjectRef(object))}`
      : path;
  },
  /** `GET`: `ObjectDetail`. 403 when the object does not agree to the entity. */
  object: (entity: EntityName, ref: ObjectRef) =>
    fill(OBJECT, { ...toObjectParams(entity, ref) }),
  /** `POST`: `ActionAccepted` (202). `suspend` takes a `SuspendRequest`. */
  action: (entity: EntityName, ref: ObjectRef, action: ActionName) =>
    action === 'suspend'
      ? fill(`${OBJECT}/suspend`, { ...toObjectParams(entity, ref) })
      : fill(`${OBJECT}/{action}`, { ...toObjectParams(entity, ref), action }),
};
