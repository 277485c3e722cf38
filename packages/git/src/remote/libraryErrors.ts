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
  // Its message quotes the answer, which may be a page of any kind.
  ParseError: ['protocol', 'the answer is not from a Git server'],
};

const MAX_REASON_LENGTH = 400;

/**
 * Gives what isomorphic-git throws a code of ours. Other errors, those of the
 * network among them, are returned as they are.
 */
export function libraryError(error: unknown): unknown {
  const { code, message } = error as { code?: unknown; message?: string };
  if (error instanceof GitError || typeof code !== 'string') {
    return error;
  }
  // ParseError quotes what the server wrote; ERR is how a server says no.
  const refusal = /received "ERR ([^"]*)"/.exec(message ?? '')?.[1];
  if (refusal !== undefined) {
    const text = refusal.trim().slice(0, MAX_REASON_LENGTH);
    return new GitError('repository-not-found', text, { cause: error });
  }
  const known = CODES[code];
  if (known) {
    return new GitError(known[0], known[1], { cause: error });
  }
  return code.endsWith('Error')
    ? new GitError('protocol', message ?? code, { cause: error })
    : error;
}
