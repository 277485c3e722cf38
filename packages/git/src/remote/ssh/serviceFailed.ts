import { GitError } from '../../errors';
import type { GitService } from '../GitTransport';

const MAX_REASON_LENGTH = 400;
/** How Git and the forges call a repository that is not there, or not for us. */
const NOT_FOUND =
  /not found|does not (exist|appear to be a git repository)|could not be found|no such (project|file|repository)|not exported/i;
const DENIED = /permission|denied|forbidden|not (authorized|allowed)/i;

/** One line without what could steer a terminal. */
function reasonOf(stderr: string): string {
  return stderr
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .slice(0, MAX_REASON_LENGTH);
}

/**
 * Why a service has ended, from what it wrote to standard error.
 * @param exitCode - undefined where the connection was lost first
 */
export function serviceFailed(
  service: GitService,
  exitCode: number | undefined,
  stderr: string,
): GitError {
  const reason = reasonOf(stderr);
  if (NOT_FOUND.test(reason)) {
    return new GitError(
      'repository-not-found',
      `repository not found: ${reason}`,
    );
  }
  if (DENIED.test(reason)) {
    return new GitError('authorization', `authorization failed: ${reason}`);
  }
  const what =
    exitCode === undefined
      ? 'connection closed by the server'
      : `the server ended ${service} with code ${exitCode}`;
  return new GitError('network', reason === '' ? what : `${what}: ${reason}`);
}
