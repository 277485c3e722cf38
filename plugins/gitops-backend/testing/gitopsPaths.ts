import {
  formatObjectRef,
  toObjectParams,
  type ActionName,
  type EntityName,
  type GitOpsPaths,
  type ObjectRef,
} from '@backstage-gitops/plugin-gitops-common';
import { ENTITY_PATH, OBJECT_PATH } from '../src/http/requests';

/** Puts parameters, encoded, into a path of the OpenAPI document. */
function fill<P extends keyof GitOpsPaths>(
  path: P,
  params: GitOpsPaths[P]['parameters']['path'] &
    Readonly<Record<string, string>>,
): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(params[name]),
  );
}

/** Paths of the portal API, as clients make them. */
export const gitopsPaths = {
  entity: (entity: EntityName) => fill(ENTITY_PATH, { ...entity }),
  stream: (entity: EntityName, object?: ObjectRef) => {
    const path = fill(`${ENTITY_PATH}/stream`, { ...entity });
    return object
      ? `${path}?object=${encodeURIComponent(formatObjectRef(object))}`
      : path;
  },
  object: (entity: EntityName, ref: ObjectRef) =>
    fill(OBJECT_PATH, { ...toObjectParams(entity, ref) }),
  action: (entity: EntityName, ref: ObjectRef, action: ActionName) =>
    action === 'suspend'
      ? fill(`${OBJECT_PATH}/suspend`, { ...toObjectParams(entity, ref) })
      : fill(`${OBJECT_PATH}/{action}`, {
          ...toObjectParams(entity, ref),
          action,
        }),
};
