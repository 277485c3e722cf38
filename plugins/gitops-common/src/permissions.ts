import {
  createPermission,
  type ResourcePermission,
} from '@backstage/plugin-permission-common';
import type { ActionName } from './rest';

/**
 * Type of the resource that the permissions are about: the catalog entity that
 * an object belongs to. A policy can therefore use the catalog's own rules, such as
 * `isEntityOwner`.
 */
export const GITOPS_RESOURCE_TYPE = 'catalog-entity';

/** To see the GitOps objects of an entity and their state. */
export const gitopsReadPermission = createPermission({
  name: 'gitops.read',
  attributes: { action: 'read' },
  resourceType: GITOPS_RESOURCE_TYPE,
});

/** To ask for a run now, of an object and of its source. */
export const gitopsReconcilePermission = createPermission({
  name: 'gitops.reconcile',
  attributes: { action: 'update' },
  resourceType: GITOPS_RESOURCE_TYPE,
});

/** To suspend and to resume an object. */
export const gitopsSuspendPermission = createPermission({
  name: 'gitops.suspend',
  attributes: { action: 'update' },
  resourceType: GITOPS_RESOURCE_TYPE,
});

/** Every permission of the GitOps plugins. */
export const gitopsPermissions = [
  gitopsReadPermission,
  gitopsReconcilePermission,
  gitopsSuspendPermission,
];

/** The permission that each action needs. */
export const ACTION_PERMISSIONS: Readonly<
  Record<ActionName, ResourcePermission<typeof GITOPS_RESOURCE_TYPE>>
> = {
  reconcile: gitopsReconcilePermission,
  'reconcile-with-source': gitopsReconcilePermission,
  force: gitopsReconcilePermission,
  reset: gitopsReconcilePermission,
  suspend: gitopsSuspendPermission,
  resume: gitopsSuspendPermission,
};
