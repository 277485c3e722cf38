import type { LoggerService } from '@backstage/backend-plugin-api';
import {
  ConflictError,
  NotAllowedError,
  NotFoundError,
  ServiceUnavailableError,
} from '@backstage/errors';
import {
  ApiError,
  ConnectionError,
  isConflict,
  isForbidden,
  isNotFound,
} from '@backstage-gitops/kube';
import type { ErrorRequestHandler } from 'express';

/** Errors of Backstage that say by their name what the answer is. */
const ANSWERS: readonly string[] = [
  'AuthenticationError',
  'ConflictError',
  'InputError',
  'NotAllowedError',
  'NotFoundError',
  'ServiceUnavailableError',
];

/**
 * Express error handler: turns errors of a cluster into those of Backstage, and
 * logs those that nobody expects. No stack, cause, path or address goes to the
 * client, in whatever mode the process runs.
 */
export function createErrorHandler(logger: LoggerService): ErrorRequestHandler {
  return (error, _request, response, next) => {
    const answer = translate(error, logger);
    const { retryAfterSeconds } = answer as { retryAfterSeconds?: number };
    if (retryAfterSeconds && !response.headersSent) {
      response.set('Retry-After', String(retryAfterSeconds));
    }
    next(withoutInternals(answer));
  };
}

function translate(error: unknown, logger: LoggerService): Error {
  if (error instanceof ConnectionError) {
    logger.warn('a cluster does not answer', { error: error.message });
    return new ServiceUnavailableError('The cluster does not answer');
  }
  if (error instanceof ApiError) return fromCluster(error);
  if (error instanceof Error && isAnswer(error)) return error;
  const cause = error instanceof Error ? error : new Error(String(error));
  logger.error('cannot answer a request', cause);
  return new Error('The portal failed; its log says why');
}

function fromCluster(error: ApiError): Error {
  const { message } = error;
  if (isNotFound(error)) return new NotFoundError(message);
  if (isConflict(error)) return new ConflictError(message);
  if (isForbidden(error)) {
    return new NotAllowedError(
      `The portal's own account may not do this on the cluster: ${message}`,
    );
  }
  return new ServiceUnavailableError(`The cluster refused: ${message}`);
}

/** True for an error that is meant for the client. */
function isAnswer(error: Error): boolean {
  const { statusCode, status } = error as {
    statusCode?: unknown;
    status?: unknown;
  };
  return (
    ANSWERS.includes(error.name) ||
    error.name === 'TooManyStreamsError' ||
    [statusCode, status].some(code => Number(code) >= 400 && Number(code) < 500)
  );
}

/** Backstage sends every field of an error, in development the stack as well. */
function withoutInternals(error: Error): Error {
  const hidden = { value: undefined, enumerable: false, configurable: true };
  return Object.defineProperties(error, { stack: hidden, cause: hidden });
}
