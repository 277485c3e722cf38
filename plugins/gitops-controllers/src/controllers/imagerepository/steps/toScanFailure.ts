import { parseDuration, TransientError } from '@backstage-gitops/kube';
import { isOciError } from '@backstage-gitops/oci';
import { ImageReason } from '../../../images';
import type { ImageRepositoryContext } from '../types';

/** Codes that another try soon does not mend. */
const LASTING: readonly string[] = [
  ...['limit', 'redirect', 'forbidden-address', 'invalid-pattern'],
];
const MAX_WAIT_MS = 3600_000;

function waitOf(error: Error, intervalMs: number): number | undefined {
  const { code = '' } = error as { code?: string };
  if (LASTING.includes(code)) return intervalMs;
  const { retryAfterMs } = isOciError(error) ? error : { retryAfterMs: 0 };
  return retryAfterMs ? Math.min(retryAfterMs, MAX_WAIT_MS) : undefined;
}

/**
 * The failure of a scan. What only another spec or registry can mend is tried
 * again after the interval, a registry that asks for time gets it.
 * @returns the error to throw; the same one when the controller stops
 */
export function toScanFailure(
  { object, signal }: ImageRepositoryContext,
  error: unknown,
): unknown {
  if (signal.aborted || !(error instanceof Error)) return error;
  return new TransientError(
    ImageReason.readOperationFailed,
    `scan failed: ${error.message}`,
    {
      cause: error,
      retryAfterMs: waitOf(error, parseDuration(object.spec.interval)),
    },
  );
}
