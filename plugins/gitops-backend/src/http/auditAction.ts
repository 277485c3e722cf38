import type { AuditorService } from '@backstage/backend-plugin-api';
import { stringifyEntityRef } from '@backstage/catalog-model';
import {
  formatObjectRef,
  type ActionName,
  type EntityName,
  type ObjectRef,
} from '@backstage-gitops/plugin-gitops-common';
import type { Request } from 'express';

/** An action that somebody asks for. */
interface AuditedAction {
  readonly action: ActionName;
  readonly entity: EntityName;
  readonly ref: ObjectRef;
}

/**
 * Audits an action: the attempt before it is made, and how it ended, also when
 * it was denied. The event is called `object-<action>`.
 */
export async function auditAction<T>(
  auditor: AuditorService,
  request: Request,
  { action, entity, ref }: AuditedAction,
  work: () => Promise<T>,
): Promise<T> {
  const event = await auditor.createEvent({
    eventId: `object-${action}`,
    request,
    severityLevel: 'medium',
    meta: {
      entityRef: stringifyEntityRef(entity),
      object: formatObjectRef(ref),
    },
  });
  try {
    const result = await work();
    await event.success();
    return result;
  } catch (error) {
    await event.fail({
      error: error instanceof Error ? error : new Error(String(error)),
    });
    throw error;
  }
}
