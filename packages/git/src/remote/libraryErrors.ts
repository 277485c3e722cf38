import { GitError } from '../errors';
import type { GitErrorCode } from '../errors';

const CODES: Readonly<Record<string, readonly [GitErrorCode, string]>> = {
  SmartHttpError: [
    'repository-not-found',
    'repository not found: the address does not answer as a Git server',
  ],
  EmptyServerResponseError: ['protocol', 'the server sent an empty answer'],
  NotFoundError: ['commit-not-found', 'object not found'],
  RemoteCapabilityError: [
    'unsupported',
    'the server cannot send a commit without its history',
  ],
  UnsafeFilepathError: ['unsafe-path', 'the tree holds an unsafe name'],
};

/**
 * Gives what isomorphic-git throws a code of ours. Other errors, those of the
 * network among them, are returned as they are.
 */
export function libraryError(error: unknown): unknown {
  const { code, message } = error as { code?: unknown; message?: string };
  if (error instanceof GitError || typeof code !== 'string') {
    return error;
  }
  const known = CODES[code];
  if (known) {
    return new GitError(known[0], known[1], { cause: error });
  }
  // ParseError quotes what the server wrote; ERR is how a server says no.
  const refusal = /received "ERR ([^"]*)"/.exec(message ?? '');
  if (refusal) {
    return new GitError('repository-not-found', refusal[1].trim(), {
      cause: error,
    });
  }
  return code.endsWith('Error')
    ? new GitError('protocol', message ?? code, { cause: error })
    : error;
}
