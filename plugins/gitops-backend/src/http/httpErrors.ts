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
import type { NextFunction, Request, Response } from 'express';

/** Express error handler: turns errors of a cluster into those of Backstage. */
export function toHttpErrors(
  error: unknown,
  _request: Request,
  _response: Response,
  next: NextFunction,
): void {
  next(translate(error));
}

function translate(error: unknown): unknown {
  if (error instanceof ConnectionError) {
    return new ServiceUnavailableError('The cluster does not answer', error);
  }
  if (!(error instanceof ApiError)) return error;
  if (isNotFound(error)) return new NotFoundError(error.message, error);
  if (isConflict(error)) return new ConflictError(error.message, error);
  if (isForbidden(error)) {
    return new NotAllowedError(
      `The portal's own account may not do this on the cluster: ${error.message}`,
      error,
    );
  }
  return new ServiceUnavailableError(
    `The cluster refused: ${error.message}`,
    error,
  );
}
