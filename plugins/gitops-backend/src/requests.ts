import { InputError } from '@backstage/errors';
import {
  parseDeliveryRef,
  type DeliveryRef,
  type EntityName,
} from '@backstage-gitops/plugin-gitops-common';
import { z } from 'zod';

const reconcileBody = z.object({ withSource: z.boolean().optional() });

const suspendBody = z.object({
  reason: z.string().trim().min(1).max(500),
  until: z.string().datetime({ offset: true }).optional(),
});

/** Parameters of a route, by name. */
export type Params = Readonly<Record<string, string>>;

/** @throws InputError - named field and what is wrong with it */
export function readReconcileBody(body: unknown) {
  return parse(reconcileBody, body ?? {});
}

/** @throws InputError - a missing reason, or a time that is not in the future */
export function readSuspendBody(body: unknown, nowMs: number) {
  const read = parse(suspendBody, body ?? {});
  if (read.until && Date.parse(read.until) <= nowMs) {
    throw new InputError('until: must be in the future');
  }
  return read;
}

export function readEntityName(params: Params): EntityName {
  const { kind, namespace, name } = params;
  return { kind, namespace, name };
}

export function readDeliveryParams(params: Params): DeliveryRef {
  const { cluster, deliveryKind, deliveryNamespace, deliveryName } = params;
  return {
    cluster,
    kind: deliveryKind,
    namespace: deliveryNamespace,
    name: deliveryName,
  };
}

/**
 * The delivery that a stream is to follow, if any.
 * @throws InputError - not of the form cluster/Kind/namespace/name
 */
export function readDeliveryQuery(query: unknown): DeliveryRef | undefined {
  if (query === undefined) return undefined;
  const ref = typeof query === 'string' ? parseDeliveryRef(query) : undefined;
  if (!ref) {
    throw new InputError(
      'delivery: must be of the form cluster/Kind/namespace/name',
    );
  }
  return ref;
}

function parse<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new InputError(`${issue.path.join('.') || 'body'}: ${issue.message}`);
}
