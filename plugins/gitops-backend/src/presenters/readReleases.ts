import type { Condition, KubeObject } from '@backstage-gitops/kube';
import {
  HELM_RELEASE_DECISION_ANNOTATION,
  type DriftFacet,
  type HelmRelease,
  type ReleaseDecision,
  type ReleaseFacet,
  type ReleaseSnapshot,
} from '@backstage-gitops/plugin-gitops-common';

type Snapshot = NonNullable<
  NonNullable<HelmRelease['status']>['history']
>[number];

/** Condition with the masked diff of the last drift; only our controller sets it. */
const DRIFT_DIFF = 'DriftDiff';

function toSnapshot(snapshot: Snapshot): ReleaseSnapshot {
  const { version, status, action, appVersion, testHooks = {} } = snapshot;
  return {
    version,
    status,
    ...(action && { action }),
    chart: `${snapshot.chartName}@${snapshot.chartVersion}`,
    ...(appVersion && { appVersion }),
    valuesDigest: snapshot.configDigest,
    deployedAt: snapshot.lastDeployed,
    tests: Object.entries(testHooks).map(([name, { phase }]) => ({
      name,
      phase: phase ?? 'Unknown',
    })),
  };
}

function toDrift(
  conditions: readonly Condition[] | undefined,
): DriftFacet | undefined {
  const found = conditions?.find(({ type }) => type === DRIFT_DIFF);
  if (!found) return undefined;
  return {
    isPresent: found.status === 'True',
    diff: found.message,
    at: found.lastTransitionTime,
  };
}

interface StoredEvent extends KubeObject {
  readonly lastTimestamp?: string;
  readonly eventTime?: string;
}

function timeOf({ lastTimestamp, eventTime, metadata }: StoredEvent): string {
  return lastTimestamp ?? eventTime ?? metadata.creationTimestamp ?? '';
}

/** The fields that are shown; anybody may write an event, so each is checked. */
function readDecision(text: string, at: string): ReleaseDecision | undefined {
  try {
    const found: unknown = JSON.parse(text);
    if (typeof found !== 'object' || found === null) return undefined;
    const fields = found as Readonly<Record<string, unknown>>;
    const word = (name: string) => {
      const value = fields[name];
      return typeof value === 'string' ? value.slice(0, 500) : '';
    };
    const number = (name: string) => {
      const value = fields[name];
      return Number.isSafeInteger(value) ? Number(value) : 0;
    };
    const reason = word('reason');
    return {
      rule: word('rule'),
      next: word('next'),
      ...(reason && { reason }),
      installFailures: number('installFailures'),
      upgradeFailures: number('upgradeFailures'),
      at,
    };
  } catch {
    return undefined;
  }
}

/** The decision of the newest event that has one. */
function lastDecision(
  events: readonly KubeObject[],
): ReleaseDecision | undefined {
  const decided = events
    .flatMap(event => {
      const text =
        event.metadata.annotations?.[HELM_RELEASE_DECISION_ANNOTATION];
      return text ? [{ text, at: timeOf(event) }] : [];
    })
    .sort((a, b) => b.at.localeCompare(a.at));
  return decided.length > 0
    ? readDecision(decided[0].text, decided[0].at)
    : undefined;
}

/** History, drift and the last decision of a release. */
export function readReleases(
  { status }: HelmRelease,
  events: readonly KubeObject[],
): ReleaseFacet {
  const drift = toDrift(status?.conditions);
  const decision = lastDecision(events);
  return {
    history: (status?.history ?? []).map(toSnapshot),
    ...(drift && { drift }),
    ...(decision && { decision }),
  };
}
