import { ApiError } from '../api/errors';
import { formatSubject, KubeObject } from '../api/types';

/** An object was refused by the server, or could not be asked about. */
export class ApplyError extends Error {
  override readonly name = 'ApplyError';
  constructor(
    message: string,
    readonly code: 'dry-run' | 'apply' | 'cleanup' | 'recreate' | 'wait',
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}

/** Text of any error. */
export function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Reason shown in a dry-run failure: a field conflict names itself. */
function reasonOf(error: unknown): string {
  if (!(error instanceof ApiError)) return '';
  const isFieldConflict = error.details?.causes?.some(
    cause => cause.reason === 'FieldManagerConflict',
  );
  return isFieldConflict ? 'FieldManagerConflict' : error.reason;
}

/** The failure of a dry-run in Flux's words. */
export function toDryRunError(object: KubeObject, cause: unknown): ApplyError {
  const subject = formatSubject(object);
  const text = textOf(cause);
  const isNotFound = cause instanceof ApiError && cause.status === 404;
  if (isNotFound && !object.metadata.namespace) {
    return new ApplyError(
      `${subject} namespace not specified: ${text}`,
      'dry-run',
      {
        cause,
      },
    );
  }
  if (isNotFound) {
    return new ApplyError(`${subject} not found: ${text}`, 'dry-run', {
      cause,
    });
  }
  const reason = reasonOf(cause);
  const shown = reason === '' ? '' : ` (${reason})`;
  return new ApplyError(
    `${subject} dry-run failed${shown}: ${text}\n`,
    'dry-run',
    {
      cause,
    },
  );
}

/** True for a refusal that recreating the object could cure. */
export function isImmutable(error: unknown): boolean {
  if (!(error instanceof ApiError)) return false;
  return (
    ['Conflict', 'Invalid'].includes(error.reason) ||
    /is\simmutable|immutable\sfield/.test(error.message)
  );
}
