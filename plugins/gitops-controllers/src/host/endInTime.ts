import { formatDuration, systemClock } from '@backstage-gitops/kube';
import type { Clock } from '@backstage-gitops/kube';

interface EndOptions {
  /** Aborts when the work is to end. */
  readonly signal: AbortSignal;
  /** Milliseconds that the work gets from then on. */
  readonly timeoutMs: number;
  readonly clock?: Clock;
}

/**
 * Waits for work until it ends, or until it has not ended in time after it was
 * told to.
 * @throws Error - worded as Flux's controllers do; the work is left behind
 */
export async function endInTime(
  work: Promise<void>,
  { signal, timeoutMs, clock = systemClock }: EndOptions,
): Promise<void> {
  let cancel: (() => void) | undefined;
  let onAbort: (() => void) | undefined;
  const late = new Promise<never>((_, reject) => {
    onAbort = () => {
      cancel = clock.after(timeoutMs, () =>
        reject(
          new Error(
            `failed waiting for all runnables to end within grace period of ${formatDuration(
              timeoutMs,
            )}: context deadline exceeded`,
          ),
        ),
      );
    };
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
  });
  try {
    await Promise.race([work, late]);
  } finally {
    if (onAbort) signal.removeEventListener('abort', onAbort);
    cancel?.();
  }
}
