import {
  apiVersionOf,
  RECONCILE_REQUEST_ANNOTATION,
} from '@backstage-gitops/plugin-gitops-common';
import type { WriteTarget } from '../suspension/setSuspended';

/**
 * Asks the controller for a run now, by the annotation and the merge patch that
 * `flux reconcile` sends.
 * @param requestedAt - any new value; the time, RFC 3339 with nanoseconds
 */
export async function requestReconcile(
  { client, definition, ref }: WriteTarget,
  requestedAt: string,
): Promise<void> {
  const type = { apiVersion: apiVersionOf(definition), kind: definition.kind };
  const annotations = { [RECONCILE_REQUEST_ANNOTATION]: requestedAt };
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
