import type {
  BackstageCredentials,
  BackstageUserPrincipal,
  HttpAuthService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { stringifyEntityRef } from '@backstage/catalog-model';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import { kubernetesClustersReadPermission } from '@backstage/plugin-kubernetes-common';
import {
  AuthorizeResult,
  type ResourcePermission,
} from '@backstage/plugin-permission-common';
import {
  gitopsPermissions,
  type EntityName,
} from '@backstage-gitops/plugin-gitops-common';
import type { Request } from 'express';
import { ownersOf } from '../matching/agreements';
import type { Caller } from '../service/EntityService';
import { entityNotFound, permissionMissing } from '../service/errors';

interface EntityAuthorizerOptions {
  readonly catalog: CatalogService;
  readonly httpAuth: HttpAuthService;
  readonly permissions: PermissionsService;
}

/** Reads entities as the caller, and checks the caller's permissions on them. */
export class EntityAuthorizer {
  constructor(private readonly options: EntityAuthorizerOptions) {}

  /**
   * Entity reference of the user who makes a request. Nothing is asked of other
   * plugins.
   * @throws AuthenticationError - no user signed the request
   */
  async authenticate(request: Request): Promise<string> {
    const { principal } = await this.#credentials(request);
    return principal.userEntityRef;
  }

  /**
   * The caller of a request, with the entity that it names.
   * @throws AuthenticationError - no user signed the request
   * @throws NotFoundError - no such entity, or the catalog hides it from the caller
   * @throws NotAllowedError - with the permission and the owners, for people to ask
   */
  async authorize(
    request: Request,
    name: EntityName,
    permission: ResourcePermission,
  ): Promise<Caller> {
    const { catalog } = this.options;
    const credentials = await this.#credentials(request);
    const ref = stringifyEntityRef(name);
    const entity = await catalog.getEntityByRef(ref, { credentials });
    if (!entity) throw entityNotFound(ref);
    const permissions = await this.#permissionsOn(ref, credentials);
    if (!permissions.has(permission.name)) {
      throw permissionMissing(permission.name, ref, ownersOf(entity));
    }
    const { userEntityRef } = credentials.principal;
    return { entity, userEntityRef, permissions };
  }

  #credentials(
    request: Request,
  ): Promise<BackstageCredentials<BackstageUserPrincipal>> {
    return this.options.httpAuth.credentials(request, { allow: ['user'] });
  }

  /**
   * Names of the permissions that the caller has: ours on the entity, and
   * Backstage's own to read what clusters there are.
   */
  async #permissionsOn(
    resourceRef: string,
    credentials: BackstageCredentials<BackstageUserPrincipal>,
  ): Promise<ReadonlySet<string>> {
    const requests = [
      ...gitopsPermissions.map(permission => ({ permission, resourceRef })),
      { permission: kubernetesClustersReadPermission },
    ];
    const decisions = await this.options.permissions.authorize(requests, {
      credentials,
    });
    return new Set(
      requests
        .filter((_, i) => decisions[i].result === AuthorizeResult.ALLOW)
        .map(({ permission }) => permission.name),
    );
  }
}
