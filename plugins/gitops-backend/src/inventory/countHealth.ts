import type {
  HealthCount,
  ObjectHealth,
} from '@backstage-gitops/plugin-gitops-common';

/** Counts the objects of an inventory, not what they own. */
export function countHealth(
  nodes: readonly { readonly health: ObjectHealth }[],
): HealthCount {
  const count = (...healths: ObjectHealth[]) =>
    nodes.filter(({ health }) => healths.includes(health)).length;
  return {
    total: nodes.length,
    healthy: count('Current'),
    progressing: count('InProgress', 'Terminating'),
    failed: count('Failed', 'NotFound'),
    unknown: count('Unknown'),
  };
}
