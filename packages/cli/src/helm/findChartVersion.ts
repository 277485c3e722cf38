import type { ChartVersion } from '@backstage-gitops/helm';
import { parseConstraint, parseVersion } from '@backstage-gitops/semver';

/**
 * The entry with exactly this version, else the newest one in its range.
 * @param entries - newest first, as an index has them
 * @param version - a version or a range; empty is the newest stable one
 */
export function findChartVersion(
  entries: readonly ChartVersion[],
  version: string,
): ChartVersion | undefined {
  const exact = entries.find(({ metadata }) => metadata.version === version);
  if (version !== '' && exact) return exact;
  const range = parseConstraint(version || '*');
  return entries.find(({ metadata }) =>
    range.check(parseVersion(metadata.version)),
  );
}
