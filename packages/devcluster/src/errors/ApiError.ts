import { JsonObject } from '../json';
import { FieldError } from './FieldError';

/** Which resource an error is about: group and plural (or kind, for validation). */
interface ErrorSubject {
  group: string;
  resource: string;
}

/** A failure that is answered as a `Status` object, worded as the real API server words it. */
export class ApiError extends Error {
  readonly name = 'ApiError';

  constructor(
    /** HTTP status code. */
    readonly code: number,
    /** Machine-readable reason, e.g. `NotFound`. */
    readonly reason: string,
    message: string,
    readonly details?: JsonObject,
  ) {
    super(message);
  }

  /** The body of the reply. */
  toStatus(): JsonObject {
    return {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message: this.message,
      ...(this.reason ? { reason: this.reason } : {}),
      ...(this.details ? { details: this.details } : {}),
      code: this.code,
    };
  }
}

const qualified = ({ group, resource }: ErrorSubject) =>
  group ? `${resource}.${group}` : resource;

const detailsOf = (
  { group, resource }: ErrorSubject,
  name?: string,
): JsonObject => ({
  ...(name ? { name } : {}),
  ...(group ? { group } : {}),
  kind: resource,
});

export function notFound(subject: ErrorSubject, name: string): ApiError {
  return new ApiError(
    404,
    'NotFound',
    `${qualified(subject)} "${name}" not found`,
    detailsOf(subject, name),
  );
}

/** The path names no resource at all. */
export function pathNotFound(): ApiError {
  return new ApiError(
    404,
    'NotFound',
    'the server could not find the requested resource',
    {},
  );
}

export function alreadyExists(subject: ErrorSubject, name: string): ApiError {
  const message = `${qualified(subject)} "${name}" already exists`;
  return new ApiError(409, 'AlreadyExists', message, detailsOf(subject, name));
}

export function conflict(
  subject: ErrorSubject,
  name: string,
  cause: string,
): ApiError {
  const message = `Operation cannot be fulfilled on ${qualified(
    subject,
  )} "${name}": ${cause}`;
  return new ApiError(409, 'Conflict', message, detailsOf(subject, name));
}

/** Optimistic locking: the writer read an older version. */
export function staleObject(subject: ErrorSubject, name: string): ApiError {
  return conflict(
    subject,
    name,
    'the object has been modified; please apply your changes to the latest version and try again',
  );
}

export function forbidden(
  subject: ErrorSubject,
  name: string,
  cause: string,
): ApiError {
  const target = name ? `${qualified(subject)} "${name}"` : qualified(subject);
  return new ApiError(
    403,
    'Forbidden',
    `${target} is forbidden: ${cause}`,
    detailsOf(subject, name),
  );
}

export function badRequest(message: string): ApiError {
  return new ApiError(400, 'BadRequest', message);
}

export function unauthorized(): ApiError {
  return new ApiError(401, 'Unauthorized', 'Unauthorized');
}

export function methodNotAllowed(
  subject?: ErrorSubject,
  verb?: string,
): ApiError {
  if (!subject) {
    const message =
      'the server does not allow this method on the requested resource';
    return new ApiError(405, 'MethodNotAllowed', message, {});
  }
  const message = `${verb} is not supported on resources of kind "${qualified(
    subject,
  )}"`;
  return new ApiError(405, 'MethodNotAllowed', message, detailsOf(subject));
}

export function unsupportedMediaType(accepted: string[]): ApiError {
  const message = `the body of the request was in an unknown format - accepted media types include: ${accepted.join(
    ', ',
  )}`;
  return new ApiError(415, 'UnsupportedMediaType', message);
}

export function expired(message: string): ApiError {
  return new ApiError(410, 'Expired', message);
}

/** A resourceVersion from the future, e.g. of an earlier life of a cluster without storage. */
export function tooLargeResourceVersion(
  requested: string,
  current: number,
): ApiError {
  return new ApiError(
    504,
    'Timeout',
    `Too large resource version: ${requested}, current: ${current}`,
    {
      causes: [
        {
          reason: 'ResourceVersionTooLarge',
          message: 'Too large resource version',
        },
      ],
      retryAfterSeconds: 1,
    },
  );
}

/** Validation failure; `subject.resource` is the kind here. */
export function invalid(
  subject: ErrorSubject,
  name: string,
  errors: readonly FieldError[],
): ApiError {
  const unique = [
    ...new Map(errors.map(error => [error.text(), error])).values(),
  ];
  const texts = unique.map(error => error.text());
  const list = texts.length === 1 ? texts[0] : `[${texts.join(', ')}]`;
  return new ApiError(
    422,
    'Invalid',
    `${qualified(subject)} "${name}" is invalid: ${list}`,
    {
      ...detailsOf(subject, name),
      causes: unique.map(error => error.cause()),
    },
  );
}
