import type { EntitySnapshot } from '@backstage-gitops/plugin-gitops-common';

/** Since when a cluster or the stream is out of reach; RFC 3339. */
export function staleSince(
  snapshot: EntitySnapshot | undefined,
  brokenSince: Date | undefined,
): string | undefined {
  const cluster = snapshot?.clusters.find(status => status.staleSince);
  return brokenSince?.toISOString() ?? cluster?.staleSince;
}
