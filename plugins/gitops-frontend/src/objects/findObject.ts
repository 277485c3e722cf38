import {
  formatObjectRef,
  type GitOpsObject,
  type ObjectRef,
} from '@backstage-gitops/plugin-gitops-common';

/** The object of that name, if it is among those of the entity. */
export function findObject(
  objects: readonly GitOpsObject[],
  ref: ObjectRef | undefined,
): GitOpsObject | undefined {
  if (!ref) return undefined;
  const key = formatObjectRef(ref);
  return objects.find(object => formatObjectRef(object.ref) === key);
}
