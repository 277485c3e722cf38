import type { HelmReleaseStatus } from './types';

/** One release in `status.history`. */
export type Snapshot = NonNullable<HelmReleaseStatus['history']>[number];

/** Outcome of each test by its name. */
export type TestHooks = NonNullable<Snapshot['testHooks']>;

/** Snapshots, newest first. */
type History = readonly Snapshot[];

/** Version of the records that this controller writes. */
export const SNAPSHOT_VERSION = 'v2';

const MAX_ENTRIES = 5;

/** `<namespace>/<name>.v<revision>`. */
export function fullNameOf(
  snapshot: Pick<Snapshot, 'name' | 'namespace' | 'version'>,
): string {
  return `${snapshot.namespace}/${snapshot.name}.v${snapshot.version}`;
}

/** `<chart>@<version>`. */
export function chartOf(
  snapshot: Pick<Snapshot, 'chartName' | 'chartVersion'>,
): string {
  return `${snapshot.chartName}@${snapshot.chartVersion}`;
}

/** The history, newest release first. */
export function sortHistory(history: History | undefined): Snapshot[] {
  return [...(history ?? [])].sort((a, b) => b.version - a.version);
}

/** The newest release. */
export function latestOf(history: History | undefined): Snapshot | undefined {
  return sortHistory(history)[0];
}

/** Whether the snapshot is of this revision. */
export function targets(
  snapshot: Snapshot,
  release: Pick<Snapshot, 'name' | 'namespace' | 'version'>,
): boolean {
  return (
    snapshot.name === release.name &&
    snapshot.namespace === release.namespace &&
    snapshot.version === release.version
  );
}

/** Whether a test of the release has failed. */
export function hasFailedTest(snapshot: Snapshot): boolean {
  const hooks = Object.values(snapshot.testHooks ?? {});
  return hooks.some(hook => hook?.phase === 'Failed');
}

/**
 * Whether tests have run to an end: one has failed, all have succeeded, or
 * there are none.
 */
export function hasBeenTested(snapshot: Snapshot): boolean {
  if (!snapshot.testHooks) return false;
  const hooks = Object.values(snapshot.testHooks);
  return (
    hasFailedTest(snapshot) || hooks.every(hook => hook?.phase === 'Succeeded')
  );
}

function indexOfPrevious(
  sorted: History,
  ignoreTests: boolean,
): number | undefined {
  const index = sorted.findIndex(
    (snapshot, position) =>
      position > 0 &&
      (snapshot.status === 'deployed' || snapshot.status === 'superseded') &&
      (ignoreTests || !hasFailedTest(snapshot)),
  );
  return index < 0 ? undefined : index;
}

/**
 * The newest release before the latest that was a success.
 * @param ignoreTests - whether one with failed tests counts
 */
export function previousOf(
  history: History | undefined,
  ignoreTests: boolean,
): Snapshot | undefined {
  const sorted = sortHistory(history);
  const index = indexOfPrevious(sorted, ignoreTests);
  return index === undefined ? undefined : sorted[index];
}

/**
 * What stays of the history: the latest release and those down to the previous
 * success; where there is none, the newest five.
 */
export function truncateHistory(
  history: History | undefined,
  ignoreTests: boolean,
): Snapshot[] {
  const sorted = sortHistory(history);
  const index = indexOfPrevious(sorted, ignoreTests);
  return sorted.slice(0, index === undefined ? MAX_ENTRIES : index + 1);
}

/** The newest five releases: what stays where nothing is rolled back. */
export function newestOf(history: History | undefined): Snapshot[] {
  return sortHistory(history).slice(0, MAX_ENTRIES);
}
