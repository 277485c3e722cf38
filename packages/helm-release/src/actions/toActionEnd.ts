import { ActionError } from './errors';
import { abortError, toActionError } from './failures';
import type { ActionContext } from './types';

/** The error that an action ends with: an abort goes before what it led to. */
export function toActionEnd(
  { signal }: Pick<ActionContext, 'signal'>,
  error: unknown,
): ActionError {
  const aborted = abortError(signal);
  if (!aborted) return toActionError(error);
  const release = error instanceof ActionError ? error.release : undefined;
  return new ActionError('aborted', aborted.message, { release, cause: error });
}
