import type { ActionName } from './actions';
import { formatObjectRef, type EntityName, type ObjectRef } from './refs';

const encode = (...parts: string[]) => parts.map(encodeURIComponent).join('/');

/**
 * Paths of the portal API below the plugin's base URL, `/api/gitops`. An object
 * is reached through the entity that it belongs to, because the entity is what
 * permissions are about.
 */
export const gitopsPaths = {
  /** `GET`: `EntitySnapshot`. */
  entity: (entity: EntityName) =>
    `/entities/${encode(entity.kind, entity.namespace, entity.name)}`,
  /**
   * `GET`: server-sent events, see `StreamMessages`. 429 when the user has too
   * many open.
   */
  stream: (entity: EntityName, object?: ObjectRef) => {
    const path = `${gitopsPaths.entity(entity)}/stream`;
    return object
      ? `${path}?object=${encodeURIComponent(formatObjectRef(object))}`
      : path;
  },
  /** `GET`: `ObjectDetail`. 403 when the object does not agree to the entity. */
  object: (entity: EntityName, { cluster, group, ...ref }: ObjectRef) =>
    `${gitopsPaths.entity(entity)}/objects/${encode(
      cluster,
      group,
      ref.kind,
      ref.namespace,
      ref.name,
    )}`,
  /** `POST`: `ActionAccepted` (202). `suspend` takes a `SuspendRequest`. */
  action: (entity: EntityName, ref: ObjectRef, action: ActionName) =>
    `${gitopsPaths.object(entity, ref)}/${action}`,
};
