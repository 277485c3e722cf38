import { compareVersions, parseVersion } from '@backstage-gitops/semver';
import type { ChartVersion } from '../chartVersion';
import { sortVersions } from '../sortVersions';

const NUMBERS = /^(\d{1,9})\.(\d{1,9})\.(\d{1,9})$/;

type Numbers = readonly [major: number, minor: number, patch: number];

/**
 * The versions of one chart, the newest first, as {@link sortVersions} gives
 * them. Those that are in order already are only compared with their neighbour.
 */
export function sortFast(
  versions: readonly ChartVersion[],
): readonly ChartVersion[] {
  let previous: string | undefined;
  for (const { metadata } of versions) {
    const { version } = metadata;
    if (previous !== undefined && !isAbove(previous, version)) {
      return sortVersions(versions);
    }
    previous = version;
  }
  return versions;
}

function isAbove(a: string, b: string): boolean {
  const [left, right] = [numbersOf(a), numbersOf(b)];
  if (!left || !right) {
    return compareVersions(parseVersion(a), parseVersion(b)) > 0;
  }
  const at = left.findIndex((number, index) => number !== right[index]);
  return at >= 0 && left[at] > right[at];
}

function numbersOf(version: string): Numbers | undefined {
  const match = NUMBERS.exec(version);
  return match
    ? [Number(match[1]), Number(match[2]), Number(match[3])]
    : undefined;
}
