import {
  hasBeenTested,
  hasFailedTest,
  latestOf,
  type Snapshot,
} from '../history';
import { detectsDrift, remediationOf } from '../releaseSpec';
import type { Observation, StoredRelease } from './observation';

/**
 * Where a release stands, compared with what its HelmRelease asks for.
 * @see fluxcd/helm-controller internal/reconcile/state.go
 */
export type StateName =
  | 'Absent'
  | 'Locked'
  | 'Unmanaged'
  | 'Failed'
  | 'OutOfSync'
  | 'Untested'
  | 'Drifted'
  | 'InSync'
  | 'Unknown';

/** A state and why it is that. */
export interface ReleaseState {
  readonly name: StateName;
  readonly reason: string;
}

/** What has to be looked at before more can be said. */
export interface Look {
  readonly kind: 'look';
  readonly at: 'drift' | 'rollbackTarget';
}

function state(name: StateName, reason: string): ReleaseState {
  return { name, reason };
}

function outOfSync(
  { object, status, desired }: Observation,
  stored: StoredRelease,
): ReleaseState | undefined {
  const { chartName, chartVersion } = stored;
  if (chartName !== desired.chartName || chartVersion !== desired.chartVersion)
    return state('OutOfSync', 'release chart changed');
  if (!desired.hasSameValues) {
    return state('OutOfSync', 'release config values changed');
  }
  // Both digests are written after a release, so that they say nothing of a
  // generation that was seen.
  if (status.observedGeneration === object.metadata.generation)
    return undefined;
  const {
    observedPostRenderersDigest = '',
    observedCommonMetadataDigest = '',
  } = status;
  if (desired.postRenderersDigest !== observedPostRenderersDigest) {
    return state('OutOfSync', 'postrenderers digest has changed');
  }
  return desired.commonMetadataDigest === observedCommonMetadataDigest
    ? undefined
    : state('OutOfSync', 'common metadata digest has changed');
}

function untested(
  { object, status }: Observation,
  latest: Snapshot,
): ReleaseState | undefined {
  if (!object.spec.test?.enable) return undefined;
  if (!hasBeenTested(latest)) {
    return state('Untested', 'tests have not run for the release');
  }
  const last = status.lastAttemptedReleaseAction;
  const isFailure =
    last !== undefined &&
    !remediationOf(object, last).ignoreTestFailures &&
    hasFailedTest(latest);
  return isFailure
    ? state('Failed', 'release has test in failed phase')
    : undefined;
}

function stateOfDeployed(
  observation: Observation,
  stored: StoredRelease,
  latest: Snapshot,
): ReleaseState | Look {
  const changed =
    outOfSync(observation, stored) ?? untested(observation, latest);
  if (changed) return changed;
  const { drift, object } = observation;
  if (!detectsDrift(object)) return state('InSync', 'release is as asked for');
  if (!drift) return { kind: 'look', at: 'drift' };
  return drift.length > 0
    ? state('Drifted', 'cluster differs from the release')
    : state('InSync', 'release and cluster are as asked for');
}

function isPending({ status }: StoredRelease): boolean {
  return status.startsWith('pending-');
}

/** The state of a release; a look where it depends on what was not looked at. */
export function determineState(observation: Observation): ReleaseState | Look {
  const { stored, status } = observation;
  if (!stored) return state('Absent', 'no release in storage for object');
  // Helm leaves these behind when it is ended in the middle.
  if (isPending(stored) || stored.status === 'uninstalling') {
    return state('Locked', `release with status '${stored.status}'`);
  }
  const latest = latestOf(status.history);
  if (!latest) {
    return stored.status === 'uninstalled'
      ? state('Absent', 'found uninstalled release in storage')
      : state('Unmanaged', 'found existing release in storage');
  }
  if (stored.match === 'unreadable') {
    return state('Unmanaged', 'release digest verification error');
  }
  if (stored.match === 'other') {
    return state('Unmanaged', 'release not observed to be made for object');
  }
  switch (stored.status) {
    case 'failed':
      return state('Failed', 'the last action on the release has failed');
    case 'uninstalled':
      return state('Absent', 'found uninstalled release in storage');
    case 'deployed':
      return stateOfDeployed(observation, stored, latest);
    default:
      return state(
        'Unknown',
        `unable to determine state for release with status '${stored.status}'`,
      );
  }
}
