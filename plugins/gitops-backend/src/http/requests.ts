import { InputError } from '@backstage/errors';
import {
  ACTION_NAMES,
  parseObjectRef,
  type ActionName,
  type EntityName,
  type ObjectRef,
  type SuspendRequest,
} from '@backstage-gitops/plugin-gitops-common';
import { z } from 'zod';

/** Control characters, and those that change the direction of what follows. */
const UNPRINTABLE = /(?![\n\t])\p{Cc}|[\u202a-\u202e\u2066-\u2069]/u;

const suspendBody = z.object({
  reason: z
    .string()
    .trim()
    .min(1)
    .max(500)
    .refine(text => !UNPRINTABLE.test(text), 'must be printable'),
  until: z.string().datetime({ offset: true }).optional(),
});

/** Parameters of a route, by name. */
type Params = Readonly<Record<string, string>>;

/** Route of an entity, below the plugin's base path. */
export const ENTITY_ROUTE = '/entities/:kind/:namespace/:name';

/** Route of one object of an entity. */
export const OBJECT_ROUTE = `${ENTITY_ROUTE}/objects/:cluster/:group/:objectKind/:objectNamespace/:objectName`;

/**
 * Body of `POST …/suspend`.
 * @throws InputError - a missing reason, or a time that is not in the future
 */
export function readSuspendBody(body: unknown, nowMs: number): SuspendRequest {
  const result = suspendBody.safeParse(body ?? {});
  if (!result.success) {
    const [issue] = result.error.issues;
    throw new InputError(`${issue.path.join('.') || 'body'}: ${issue.message}`);
  }
  const { until } = result.data;
  if (until && Date.parse(until) <= nowMs) {
    throw new InputError('until: must be in the future');
  }
  return result.data;
}

export function readEntityName(params: Params): EntityName {
  const { kind, namespace, name } = params;
  return { kind, namespace, name };
}

export function readObjectRef(params: Params): ObjectRef {
  const { cluster, group, objectKind, objectNamespace, objectName } = params;
  return {
    cluster,
    group,
    kind: objectKind,
    namespace: objectNamespace,
    name: objectName,
  };
}

/** @throws InputError - no {@link ActionName} */
export function readActionName({ action }: Params): ActionName {
  const name = ACTION_NAMES.find(candidate => candidate === action);
  if (!name) {
    throw new InputError(`action: must be one of ${ACTION_NAMES.join(', ')}`);
  }
  return name;
}

/**
 * The object that a stream is to follow, if any.
 * @throws InputError - not of the form cluster/group/Kind/namespace/name
 */
export function readObjectQuery(query: unknown): ObjectRef | undefined {
  if (query === undefined) return undefined;
  const ref = typeof query === 'string' ? parseObjectRef(query) : undefined;
  if (!ref) {
    throw new InputError(
      'object: must be of the form cluster/group/Kind/namespace/name',
    );
  }
  return ref;
}
