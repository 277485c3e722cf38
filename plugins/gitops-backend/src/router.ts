import type {
  AuditorService,
  LoggerService,
} from '@backstage/backend-plugin-api';
import { createValidatedOpenApiRouter } from '@backstage/backend-openapi-utils';
import {
  ACTION_PERMISSIONS,
  gitopsReadPermission,
  type ActionAccepted,
  type ActionName,
  type EntityName,
  type SuspendRequest,
} from '@backstage-gitops/plugin-gitops-common';
import { json, type Request, type Router } from 'express';
import type { ActionService } from './actions/ActionService';
import { addOperation } from './http/addOperation';
import { auditAction } from './http/auditAction';
import type { EntityAuthorizer } from './http/EntityAuthorizer';
import { EventStream } from './http/EventStream';
import { createErrorHandler } from './http/httpErrors';
import { openEntityStream } from './http/openEntityStream';
import type { OpenStreams } from './http/OpenStreams';
import {
  ENTITY_PATH,
  OBJECT_PATH,
  readEntityName,
  readObjectQuery,
  readObjectRef,
  readSuspendRequest,
  type ObjectParams,
} from './http/requests';
import { readOpenApiDocument } from './schema/readOpenApiDocument';
import type { EntityService } from './service/EntityService';

interface RouterOptions {
  readonly entities: EntityService;
  readonly actions: ActionService;
  readonly authorizer: EntityAuthorizer;
  readonly auditor: AuditorService;
  readonly streams: OpenStreams;
  readonly logger: LoggerService;
}

/**
 * The portal API: authorize, call, reply. A request that does not fit
 * `schema/openapi.yaml` is refused with 400 before it arrives here.
 */
export function createRouter(options: RouterOptions): Router {
  const router = createValidatedOpenApiRouter(readOpenApiDocument(), {
    middleware: [json({ limit: '16kb' })],
  });
  addReads(router, options);
  addStream(router, options);
  addActions(router, options);
  router.use(createErrorHandler(options.logger));
  return router;
}

function addReads(router: Router, options: RouterOptions): void {
  const { entities, authorizer } = options;
  const authorize = (request: Request, params: EntityName) =>
    authorizer.authorize(request, readEntityName(params), gitopsReadPermission);
  addOperation(router, 'get', ENTITY_PATH, async ({ request, params }) => {
    const caller = await authorize(request, params);
    return { status: 200, body: await entities.readEntity(caller) };
  });
  addOperation(router, 'get', OBJECT_PATH, async ({ request, params }) => {
    const caller = await authorize(request, params);
    const ref = readObjectRef(params);
    return { status: 200, body: await entities.readObject(caller, ref) };
  });
}

function addStream(router: Router, options: RouterOptions): void {
  const { authorizer, entities, logger, streams } = options;
  addOperation(router, 'get', `${ENTITY_PATH}/stream`, async call => {
    const { request, response, params, query } = call;
    const ref = readObjectQuery(query.object);
    const name = readEntityName(params);
    const user = await authorizer.authenticate(request);
    await streams.open(user, async () => {
      const caller = await authorizer.authorize(
        request,
        name,
        gitopsReadPermission,
      );
      const stream = new EventStream(request, response, logger);
      openEntityStream(stream, entities, caller, ref);
      return stream;
    });
  });
}

function addActions(router: Router, options: RouterOptions): void {
  const suspendPath = `${OBJECT_PATH}/suspend` as const;
  addOperation(router, 'post', suspendPath, async call => {
    const { request, params, body } = call;
    const readSuspension = () => readSuspendRequest(body, Date.now());
    const action = 'suspend' as const;
    const requested = { request, params, action, readSuspension };
    return { status: 202, body: await perform(options, requested) };
  });
  const actionPath = `${OBJECT_PATH}/{action}` as const;
  addOperation(router, 'post', actionPath, async ({ request, params }) => {
    const { action } = params;
    const body = await perform(options, { request, params, action });
    return { status: 202, body };
  });
}

interface RequestedAction {
  readonly request: Request;
  readonly params: ObjectParams;
  readonly action: ActionName;
  readonly readSuspension?: () => SuspendRequest;
}

async function perform(
  { actions, auditor, authorizer }: RouterOptions,
  { request, params, action, readSuspension }: RequestedAction,
): Promise<ActionAccepted> {
  const entity = readEntityName(params);
  const ref = readObjectRef(params);
  const audited = { action, entity, ref };
  const requestedAt = await auditAction(auditor, request, audited, async () => {
    const caller = await authorizer.authorize(
      request,
      entity,
      ACTION_PERMISSIONS[action],
    );
    const suspension = readSuspension?.();
    return actions.perform({ caller, ref, action, suspension });
  });
  return { requestedAt };
}
