import type {
  AuditorService,
  AuditorServiceEventSeverityLevel,
  HttpAuthService,
} from '@backstage/backend-plugin-api';
import { stringifyEntityRef } from '@backstage/catalog-model';
import type { ResourcePermission } from '@backstage/plugin-permission-common';
import {
  formatDeliveryRef,
  gitopsReadPermission,
  gitopsReconcilePermission,
  gitopsSuspendPermission,
  type EntitySnapshot,
} from '@backstage-gitops/plugin-gitops-common';
import { json, type Request, type Response, type Router } from 'express';
import PromiseRouter from 'express-promise-router';
import { EventStream } from './EventStream';
import { ownersOf, type Gate } from './Gate';
import { toHttpErrors } from './httpErrors';
import {
  readDeliveryParams,
  readDeliveryQuery,
  readEntityName,
  readReconcileBody,
  readSuspendBody,
} from './requests';
import type { ActionTarget, GitOpsService } from './service/GitOpsService';
import type { EntityPicture } from './service/EntityWatch';

export interface RouterOptions {
  readonly service: GitOpsService;
  readonly gate: Gate;
  readonly httpAuth: HttpAuthService;
  readonly auditor: AuditorService;
}

const ENTITY = '/entities/:kind/:namespace/:name';
const DELIVERY = `${ENTITY}/deliveries/:cluster/:deliveryKind/:deliveryNamespace/:deliveryName`;

/** HTTP only: reads the request, asks the gate, calls the service, answers. */
export function createRouter(options: RouterOptions): Router {
  const { service, gate, httpAuth } = options;
  const router = PromiseRouter();
  router.use(json({ limit: '16kb' }));

  const enter = async (request: Request, permission: ResourcePermission) => {
    const credentials = await httpAuth.credentials(request, {
      allow: ['user'],
    });
    const name = readEntityName(request.params);
    const entity = await gate.enter(name, permission, credentials);
    const toSnapshot = async (
      picture: EntityPicture,
    ): Promise<EntitySnapshot> => ({
      entityRef: stringifyEntityRef(entity),
      owners: ownersOf(entity),
      allowed: await gate.allowedActions(entity, credentials),
      ...picture,
    });
    const { userEntityRef } = credentials.principal;
    return { entity, userEntityRef, toSnapshot };
  };

  router.get(ENTITY, async (request, response) => {
    const { entity, toSnapshot } = await enter(request, gitopsReadPermission);
    response.json(await toSnapshot(await service.readEntity(entity)));
  });

  router.get(DELIVERY, async (request, response) => {
    const { entity } = await enter(request, gitopsReadPermission);
    const ref = readDeliveryParams(request.params);
    response.json(await service.readDelivery(entity, ref));
  });

  router.get(`${ENTITY}/stream`, async (request, response) => {
    const { entity, toSnapshot } = await enter(request, gitopsReadPermission);
    const ref = readDeliveryQuery(request.query.delivery);
    const first = await toSnapshot(await service.readEntity(entity));
    if (ref) await service.readDelivery(entity, ref);
    const { allowed } = first;
    const stream = new EventStream(request, response);
    const changed = () => stream.changed();
    const watch = service.watchEntity(entity, changed);
    stream.onClose(() => watch.close());
    stream.add('snapshot', async () => ({
      ...first,
      allowed,
      ...watch.picture(Date.now()),
    }));
    if (!ref) return;
    const delivery = service.watchDelivery(entity, ref, changed);
    stream.onClose(() => delivery.close());
    stream.add('detail', async () =>
      delivery.detail(Date.now(), await service.listActions(ref)),
    );
  });

  const action = (
    path: string,
    permission: ResourcePermission,
    act: (target: ActionTarget, request: Request) => Promise<string>,
  ) =>
    router.post(
      `${DELIVERY}/${path}`,
      async (request: Request, response: Response) => {
        await audited(
          options.auditor,
          `delivery-${path}`,
          request,
          async () => {
            const { entity, userEntityRef } = await enter(request, permission);
            const ref = readDeliveryParams(request.params);
            const target = { entity, ref, by: userEntityRef };
            response
              .status(202)
              .json({ requestedAt: await act(target, request) });
          },
        );
      },
    );

  action('reconcile', gitopsReconcilePermission, (target, { body }) =>
    service.reconcile(target, readReconcileBody(body).withSource ?? false),
  );
  action('suspend', gitopsSuspendPermission, (target, { body }) =>
    service.suspend(target, readSuspendBody(body, Date.now())),
  );
  action('resume', gitopsSuspendPermission, target => service.resume(target));

  router.use(toHttpErrors);
  return router;
}

const SEVERITY: AuditorServiceEventSeverityLevel = 'medium';

/** Writes down the attempt before it is made and how it ended, denied ones too. */
async function audited(
  auditor: AuditorService,
  eventId: string,
  request: Request,
  work: () => Promise<void>,
): Promise<void> {
  const event = await auditor.createEvent({
    eventId,
    request,
    severityLevel: SEVERITY,
    meta: {
      entityRef: stringifyEntityRef(readEntityName(request.params)),
      delivery: formatDeliveryRef(readDeliveryParams(request.params)),
    },
  });
  try {
    await work();
    await event.success();
  } catch (error) {
    await event.fail({
      error: error instanceof Error ? error : new Error(String(error)),
    });
    throw error;
  }
}
