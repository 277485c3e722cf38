import { retryAfterMs } from '@backstage-gitops/http';
import type { HttpResponse } from '@backstage-gitops/http';
import { setTimeout as delay } from 'timers/promises';
import { isOciError, OciError } from '../errors';
import type { OciRetry } from './options';

const RETRIED_STATUS: readonly number[] = [408, 429, 500, 502, 503, 504];
const FACTOR = 3;
const JITTER = 0.1;

/** Used where options name no other. */
export const DEFAULT_OCI_RETRY: Required<OciRetry> = {
  attempts: 3,
  delayMs: 500,
  maxDelayMs: 10_000,
};

/** Waits, and fails as OciError once the signal aborts. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await delay(ms, undefined, { signal });
  } catch (error) {
    const isTimeout =
      (signal.reason as Error | undefined)?.name === 'TimeoutError';
    throw isTimeout
      ? new OciError('timeout', 'context deadline exceeded', { cause: error })
      : new OciError('aborted', 'context canceled', { cause: error });
  }
}

/**
 * Sends a request until it is answered with something else than "later", with
 * waits that grow, as long as the registry asks for where it does.
 * @param send - one exchange; throws OciError
 * @returns the last answer, whatever its status
 */
export async function withRetries(
  send: () => Promise<HttpResponse>,
  { attempts, delayMs, maxDelayMs }: Required<OciRetry>,
  signal: AbortSignal,
): Promise<HttpResponse> {
  for (let attempt = 1; ; attempt++) {
    const isLast = attempt >= attempts;
    const backoffMs =
      delayMs * FACTOR ** (attempt - 1) * (1 + Math.random() * JITTER);
    let waitMs = Math.min(backoffMs, maxDelayMs);
    try {
      const answer = await send();
      if (isLast || !RETRIED_STATUS.includes(answer.status)) return answer;
      waitMs = retryAfterMs(answer.headers, Date.now()) ?? waitMs;
      if (waitMs > maxDelayMs) return answer;
      await answer.discard();
    } catch (error) {
      if (isLast || !isOciError(error) || error.code !== 'network') throw error;
    }
    await pause(waitMs, signal);
  }
}
