import type {
  BackstageCredentials,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import {
  RELATION_OWNED_BY,
  stringifyEntityRef,
  type Entity,
} from '@backstage/catalog-model';
import { NotAllowedError, NotFoundError } from '@backstage/errors';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import {
  AuthorizeResult,
  type ResourcePermission,
} from '@backstage/plugin-permission-common';
import {
  gitopsReconcilePermission,
  gitopsSuspendPermission,
  type AllowedActions,
  type EntityName,
} from '@backstage-gitops/plugin-gitops-common';

/** Lets callers through to the entities that they may see and act on. */
export class Gate {
  constructor(
    private readonly catalog: CatalogService,
    private readonly permissions: PermissionsService,
  ) {}

  /**
   * The entity, if the caller has the permission on it.
   * @throws NotFoundError - no such entity, or the catalog hides it from the caller
   * @throws NotAllowedError - with the permission and the owners, for people to ask
   */
  async enter(
    name: EntityName,
    permission: ResourcePermission,
    credentials: BackstageCredentials,
  ): Promise<Entity> {
    const ref = stringifyEntityRef(name);
    const entity = await this.catalog.getEntityByRef(ref, { credentials });
    if (!entity) throw new NotFoundError(`There is no entity ${ref}`);
    const [isAllowed] = await this.#ask(ref, [permission], credentials);
    if (!isAllowed) {
      const owners = ownersOf(entity).join(', ') || 'nobody';
      throw new NotAllowedError(
        `You need the permission ${permission.name} on ${ref}, which is owned by ${owners}`,
      );
    }
    return entity;
  }

  /** What the caller may do, for buttons to know. */
  async allowedActions(
    entity: Entity,
    credentials: BackstageCredentials,
  ): Promise<AllowedActions> {
    const [reconcile, suspend] = await this.#ask(
      stringifyEntityRef(entity),
      [gitopsReconcilePermission, gitopsSuspendPermission],
      credentials,
    );
    return { reconcile, suspend };
  }

  async #ask(
    resourceRef: string,
    permissions: readonly ResourcePermission[],
    credentials: BackstageCredentials,
  ): Promise<boolean[]> {
    const decisions = await this.permissions.authorize(
      permissions.map(permission => ({ permission, resourceRef })),
      { credentials },
    );
    return decisions.map(({ result }) => result === AuthorizeResult.ALLOW);
  }
}

/** Entity references of the owners. */
export function ownersOf(entity: Entity): string[] {
  return (entity.relations ?? [])
    .filter(({ type }) => type === RELATION_OWNED_BY)
    .map(({ targetRef }) => targetRef);
}
