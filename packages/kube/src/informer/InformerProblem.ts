import { ApiError, ConnectionError, NoMatchError } from '../api/errors';

/**
 * Why an informer holds no fresh objects.
 * - `kind-not-found`: the server does not serve the kind; its CRD is missing
 * - `forbidden`: the account may not list or watch the kind (403)
 * - `unauthorized`: the server does not accept the credentials (401)
 * - `credentials`: no credentials could be obtained, so nothing was sent
 * - `unreachable`: no answer: no connection, TLS failure or timeout
 * - `failed`: the server answered with another error
 */
export type InformerProblemReason =
  | 'kind-not-found'
  | 'forbidden'
  | 'unauthorized'
  | 'credentials'
  | 'unreachable'
  | 'failed';

/** The failure of the last list or watch of an informer. */
export interface InformerProblem {
  readonly reason: InformerProblemReason;
  /** Text of the server or of the connection; contains no credentials. */
  readonly message: string;
}

/** True when the API server has answered, if only with an error. */
export function isAnswered(problem: InformerProblem): boolean {
  return !['unreachable', 'credentials'].includes(problem.reason);
}

/** Classifies an error of a list or watch call. */
export function toInformerProblem(error: unknown): InformerProblem {
  const message = error instanceof Error ? error.message : String(error);
  return { reason: reasonOf(error), message };
}

function reasonOf(error: unknown): InformerProblemReason {
  if (error instanceof NoMatchError) return 'kind-not-found';
  if (error instanceof ApiError) return reasonOfStatus(error);
  if (error instanceof ConnectionError && error.code === 'credentials') {
    return 'credentials';
  }
  return error instanceof ConnectionError && error.code === 'bad-answer'
    ? 'failed'
    : 'unreachable';
}

function reasonOfStatus(error: ApiError): InformerProblemReason {
  switch (error.status) {
    case 401:
      return 'unauthorized';
    case 403:
      return 'forbidden';
    // A list names no object, so 404 is about the path: the CRD was removed.
    case 404:
      return 'kind-not-found';
    default:
      return 'failed';
  }
}
