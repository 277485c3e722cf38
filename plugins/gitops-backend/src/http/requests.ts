import { InputError } from '@backstage/errors';
import {
  parseObjectRef,
  type EntityName,
  type GitOpsPaths,
  type ObjectRef,
  type SuspendRequest,
} from '@backstage-gitops/plugin-gitops-common';
import { isPrintable } from '../redaction/printable';

/** Path of an entity in the OpenAPI document. */
export const ENTITY_PATH = '/entities/{kind}/{namespace}/{name}';

/** Path of one object of an entity in the OpenAPI document. */
export const OBJECT_PATH =
  `${ENTITY_PATH}/objects/{cluster}/{group}/{objectKind}/{objectNamespace}/{objectName}` as const;

/** Path parameters of an object of an entity. */
export type ObjectParams =
  GitOpsPaths[typeof OBJECT_PATH]['parameters']['path'];

/**
 * Body of `POST …/suspend`: what the OpenAPI document cannot say of it.
 * @throws InputError - no printable reason, or a time that is not in the future
 */
export function readSuspendRequest(
  body: SuspendRequest,
  nowMs: number,
): SuspendRequest {
  const reason = body.reason.trim();
  if (reason === '') throw new InputError('reason: must say why');
  checkPrintable({ reason });
  if (body.until && Date.parse(body.until) <= nowMs) {
    throw new InputError('until: must be in the future');
  }
  return { ...body, reason };
}

/** @throws InputError - a name that nobody could read in an answer or a log */
export function readEntityName(params: EntityName): EntityName {
  const { kind, namespace, name } = params;
  checkPrintable({ kind, namespace, name });
  return { kind, namespace, name };
}

/** @throws InputError - a name that nobody could read in an answer or a log */
export function readObjectRef(params: ObjectParams): ObjectRef {
  checkPrintable(params);
  const { cluster, group, objectKind, objectNamespace, objectName } = params;
  return {
    cluster,
    group,
    kind: objectKind,
    namespace: objectNamespace,
    name: objectName,
  };
}

/**
 * The object that a stream is to follow, if any.
 * @throws InputError - not of the form cluster/group/Kind/namespace/name
 */
export function readObjectQuery(
  query: string | undefined,
): ObjectRef | undefined {
  if (query === undefined) return undefined;
  checkPrintable({ object: query });
  const ref = parseObjectRef(query);
  if (!ref) {
    throw new InputError(
      'object: must be of the form cluster/group/Kind/namespace/name',
    );
  }
  return ref;
}

function checkPrintable(texts: Readonly<Record<string, string>>): void {
  for (const [field, text] of Object.entries(texts)) {
    if (!isPrintable(text)) {
      throw new InputError(`${field}: must be printable`);
    }
  }
}
