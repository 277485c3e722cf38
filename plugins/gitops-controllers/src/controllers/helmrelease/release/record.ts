import type { Release } from '@backstage-gitops/helm-release';
import { sortHistory, targets } from '../history';
import type { Snapshot } from '../history';
import { algorithmOf } from './run';
import type { ReleaseRun } from './run';
import { toSnapshot } from './snapshot';

/** Revisions that an action has written or removed, by revision; the last write counts. */
type WrittenReleases = ReadonlyMap<number, Release>;

function newestFirst(written: WrittenReleases): Release[] {
  return [...written.values()].sort((a, b) => b.version - a.version);
}

/**
 * Records what an install or upgrade has written or removed: its own revision
 * as a new entry, and the newest other one that the history has as it is now,
 * which then names no action.
 */
export function recordRelease(
  run: ReleaseRun,
  written: WrittenReleases,
  action: 'install' | 'upgrade',
): void {
  const { status } = run.ctx;
  const algorithm = algorithmOf(run);
  const [latest, ...others] = newestFirst(written);
  if (!latest) return;
  const own = toSnapshot(latest, {
    algorithm,
    action,
    ociDigest: status.lastAttemptedRevisionDigest,
  });
  const history = sortHistory(status.history);
  for (const release of others) {
    const index = history.findIndex(snapshot => targets(snapshot, release));
    if (index < 0) continue;
    const { ociDigest, testHooks } = history[index];
    history[index] = toSnapshot(release, { algorithm, ociDigest, testHooks });
    break;
  }
  status.history = [own, ...history];
}

/**
 * Records a revision that was written again: its entry takes the new digest
 * and state, and keeps the rest.
 * @param change - what else becomes of the entry
 * @returns whether the history has an entry of it
 */
export function recordChange(
  run: ReleaseRun,
  release: Release,
  change: (snapshot: Snapshot) => Partial<Snapshot> = () => ({}),
): boolean {
  const { status } = run.ctx;
  const history = [...(status.history ?? [])];
  const index = history.findIndex(snapshot => targets(snapshot, release));
  if (index < 0) return false;
  const before = history[index];
  const { ociDigest, testHooks, action } = { ...before, ...change(before) };
  history[index] = toSnapshot(release, {
    algorithm: algorithmOf(run),
    ociDigest,
    testHooks,
    action,
  });
  status.history = history;
  return true;
}

/**
 * Adds a revision that a rollback has made, or has removed although the history
 * has no entry of it any more; the next run puts it in its place.
 */
export function recordNew(run: ReleaseRun, release: Release): void {
  const { status } = run.ctx;
  const snapshot = toSnapshot(release, { algorithm: algorithmOf(run) });
  status.history = [snapshot, ...(status.history ?? [])];
}

/** The history is no longer of this release. */
export function clearHistory({ ctx }: Pick<ReleaseRun, 'ctx'>): void {
  ctx.status.history = undefined;
}

/** Sets the counters of failures back. */
export function clearFailures({ ctx }: Pick<ReleaseRun, 'ctx'>): void {
  ctx.status.failures = undefined;
  ctx.status.installFailures = undefined;
  ctx.status.upgradeFailures = undefined;
}

/** Counts a failed run. */
export function countFailure({ ctx }: Pick<ReleaseRun, 'ctx'>): void {
  ctx.status.failures = (ctx.status.failures ?? 0) + 1;
}

/** Counts a failure of an action that left a release behind: it uses up a retry. */
export function countAttempt(
  { ctx }: Pick<ReleaseRun, 'ctx'>,
  action: 'install' | 'upgrade',
): void {
  const field = action === 'install' ? 'installFailures' : 'upgradeFailures';
  ctx.status[field] = (ctx.status[field] ?? 0) + 1;
}
