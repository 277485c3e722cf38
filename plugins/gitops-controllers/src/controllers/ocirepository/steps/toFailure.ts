import { parseDuration } from '@backstage-gitops/kube';
import { isOciError } from '@backstage-gitops/oci';
import type { OciError } from '@backstage-gitops/oci';
import { failed, FETCH_FAILED, unusable } from '../../../sources';
import type { OCIRepositoryContext } from '../types';

/** How a failure of a step is called. */
interface FailureText {
  readonly reason: string;
  /** Goes in front of the error's message. */
  readonly what: string;
}

/** Codes of OciError and ArtifactError that only another artifact, spec or policy can mend. */
const LASTING: readonly string[] = [
  ...['limit', 'invalid-manifest', 'invalid-archive', 'invalid-path'],
  ...['redirect', 'forbidden-address'],
];

const MAX_WAIT_MS = 3600_000;

/** Errors of the system, of libraries and of worker threads have a code; mistakes of ours have none. */
function hasCode(error: unknown): error is Error & { code: string } {
  return error instanceof Error && typeof Object(error).code === 'string';
}

function waitOf(
  error: Error & { code: string },
  intervalMs: number,
): number | undefined {
  if (LASTING.includes(error.code)) return intervalMs;
  const { retryAfterMs } = error as Partial<OciError>;
  return retryAfterMs && isOciError(error)
    ? Math.min(retryAfterMs, MAX_WAIT_MS)
    : undefined;
}

/**
 * The failure of a reconcile for an error of the registry or of its content.
 * What only another artifact can mend is looked at again after the interval,
 * a registry that asks for time gets it.
 * @returns the error to throw; the same one for a mistake of ours, and when the
 *   controller stops
 */
export function toFailure(
  { object, signal }: OCIRepositoryContext,
  error: unknown,
  { reason, what }: FailureText,
): unknown {
  if (signal.aborted || !hasCode(error)) return error;
  const message = `${what}: ${error.message}`;
  const waitMs = waitOf(error, parseDuration(object.spec.interval));
  return waitMs === undefined
    ? failed(FETCH_FAILED, reason, message, error)
    : unusable(FETCH_FAILED, reason, message, {
        retryAfterMs: waitMs,
        cause: error,
      });
}
