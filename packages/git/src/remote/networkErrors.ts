import { toHttpError } from '@backstage-gitops/http';
import type { HttpErrorCode } from '@backstage-gitops/http';
import { GitError } from '../errors';
import type { GitErrorCode } from '../errors';

const CODES: Readonly<Record<HttpErrorCode, GitErrorCode>> = {
  aborted: 'aborted',
  denied: 'denied',
  'invalid-option': 'authentication',
  limit: 'limit',
  network: 'network',
  redirect: 'network',
  timeout: 'timeout',
  tls: 'tls',
};

/** What a worker thread threw as a GitError arrives with its fields alone. */
function isOfThread(error: unknown): error is GitError {
  return error instanceof Error && error.name === 'GitError';
}

/**
 * A failure of a request, or of reading its answer, as GitError.
 * @param signal - of the request; tells a timeout and an abort
 */
export function toGitError(error: unknown, signal?: AbortSignal): GitError {
  if (error instanceof GitError) {
    return error;
  }
  if (isOfThread(error)) {
    return new GitError(error.code, error.message, { cause: error });
  }
  const { code, message } = toHttpError(error, signal);
  return new GitError(CODES[code], message, { cause: error });
}
