import { HookError } from '../hooks/HookError';
import type { Release } from '../release/release';
import { ResourceError, UpdateError } from '../resources/errors';
import { ReleaseStorageError } from '../storage/ReleaseStorageError';
import { WaitError } from '../wait/WaitError';
import { ActionError, messageOf, type ActionErrorCode } from './errors';

/** An error as an action throws it, with Helm's words in front. */
export function toActionError(
  error: unknown,
  details: {
    readonly prefix?: string;
    readonly code?: ActionErrorCode;
    readonly release?: Release;
  } = {},
): ActionError {
  const { prefix = '', release } = details;
  if (error instanceof ActionError && prefix === '' && !release) return error;
  return new ActionError(
    details.code ?? codeOf(error),
    `${prefix}${messageOf(error)}`,
    {
      release:
        release ?? (error instanceof ActionError ? error.release : undefined),
      cause: error,
    },
  );
}

function codeOf(error: unknown): ActionErrorCode {
  if (error instanceof ActionError) return error.code;
  if (error instanceof HookError) return 'hook';
  if (error instanceof WaitError) return 'wait';
  if (error instanceof ReleaseStorageError) return 'storage';
  if (error instanceof UpdateError) return codeOf(error.cause);
  if (error instanceof ResourceError) {
    const { code } = error;
    if (code === 'ownership' || code === 'options') return code;
    return code === 'no-match' || code === 'manifest' ? 'manifest' : 'apply';
  }
  return 'apply';
}

/**
 * The error of an aborted action, as Go words what ended its context.
 * @returns undefined where the signal has not aborted
 */
export function abortError(signal: AbortSignal): ActionError | undefined {
  if (!signal.aborted) return undefined;
  const reason: unknown = signal.reason;
  const isTimeout = reason instanceof Error && reason.name === 'TimeoutError';
  return new ActionError(
    'aborted',
    isTimeout ? 'context deadline exceeded' : 'context canceled',
    { cause: reason },
  );
}
