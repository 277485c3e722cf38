import type { GitError } from '@backstage-gitops/git';
import { parseDuration } from '@backstage-gitops/kube';
import type { GitRepositorySpec } from '@backstage-gitops/plugin-gitops-common';
import {
  failed,
  FETCH_FAILED,
  SourceReason,
  stalled,
  unusable,
} from '../../../sources';
import { Reason } from '../reasons';

const { emptyGitRepository, gitOperationFailed } = Reason;

function isGitError(error: unknown): error is GitError {
  return error instanceof Error && error.name === 'GitError';
}

/** Errors of the system, of libraries and of worker threads have a code; mistakes of ours have none. */
function hasCode(error: unknown): error is Error & { code: string } {
  return error instanceof Error && typeof Object(error).code === 'string';
}

/**
 * The failure of a reconcile for an error of resolving, fetching or checking out.
 * What only another commit, or another policy, can mend is looked at again after the interval.
 * @returns the error to throw; the same one for a mistake of ours
 */
export function toFetchFailure(
  error: unknown,
  { interval }: GitRepositorySpec,
): unknown {
  if (!isGitError(error)) {
    return hasCode(error) ? checkoutFailed(error) : error;
  }
  const { code, message } = error;
  switch (code) {
    case 'empty-repository':
      return failed(FETCH_FAILED, emptyGitRepository, message, error);
    case 'invalid-url':
      return stalled(FETCH_FAILED, SourceReason.urlInvalid, message);
    case 'path-not-found':
      return failed(FETCH_FAILED, gitOperationFailed, message, error);
    case 'denied':
    case 'limit':
    case 'unsafe-path':
      return unusable(FETCH_FAILED, gitOperationFailed, textOf(error), {
        retryAfterMs: parseDuration(interval),
        cause: error,
      });
    default:
      return checkoutFailed(error);
  }
}

function checkoutFailed(error: Error): Error {
  return failed(FETCH_FAILED, gitOperationFailed, textOf(error), error);
}

function textOf({ message }: Error): string {
  return `failed to checkout and determine revision: ${message}`;
}
