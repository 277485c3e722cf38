import { snapshotDigest, valuesDigest } from '@backstage-gitops/helm-release';
import type { GoTime, Release } from '@backstage-gitops/helm-release';
import type { DigestAlgorithm } from '../../../artifacts/digest';
import { formatTime } from '@backstage-gitops/kube';
import { SNAPSHOT_VERSION } from '../history';
import type { Snapshot, TestHooks } from '../history';
import type { HelmRelease } from '../types';

type Filters = NonNullable<HelmRelease['spec']['test']>['filters'];

/** What a snapshot has besides the release. */
interface SnapshotExtras {
  readonly algorithm: DigestAlgorithm;
  readonly ociDigest?: string;
  /** Action that has written the release. */
  readonly action?: string;
  readonly testHooks?: TestHooks;
}

/** A time of a release in whole seconds of UTC, as a status has it. */
function toTime(time: GoTime | undefined): string | undefined {
  return time === undefined ? undefined : formatTime(Date.parse(time));
}

/** A release as the status records it; fields without a value are left out. */
export function toSnapshot(
  release: Release,
  { algorithm, ociDigest, action, testHooks }: SnapshotExtras,
): Snapshot {
  const { info, chart } = release;
  const { metadata } = chart;
  const deleted = toTime(info.deleted);
  return {
    ...(action && { action }),
    apiVersion: SNAPSHOT_VERSION,
    ...(metadata.appVersion && { appVersion: metadata.appVersion }),
    chartName: metadata.name,
    chartVersion: metadata.version,
    configDigest: valuesDigest(release.config, algorithm),
    ...(deleted && { deleted }),
    digest: snapshotDigest(release, { ociDigest, algorithm }),
    firstDeployed: toTime(info.firstDeployed) ?? '',
    lastDeployed: toTime(info.lastDeployed) ?? '',
    name: release.name,
    namespace: release.namespace,
    ...(ociDigest && { ociDigest }),
    status: info.status,
    ...(testHooks && { testHooks }),
    version: release.version,
  };
}

/** Whether a test counts, by the filters of the spec. */
function isSelected(name: string, filters: Filters = []): boolean {
  const named = filters.filter(filter => filter.name === name);
  if (named.some(({ exclude }) => exclude)) return false;
  const includes = filters.filter(({ exclude }) => !exclude);
  return includes.length === 0 || named.length > 0;
}

/** Outcomes of the tests of a release that the filters select, by name. */
export function testHooksOf(release: Release, filters?: Filters): TestHooks {
  const hooks = release.hooks.filter(
    ({ name, events }) => events.includes('test') && isSelected(name, filters),
  );
  return Object.fromEntries(
    hooks.map(({ name, lastRun }) => {
      const lastCompleted = toTime(lastRun.completedAt);
      const lastStarted = toTime(lastRun.startedAt);
      const outcome = {
        ...(lastCompleted && { lastCompleted }),
        ...(lastStarted && { lastStarted }),
        ...(lastRun.phase && { phase: lastRun.phase }),
      };
      return [name, outcome];
    }),
  );
}
