import type { Release, StoredRevision } from '@backstage-gitops/helm-release';
import { parseLabelSelector } from '@backstage-gitops/kube';
import type { ParsedFlags } from '../../flags';

const DEFAULT_MAX = 256;
const ZERO_TIME = '0001-01-01T00:00:00Z';
/** Statuses by the flag that asks for them; without one, all are shown. */
const STATUSES: Readonly<Record<string, readonly string[]>> = {
  deployed: ['deployed'],
  uninstalled: ['uninstalled'],
  uninstalling: ['uninstalling'],
  pending: ['pending-install', 'pending-upgrade', 'pending-rollback'],
  failed: ['failed'],
  superseded: ['superseded'],
};

/**
 * The releases that the flags of `helm list` ask for, in their order.
 * @throws Error - no regular expression, or no label selector
 * @see helm.sh/helm/v4 pkg/action/list.go
 */
export function selectReleases(
  revisions: readonly StoredRevision[],
  flags: ParsedFlags,
): Release[] {
  const filter = readFilter(flags.last('filter') ?? '');
  const matching = revisions.filter(({ release }) => filter.test(release.name));
  const asked = Object.keys(STATUSES).filter(flag => flags.isSet(flag));
  const statuses = (asked.length > 0 ? asked : Object.keys(STATUSES)).flatMap(
    flag => STATUSES[flag],
  );
  // Of the newest revisions none is superseded.
  const isPast = asked.length === 1 && asked[0] === 'superseded';
  const fits = parseLabelSelector(flags.last('selector') ?? '');
  const selected = (isPast ? matching : newestOf(matching))
    .filter(
      ({ release, labels }) =>
        statuses.includes(release.info.status) && fits(labels),
    )
    .map(({ release }) => release);
  return pageOf(sort(selected, flags), matching.length, flags);
}

function readFilter(text: string): RegExp {
  try {
    return new RegExp(text, 'u');
  } catch (error) {
    throw new Error(`error parsing regexp: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

function newestOf(revisions: readonly StoredRevision[]): StoredRevision[] {
  const newest = new Map<string, StoredRevision>();
  for (const revision of revisions) {
    const { namespace, name } = revision.release;
    newest.set(`${namespace}/${name}`, revision);
  }
  return [...newest.values()];
}

function sort(releases: Release[], flags: ParsedFlags): Release[] {
  const byName = (a: Release, b: Release) => compare(a.name, b.name);
  const sorted = releases.sort(
    flags.isSet('date') ? (a, b) => timeOf(a) - timeOf(b) : byName,
  );
  return flags.isSet('reverse') ? sorted.reverse() : sorted;
}

function compare(a: string, b: string): number {
  if (a === b) {
    return 0;
  }
  return a < b ? -1 : 1;
}

function timeOf({ info }: Release): number {
  return Date.parse(info.lastDeployed ?? ZERO_TIME);
}

function pageOf(
  releases: Release[],
  total: number,
  flags: ParsedFlags,
): Release[] {
  const max = Number(flags.last('max') ?? DEFAULT_MAX);
  const offset = Number(flags.last('offset') ?? 0);
  return releases.slice(offset, offset + (max > 0 ? max : total));
}
