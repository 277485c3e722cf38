import { createPermission } from '@backstage/plugin-permission-common';

/**
 * Type of the resource that the permissions are about: the catalog entity that
 * is delivered. A policy can therefore use the catalog's own rules, such as
 * `isEntityOwner`.
 */
export const GITOPS_RESOURCE_TYPE = 'catalog-entity';

/** To see what delivers an entity, and in which state it is. */
export const gitopsReadPermission = createPermission({
  name: 'gitops.read',
  attributes: { action: 'read' },
  resourceType: GITOPS_RESOURCE_TYPE,
});

/** To ask for a run now, of a delivery and of its source. */
export const gitopsReconcilePermission = createPermission({
  name: 'gitops.reconcile',
  attributes: { action: 'update' },
  resourceType: GITOPS_RESOURCE_TYPE,
});

/** To suspend and to resume a delivery. */
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
