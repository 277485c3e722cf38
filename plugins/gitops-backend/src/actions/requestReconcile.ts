import {
  apiVersionOf,
  FORCE_REQUEST_ANNOTATION,
  RECONCILE_REQUEST_ANNOTATION,
  RESET_REQUEST_ANNOTATION,
} from '@backstage-gitops/plugin-gitops-common';
import type { WriteTarget } from '../suspension/setSuspended';

/** Annotations of runs that do more than others; they take the same value. */
const MORE = {
  force: FORCE_REQUEST_ANNOTATION,
  reset: RESET_REQUEST_ANNOTATION,
} as const;

/**
 * Asks the controller for a run now, by the annotations and the merge patch
 * that `flux reconcile` sends.
 * @param requestedAt - any new value; the time, RFC 3339 with nanoseconds
 * @param more - also `--force` or `--reset`
 */
export async function requestReconcile(
  { client, definition, ref }: WriteTarget,
  requestedAt: string,
  more?: keyof typeof MORE,
): Promise<void> {
  const type = { apiVersion: apiVersionOf(definition), kind: definition.kind };
  const annotations = {
    [RECONCILE_REQUEST_ANNOTATION]: requestedAt,
    ...(more && { [MORE[more]]: requestedAt }),
  };
  await client.patch(type, ref, { metadata: { annotations } });
}

/** Now, as Go's RFC3339Nano prints it. Two calls never give the same text. */
export function requestTime(nowMs: number): string {
  const nanos = process.hrtime.bigint() % 1_000_000n;
  const fraction = `${String(nowMs % 1000).padStart(3, '0')}${String(
    nanos,
  ).padStart(6, '0')}`.replace(/0+$/, '');
  const whole = new Date(nowMs).toISOString().slice(0, 19);
  return fraction === '' ? `${whole}Z` : `${whole}.${fraction}Z`;
}
