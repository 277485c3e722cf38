import { PROGRESSING_WITH_RETRY, TransientError } from '@backstage-gitops/kube';

/**
 * Ends a run whose conditions are set already; the next one begins soon,
 * backing off.
 */
export function requeue(message: string, cause?: unknown): TransientError {
  return new TransientError(PROGRESSING_WITH_RETRY, message, {
    event: 'none',
    cause,
  });
}
