import {
  ReleaseStorageError,
  snapshotDigest,
} from '@backstage-gitops/helm-release';
import type { Release } from '@backstage-gitops/helm-release';
import { DIGEST_ALGORITHMS } from '../../../artifacts/digest';
import type { DigestAlgorithm } from '../../../artifacts/digest';
import type { RollbackTarget, StoredRelease } from '../decide/observation';
import { latestOf, previousOf, SNAPSHOT_VERSION } from '../history';
import type { Snapshot } from '../history';
import { releaseNameOf, remediationOf } from '../releaseSpec';
import type { StoredReleases } from './StoredReleases';
import type { ReleaseRun } from './run';

/** Algorithm of a digest `<algorithm>:<hex>`; undefined: it has no known form. */
export function digestAlgorithmOf(digest: string): DigestAlgorithm | undefined {
  const [name, hex = ''] = digest.split(':');
  const algorithm = DIGEST_ALGORITHMS.find(known => known === name);
  return /^[0-9a-f]+$/.test(hex) ? algorithm : undefined;
}

/** Whether a stored release is the one that a snapshot was taken of. */
function matchSnapshot(
  snapshot: Snapshot,
  release: Release,
): StoredRelease['match'] {
  // Earlier records were made by other rules; the release is taken as it is.
  if (snapshot.apiVersion !== SNAPSHOT_VERSION) return 'same';
  const algorithm = digestAlgorithmOf(snapshot.digest);
  if (!algorithm) return 'unreadable';
  const { ociDigest } = snapshot;
  const digest = snapshotDigest(release, { ociDigest, algorithm });
  return digest === snapshot.digest ? 'same' : 'other';
}

function toStored(
  release: Release,
  latest: Snapshot | undefined,
): StoredRelease {
  const { name, version } = release.chart.metadata;
  return {
    status: release.info.status,
    chartName: name,
    chartVersion: version,
    match: latest ? matchSnapshot(latest, release) : 'other',
  };
}

/**
 * The newest revision of the release in storage; undefined where there is none.
 * One that is stored as it was, under the same history, is not read again.
 */
export async function observeRelease(
  run: ReleaseRun,
  cache: StoredReleases,
): Promise<StoredRelease | undefined> {
  const { ctx, written } = run;
  const latest = latestOf(ctx.status.history);
  const name = releaseNameOf(ctx.object);
  return cache.read(run, markOf(latest), async ({ version, mark }) => {
    const release =
      written.find(version, mark) ?? (await readRevision(run, name, version));
    return release && toStored(release, latest);
  });
}

/**
 * The newest revision after an install or upgrade of this run: the one that it
 * has stored, which needs no look.
 */
export async function observeWritten(
  run: ReleaseRun,
  cache: StoredReleases,
): Promise<StoredRelease | undefined> {
  const { newest } = run.written;
  if (!newest) return run.target.use(() => observeRelease(run, cache));
  const latest = latestOf(run.ctx.status.history);
  const stored = toStored(newest.release, latest);
  const { mark } = newest;
  cache.keep(run.ctx.key, { mark, history: markOf(latest), stored });
  return stored;
}

/** What of the history an observation depends on. */
function markOf(latest: Snapshot | undefined): string {
  return latest ? `${latest.apiVersion}/${latest.digest}` : '';
}

async function readRevision(
  { ctx, storage }: ReleaseRun,
  name: string,
  version: number,
): Promise<Release | undefined> {
  try {
    return await storage.get(name, version, ctx.signal);
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
}

function isGone(error: unknown): boolean {
  return error instanceof ReleaseStorageError && error.code === 'not-found';
}

/** Whether the revision to roll back to is in storage as the history has it. */
export async function observeRollbackTarget(
  run: ReleaseRun,
): Promise<RollbackTarget> {
  const { ctx } = run;
  const { ignoreTestFailures } = remediationOf(ctx.object, 'upgrade');
  const target = previousOf(ctx.status.history, ignoreTestFailures);
  if (!target) return 'missing';
  const release = await readRevision(run, target.name, target.version);
  return release && matchSnapshot(target, release) === 'same'
    ? 'verified'
    : 'unusable';
}
