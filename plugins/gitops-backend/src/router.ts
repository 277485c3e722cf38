import type {
  AuditorService,
  LoggerService,
} from '@backstage/backend-plugin-api';
import {
  ACTION_PERMISSIONS,
  gitopsReadPermission,
} from '@backstage-gitops/plugin-gitops-common';
import {
  json,
  Router,
  type Request,
  type RequestHandler,
  type Response,
} from 'express';
import type { ActionService } from './actions/ActionService';
import { auditAction } from './http/auditAction';
import type { EntityAuthorizer } from './http/EntityAuthorizer';
import { EventStream } from './http/EventStream';
import { toHttpErrors } from './http/httpErrors';
import { openEntityStream } from './http/openEntityStream';
import {
  ENTITY_ROUTE,
  OBJECT_ROUTE,
  readActionName,
  readEntityName,
  readObjectQuery,
  readObjectRef,
  readSuspendBody,
} from './http/requests';
import type { OpenStreams } from './http/OpenStreams';
import type { EntityService } from './service/EntityService';

interface RouterOptions {
  readonly entities: EntityService;
  readonly actions: ActionService;
  readonly authorizer: EntityAuthorizer;
  readonly auditor: AuditorService;
  readonly streams: OpenStreams;
  readonly logger: LoggerService;
}

/** The portal API as in `schema/openapi.yaml`: parse, authorize, call, reply. */
export function createRouter(options: RouterOptions): Router {
  const router = Router();
  router.use(json({ limit: '16kb' }));
  addReads(router, options);
  addStream(router, options);
  addActions(router, options);
  router.use(toHttpErrors);
  return router;
}

/** A route's handler, whose failure goes to {@link toHttpErrors}. */
function handle(
  handler: (request: Request, response: Response) => Promise<void>,
): RequestHandler {
  return (request, response, next) => {
    handler(request, response).catch(next);
  };
}

function addReads(router: Router, options: RouterOptions): void {
  const { entities, authorizer } = options;
  const authorize = (request: Request) =>
    authorizer.authorize(
      request,
      readEntityName(request.params),
      gitopsReadPermission,
    );
  router.get(
    ENTITY_ROUTE,
    handle(async (request, response) => {
      response.json(await entities.readEntity(await authorize(request)));
    }),
  );
  router.get(
    OBJECT_ROUTE,
    handle(async (request, response) => {
      const caller = await authorize(request);
      const ref = readObjectRef(request.params);
      response.json(await entities.readObject(caller, ref));
    }),
  );
}

function addStream(router: Router, options: RouterOptions): void {
  const { authorizer, entities, logger, streams } = options;
  router.get(
    `${ENTITY_ROUTE}/stream`,
    handle(async (request, response) => {
      const ref = readObjectQuery(request.query.object);
      const caller = await authorizer.authorize(
        request,
        readEntityName(request.params),
        gitopsReadPermission,
      );
      const stream = streams.open(
        caller.userEntityRef,
        () => new EventStream(request, response, logger),
      );
      openEntityStream(stream, entities, caller, ref);
    }),
  );
}

function addActions(router: Router, options: RouterOptions): void {
  const { actions, auditor, authorizer } = options;
  router.post(
    `${OBJECT_ROUTE}/:action`,
    handle(async (request, response) => {
      const action = readActionName(request.params);
      const entity = readEntityName(request.params);
      const ref = readObjectRef(request.params);
      const requestedAt = await auditAction(
        auditor,
        request,
        { action, entity, ref },
        async () => {
          const caller = await authorizer.authorize(
            request,
            entity,
            ACTION_PERMISSIONS[action],
          );
          const suspension =
            action === 'suspend'
              ? readSuspendBody(request.body, Date.now())
              : undefined;
          return actions.perform({ caller, ref, action, suspension });
        },
      );
      response.status(202).json({ requestedAt });
    }),
  );
}
