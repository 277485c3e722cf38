import {
  ConflictError,
  CustomErrorBase,
  InputError,
  NotAllowedError,
  NotFoundError,
} from '@backstage/errors';
import {
  AGREED_ENTITIES_ANNOTATION,
  formatObjectRef,
  type ActionName,
  type ObjectRef,
  type Statement,
} from '@backstage-gitops/plugin-gitops-common';

/** An error whose HTTP body carries a statement for a person. */
function withStatement<E extends Error>(error: E, statement: Statement): E {
  return Object.assign(error, { statement });
}

/** 404: the entity does not exist, or the catalog hides it from the caller. */
export function entityNotFound(entityRef: string): Error {
  return withStatement(new NotFoundError(`There is no entity ${entityRef}`), {
    code: 'entityNotFound',
    params: { entityRef },
  });
}

/** 403: the caller lacks a permission. */
export function permissionMissing(
  permission: string,
  entityRef: string,
  owners: readonly string[],
): Error {
  const names = owners.join(', ') || 'nobody';
  return withStatement(
    new NotAllowedError(
      `You need the permission ${permission} on ${entityRef}, which is owned by ${names}`,
    ),
    { code: 'permissionMissing', params: { permission, entityRef, owners } },
  );
}

/** 404: the object does not belong to the entity. */
export function objectNotOfEntity(ref: ObjectRef, entityRef: string): Error {
  const object = formatObjectRef(ref);
  return withStatement(
    new NotFoundError(`${object} does not belong to ${entityRef}`),
    { code: 'objectNotOfEntity', params: { object, entityRef } },
  );
}

/** 403: the entity names the object, but the object does not name the entity. */
export function notAgreed(ref: ObjectRef, entityRef: string): Error {
  const annotation = AGREED_ENTITIES_ANNOTATION;
  return withStatement(
    new NotAllowedError(
      `${formatObjectRef(ref)} does not agree to ${entityRef}: whoever owns ` +
        `it has to add the annotation ${annotation}: ${entityRef}`,
    ),
    { code: 'notAgreed', params: { annotation, value: entityRef } },
  );
}

/** 400: the kind of object has no such action. */
export function actionNotOffered(action: ActionName, kind: string): Error {
  return withStatement(
    new InputError(`${kind} does not offer the action ${action}`),
    { code: 'actionNotOffered', params: { action, kind } },
  );
}

/** 409: the object is suspended. */
export function resumeFirst({ kind, namespace, name }: ObjectRef): Error {
  const object = `${kind}/${namespace}/${name}`;
  return withStatement(
    new ConflictError(`${object} is suspended: resume it first`),
    { code: 'resumeFirst', params: { object } },
  );
}

/** 404: an action needs a source that cannot be found. */
export function sourceNotFound({ kind, namespace, name }: ObjectRef): Error {
  return withStatement(
    new NotFoundError(
      `There is no ${kind} ${namespace}/${name} that the portal could ask`,
    ),
    { code: 'sourceNotFound', params: { kind, namespace, name } },
  );
}

/** How long a client should wait before it asks for a stream again. */
const STREAM_RETRY_SECONDS = 30;

/** 429: the user has too many streams open; 503: all users together have. */
export class TooManyStreamsError extends CustomErrorBase {
  override readonly name = 'TooManyStreamsError';
  /** Read by Backstage's error handler. */
  readonly statusCode: 429 | 503;
  /** Value of the header `Retry-After`. */
  readonly retryAfterSeconds = STREAM_RETRY_SECONDS;
  readonly statement?: Statement;

  constructor(of: 'user' | 'process', limit: number) {
    super(
      of === 'user'
        ? `You have ${limit} streams open, the most that is allowed`
        : 'The portal has as many streams open as it can serve',
    );
    this.statusCode = of === 'user' ? 429 : 503;
    if (of === 'user') {
      this.statement = { code: 'tooManyStreams', params: { limit } };
    }
  }
}
