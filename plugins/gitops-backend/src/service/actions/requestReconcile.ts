import type { KubeClient, TypeMeta } from '@backstage-gitops/kube';
import {
  RECONCILE_REQUEST_ANNOTATION,
  type DeliveryRef,
} from '@backstage-gitops/plugin-gitops-common';

/**
 * Asks the controller for a run now, by the annotation and the merge patch that
 * `flux reconcile` sends.
 * @param requestedAt - any new value; the time, RFC 3339 with nanoseconds
 */
export async function requestReconcile(
  client: KubeClient,
  type: TypeMeta,
  ref: DeliveryRef,
  requestedAt: string,
): Promise<void> {
  await client.patch(type, ref, {
    metadata: { annotations: { [RECONCILE_REQUEST_ANNOTATION]: requestedAt } },
  });
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
