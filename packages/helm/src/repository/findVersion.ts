import {
  compareVersions,
  parseConstraint,
  parseStrictVersion,
  parseVersion,
  type Version,
} from '@backstage-gitops/semver';
import type { ChartRecord } from './chartRecord';

interface Candidate {
  readonly record: ChartRecord;
  readonly version: Version;
}

/**
 * The version of a chart that a range means: one of exactly this text, or else
 * the highest in the range, of equal ones the one created last. An empty range
 * and `*` mean the highest release.
 * @param records - in the order of the index
 * @returns undefined when none fits
 * @throws SemverError - `invalid-constraint`, `limit`: the range can't be read
 * @see Flux: source-controller, internal/helm/repository, `getChartVersion`
 */
export function findVersion(
  records: readonly ChartRecord[],
  range: string,
): ChartRecord | undefined {
  const exact = records.find(
    ({ version }) => range !== '' && version === range,
  );
  if (exact) return exact;
  const constraint = parseConstraint(range === '' ? '*' : range);
  let best: Candidate | undefined;
  for (const record of records) {
    const version = strictVersion(record.version);
    if (version && constraint.check(version)) {
      const candidate = { record, version };
      if (!best || isAtLeast(candidate, best)) best = candidate;
    }
  }
  return best?.record;
}

/** A version of three numbers, which may have a `v` in front. */
export function strictVersion(text: string): Version | undefined {
  try {
    parseStrictVersion(text.replace(/^v/, ''));
    return parseVersion(text);
  } catch {
    return undefined;
  }
}

function isAtLeast(a: Candidate, b: Candidate): boolean {
  const order = compareVersions(a.version, b.version);
  return order === 0
    ? compareTimes(a.record.created, b.record.created) >= 0
    : order > 0;
}

/** Order of two times in RFC 3339, with up to nine digits of the second. */
function compareTimes(a: string, b: string): number {
  const difference = Date.parse(a) - Date.parse(b);
  if (difference !== 0) return difference;
  const [left, right] = [nanoseconds(a), nanoseconds(b)];
  return left - right;
}

function nanoseconds(time: string): number {
  const [, digits = ''] = /\.(\d+)/.exec(time) ?? [];
  return Number(digits.padEnd(9, '0').slice(0, 9));
}

/**
 * The versions that tags of a registry stand for, the highest first: `_` is the
 * `+` of a version, which tags can't have. Other tags are left out.
 * @see helm.sh/helm/v4/pkg/registry, `Client.Tags`
 */
export function versionsOfTags(tags: readonly string[]): string[] {
  return tags
    .flatMap(tag => {
      try {
        return [parseStrictVersion(tag.replaceAll('_', '+'))];
      } catch {
        return [];
      }
    })
    .sort((a, b) => compareVersions(b, a))
    .map(({ original }) => original);
}

/**
 * The version among those of a registry that a range means.
 * @throws SemverError - as {@link findVersion}
 * @see Flux: source-controller, `getLastMatchingVersionOrConstraint`
 */
export function findVersionText(
  versions: readonly string[],
  range: string,
): string | undefined {
  const records = versions.map(version => ({
    ...{ version, url: undefined, digest: '' },
    created: '0001-01-01T00:00:00Z',
  }));
  return findVersion(records, range)?.version;
}
