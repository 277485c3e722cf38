import { isConflict } from '@backstage-gitops/kube';

const ATTEMPTS = 5;
const PAUSE_MS = 10;

/**
 * Does a step again while the cluster answers with a conflict, five times in all.
 * @see k8s.io/client-go/util/retry, DefaultRetry
 */
export async function retryOnConflict<T>(
  signal: AbortSignal,
  step: () => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await step();
    } catch (error) {
      if (!isConflict(error) || attempt === ATTEMPTS || signal.aborted) {
        throw error;
      }
    }
    await new Promise(resolve => setTimeout(resolve, PAUSE_MS));
  }
}
