import { formatDuration, parseDuration } from '@backstage-gitops/kube';
import type { Kustomization } from './types';

const MIN_TIMEOUT_MS = 30_000;

/** Milliseconds from one successful run to the next, before jitter. */
export function intervalOf(object: Kustomization): number {
  return parseDuration(object.spec.interval);
}

/** Milliseconds from a failed run to the next. */
export function retryIntervalOf(object: Kustomization): number {
  const { retryInterval, interval } = object.spec;
  return parseDuration(retryInterval ?? interval);
}

/**
 * Milliseconds for build, apply and health checks: `spec.timeout`, else the
 * interval less 30 seconds; never under 30 seconds.
 */
export function timeoutOf(object: Kustomization): number {
  const { timeout } = object.spec;
  const ms = timeout ? parseDuration(timeout) : intervalOf(object) - 30_000;
  return Math.max(MIN_TIMEOUT_MS, ms);
}

/** The timeout as messages print it: `30s`, `59m30s`. */
export function timeoutText(object: Kustomization): string {
  return formatDuration(timeoutOf(object));
}
