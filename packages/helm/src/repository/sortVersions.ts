import { compareVersions, parseVersion } from '@backstage-gitops/semver';
import type { ChartVersion } from './chartVersion';
import { sortInPlace } from './sortInPlace';

/**
 * The versions of one chart, the newest first. Versions of equal precedence,
 * which differ in build metadata or not at all, are in the order in which Go's
 * sort leaves them.
 */
export function sortVersions(
  versions: readonly ChartVersion[],
): ChartVersion[] {
  const parsed = versions.map(item => ({
    item,
    version: parseVersion(item.metadata.version),
  }));
  sortInPlace(parsed, (a, b) => compareVersions(b.version, a.version) < 0);
  return parsed.map(({ item }) => item);
}
