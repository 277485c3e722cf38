import type { HelmReleaseSpec, HelmReleaseStatus } from '../types';
import type { Snapshot } from '../history';
import { decide } from './decide';
import type { Decision, Rule } from './decision';
import type { Observation, StoredRelease } from './observation';

const CHART = { chartName: 'web', chartVersion: '1.0.0' };

function snapshot(version: number, status: string, more = {}): Snapshot {
  return {
    ...CHART,
    apiVersion: 'v2',
    configDigest: 'sha256:a',
    digest: `sha256:${version}`,
    firstDeployed: '',
    lastDeployed: '',
    name: 'app',
    namespace: 'team',
    status,
    version,
    ...more,
  };
}

interface Row {
  readonly spec?: Partial<HelmReleaseSpec>;
  readonly status?: HelmReleaseStatus;
  readonly stored?: Partial<StoredRelease> | 'none';
  readonly desired?: Partial<Observation['desired']>;
  readonly more?: Partial<
    Pick<
      Observation,
      'drift' | 'rollbackTarget' | 'isForced' | 'done' | 'gates'
    >
  >;
}

/** A deployed release that is as it is asked for, changed by the row. */
function observe({ spec, status, stored, desired, more }: Row): Observation {
  return {
    object: {
      metadata: { name: 'app', namespace: 'team', generation: 2 },
      spec: { interval: '10m', ...spec },
    },
    status: {
      observedGeneration: 2,
      history: [snapshot(1, 'deployed')],
      lastAttemptedReleaseAction: 'install',
      ...status,
    },
    gates: { DefaultToRetryOnFailure: false },
    stored:
      stored === 'none'
        ? undefined
        : { ...CHART, status: 'deployed', match: 'same', ...stored },
    desired: {
      ...CHART,
      hasSameValues: true,
      postRenderersDigest: '',
      commonMetadataDigest: '',
      ...desired,
    },
    isForced: false,
    done: [],
    ...more,
  };
}

/** `act upgrade`, `stall RetriesExceeded: …`, `look drift`, `done`… */
function brief(decision: Decision): string {
  switch (decision.kind) {
    case 'look':
      return `look ${decision.at}`;
    case 'act':
      return `${decision.action}, history ${decision.history}`;
    case 'done':
      return `done, history ${decision.history}`;
    case 'stall':
      return `${decision.reason}: ${decision.message}`;
    case 'pause':
      return `pause ${decision.retryAfterMs ?? 'backing off'}`;
    case 'fail':
      return decision.message;
    default:
      return decision.kind;
  }
}

const FAILED = { status: 'failed' } as const;
const UPGRADE = { lastAttemptedReleaseAction: 'upgrade' } as const;
const CLOSED: HelmReleaseStatus = {
  ...UPGRADE,
  upgradeFailures: 1,
  history: [snapshot(2, 'failed'), snapshot(1, 'superseded')],
};
const RETRIES = { upgrade: { remediation: { retries: 2 } } };
const TESTS = { test: { enable: true } };
const FAILED_TEST = { testHooks: { t: { phase: 'Failed' } } };
const DRIFT = {
  ref: { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'team', name: 'a' },
  kind: 'removed',
  additions: 0,
  changes: 0,
  removals: 0,
  patch: [],
  maskedPatch: [],
  desired: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } },
} as const;
const RETRY = { install: { strategy: { name: 'RetryOnFailure' } } } as const;

// One row a line: it is a table.
// prettier-ignore
const ROWS: readonly [string, Row, string, Rule | undefined][] = [
  // HR-12, HR-14: the states
  ['HR-12 Absent: nothing in storage', { stored: 'none' }, 'install, history keep', 'absent'],
  ['HR-12 Absent: an uninstalled release without history', { stored: { status: 'uninstalled' }, status: { history: undefined } }, 'install, history keep', 'absent'],
  ['HR-12 Absent: the uninstalled release of the history', { stored: { status: 'uninstalled' } }, 'install, history keep', 'absent'],
  ['HR-13 Locked: pending-install', { stored: { status: 'pending-install', match: 'other' } }, 'unlock, history keep', 'locked'],
  ['HR-13 Locked: pending-upgrade', { stored: { status: 'pending-upgrade' } }, 'unlock, history keep', 'locked'],
  ['HR-13 Locked: pending-rollback without history', { stored: { status: 'pending-rollback' }, status: { history: [] } }, 'unlock, history keep', 'locked'],
  ['HR-13 Locked: an uninstall that was broken off is ended', { stored: { status: 'uninstalling', match: 'other' } }, 'finish-uninstall, history keep', 'uninstalling'],
  ['HR-12 Unmanaged: a release without history', { status: { history: [] } }, 'upgrade, history clear', 'unmanaged'],
  ['HR-12 Unmanaged: another digest than that of the history', { stored: { match: 'other' } }, 'upgrade, history clear', 'unmanaged'],
  ['HR-12 Unmanaged: a failed release of somebody else', { stored: { ...FAILED, match: 'other' } }, 'upgrade, history clear', 'unmanaged'],
  ['HR-12 Unmanaged: a digest of no known form', { stored: { match: 'unreadable' } }, 'upgrade, history clear', 'unmanaged'],
  ['HR-12 OutOfSync: another version of the chart', { desired: { chartVersion: '1.1.0' } }, 'upgrade, history keep', 'out-of-sync'],
  ['HR-12 OutOfSync: another chart', { desired: { chartName: 'api' } }, 'upgrade, history keep', 'out-of-sync'],
  ['HR-12 OutOfSync: other values', { desired: { hasSameValues: false } }, 'upgrade, history keep', 'out-of-sync'],
  ['HR-12 OutOfSync: other post-renderers in a new generation', {status: { observedGeneration: 1 }, desired: { postRenderersDigest: 'sha256:p' }}, 'upgrade, history keep', 'out-of-sync'],
  ['HR-12 OutOfSync: other common metadata in a new generation', {status: { observedGeneration: 1 }, desired: { commonMetadataDigest: 'sha256:m' }}, 'upgrade, history keep', 'out-of-sync'],
  ['HR-12 InSync: other post-renderers in a generation that was seen', { desired: { postRenderersDigest: 'sha256:p' } }, 'done, history truncate', 'in-sync'],
  ['HR-12 Untested: tests are on and none has run', { spec: TESTS }, 'test, history keep', 'untested'],
  ['HR-12 Untested: a test has not ended', {spec: TESTS, status: {history: [snapshot(1, 'deployed', { testHooks: { t: { phase: 'Running' } } })]}}, 'test, history keep', 'untested'],
  ['HR-12 InSync: there are no tests', {spec: TESTS, status: { history: [snapshot(1, 'deployed', { testHooks: {} })] }}, 'done, history truncate', 'in-sync'],
  ['HR-12 InSync: tests have succeeded', {spec: TESTS, status: {history: [snapshot(1, 'deployed', { testHooks: { t: { phase: 'Succeeded' } } })]}}, 'done, history truncate', 'in-sync'],
  ['HR-12 Failed: a test has failed', {spec: TESTS, status: {installFailures: 1, history: [snapshot(1, 'deployed', FAILED_TEST)]}}, 'RetriesExceeded: Failed to install after 1 attempt(s)', 'failed-exhausted'],
  ['HR-19 InSync: a failed test is ignored', {spec: { test: { enable: true, ignoreFailures: true } }, status: { history: [snapshot(1, 'deployed', FAILED_TEST)] }}, 'done, history truncate', 'in-sync'],
  ['HR-19 InSync: remediation ignores a failed test', {spec: {...TESTS, install: { remediation: { ignoreTestFailures: true } }}, status: { history: [snapshot(1, 'deployed', FAILED_TEST)] }}, 'done, history truncate', 'in-sync'],
  ['HR-12 drift is looked for last', { spec: { driftDetection: { mode: 'enabled' } } }, 'look drift', undefined],
  ['HR-12 drift is not looked for when out of sync', {spec: { driftDetection: { mode: 'enabled' } }, desired: { hasSameValues: false }}, 'upgrade, history keep', 'out-of-sync'],
  ['HR-14 Drifted: corrected when enabled', { spec: { driftDetection: { mode: 'enabled' } }, more: { drift: [DRIFT] } }, 'correct, history keep', 'drifted'],
  ['HR-32 Drifted: only reported when warn', { spec: { driftDetection: { mode: 'warn' } }, more: { drift: [DRIFT] } }, 'done, history keep', 'drifted-warn'],
  ['HR-12 InSync: no drift', { spec: { driftDetection: { mode: 'warn' } }, more: { drift: [] } }, 'done, history truncate', 'in-sync'],
  ['HR-14 InSync: nothing', {}, 'done, history truncate', 'in-sync'],
  ['HR-14 InSync: forceAt asks for one upgrade', { more: { isForced: true } }, 'upgrade, history truncate', 'in-sync-forced'],
  ['HR-24 InSync under RetryOnFailure keeps the newest five', { spec: RETRY }, 'done, history newest', 'in-sync'],
  ['HR-12 a status that says nothing', { stored: { status: 'superseded' } }, "unable to determine state for release with status 'superseded'", 'unknown'],
  // HR-15: retries and their end
  ['HR-15 Absent: retries are used up', { stored: 'none', status: { installFailures: 1 } }, 'RetriesExceeded: Failed to install after 1 attempt(s)', 'absent-exhausted'],
  ['HR-15 Absent: forceAt installs although retries are used up', {stored: 'none', status: { installFailures: 1 }, more: { isForced: true }}, 'install, history keep', 'absent-forced'],
  ['HR-17 Absent: a retry is left', {stored: 'none', spec: { install: { remediation: { retries: 1 } } }, status: { installFailures: 1 }}, 'install, history keep', 'absent'],
  ['HR-17 Absent: retries without end', {stored: 'none', spec: { install: { remediation: { retries: -1 } } }, status: { installFailures: 99 }}, 'install, history keep', 'absent'],
  ['HR-15 OutOfSync: retries are used up', {desired: { hasSameValues: false }, status: { ...UPGRADE, upgradeFailures: 1 }}, 'RetriesExceeded: Failed to upgrade after 1 attempt(s)', 'out-of-sync-exhausted'],
  ['HR-15 OutOfSync: forceAt upgrades although retries are used up', {desired: { hasSameValues: false }, status: { ...UPGRADE, upgradeFailures: 1 }, more: { isForced: true }}, 'upgrade, history keep', 'out-of-sync-forced'],
  ['HR-15 Failed: RetryOnFailure of install upgrades', { spec: RETRY, stored: FAILED, status: { installFailures: 3 } }, 'upgrade, history newest', 'failed-retry'],
  ['HR-20 Failed: the gate makes RetryOnFailure the default', {stored: FAILED, status: CLOSED, more: { gates: { DefaultToRetryOnFailure: true } }}, 'upgrade, history newest', 'failed-retry'],
  ['HR-20 Failed: a strategy that is set goes before the gate', {spec: { upgrade: { strategy: { name: 'RemediateOnFailure' } } }, stored: FAILED, status: CLOSED, more: { gates: { DefaultToRetryOnFailure: true } }}, 'RetriesExceeded: Failed to upgrade after 1 attempt(s)', 'failed-exhausted'],
  ['HR-15 Failed: install.strategy says nothing of upgrades', { spec: RETRY, stored: FAILED, status: CLOSED }, 'RetriesExceeded: Failed to upgrade after 1 attempt(s)', 'failed-exhausted'],
  ['HR-15 Failed: nothing was attempted before', { stored: FAILED, status: { lastAttemptedReleaseAction: undefined } }, 'upgrade, history keep', 'failed-unattempted'],
  ['HR-15 Failed: the counter was reset', { stored: FAILED, status: UPGRADE }, 'upgrade, history keep', 'failed-changed'],
  ['HR-15 Failed: forceAt', { stored: FAILED, status: CLOSED, more: { isForced: true } }, 'upgrade, history keep', 'failed-forced'],
  ['HR-15 Failed: retries are used up', { stored: FAILED, status: CLOSED }, 'RetriesExceeded: Failed to upgrade after 1 attempt(s)', 'failed-exhausted'],
  // HR-16, HR-17: remediation
  ['HR-16 Failed install: uninstall', {spec: { install: { remediation: { retries: 1 } } }, stored: FAILED, status: { installFailures: 1 }}, 'uninstall, history truncate', 'failed-uninstall'],
  ['HR-16 Failed upgrade: the revision to roll back to is looked at', { spec: RETRIES, stored: FAILED, status: CLOSED }, 'look rollbackTarget', undefined],
  ['HR-16 Failed upgrade: rollback', {spec: RETRIES, stored: FAILED, status: CLOSED, more: { rollbackTarget: 'verified' }}, 'rollback, history truncate', 'failed-rollback'],
  ['HR-16 Failed upgrade: no revision to roll back to', {spec: RETRIES, stored: FAILED, status: CLOSED, more: { rollbackTarget: 'missing' }}, 'MissingRollbackTarget: Failed to perform remediation: missing target release for rollback: cannot remediate failed release', 'failed-rollback-missing'],
  ['HR-16 Failed upgrade: that revision has another digest', {spec: RETRIES, stored: FAILED, status: CLOSED, more: { rollbackTarget: 'unusable' }}, 'upgrade, history truncate', 'failed-rollback-unusable'],
  ['HR-16 Failed upgrade: strategy uninstall', {spec: { upgrade: { remediation: { retries: 1, strategy: 'uninstall' } } }, stored: FAILED, status: CLOSED}, 'uninstall, history truncate', 'failed-uninstall'],
  ['HR-17 the last failed upgrade is remediated when there were retries', {spec: RETRIES, stored: FAILED, status: { ...CLOSED, upgradeFailures: 3 }, more: { rollbackTarget: 'verified' }}, 'rollback, history truncate', 'failed-rollback'],
  ['HR-17 the last failed install is not', {spec: { install: { remediation: { retries: 1 } } }, stored: FAILED, status: { installFailures: 2 }}, 'RetriesExceeded: Failed to install after 2 attempt(s)', 'failed-exhausted'],
  ['HR-17 remediateLastFailure of install', {spec: { install: { remediation: { remediateLastFailure: true } } }, stored: FAILED, status: { installFailures: 1 }}, 'uninstall, history truncate', 'failed-uninstall'],
  ['HR-17 remediateLastFailure of upgrade is off', {spec: {upgrade: { remediation: { retries: 1, remediateLastFailure: false } }}, stored: FAILED, status: { ...CLOSED, upgradeFailures: 2 }}, 'RetriesExceeded: Failed to upgrade after 2 attempt(s)', 'failed-exhausted'],
  // HR-14, HR-16: one action of a kind a run
  ['HR-14 a second release action waits for the next run', {desired: { hasSameValues: false }, status: UPGRADE, more: { done: ['release'] }}, 'pause backing off', 'repeated-requeue'],
  ['HR-14 a test follows a release action in the same run', { spec: TESTS, more: { done: ['release'] } }, 'test, history keep', 'untested'],
  ['HR-14 an upgrade follows an unlock in the same run', { stored: { ...FAILED, match: 'other' }, more: { done: ['unlock'] } }, 'upgrade, history clear', 'unmanaged'],
  ['HR-14 drift that comes back at once waits for the next run', {spec: { driftDetection: { mode: 'enabled' } }, more: { drift: [DRIFT], done: ['correct'] }}, 'pause backing off', 'repeated-requeue'],
  ['HR-15 RetryOnFailure waits for its interval', {spec: {install: { strategy: { name: 'RetryOnFailure', retryInterval: '90s' } }}, stored: FAILED, more: { done: ['release'] }}, 'pause 90000', 'repeated-retry'],
  ['HR-15 RetryOnFailure waits five minutes by default', { spec: RETRY, stored: FAILED, more: { done: ['release'] } }, 'pause 300000', 'repeated-retry'],
  ['HR-13 a release that is still locked waits for the next run, retries or not', {stored: { status: 'pending-rollback' }, status: { ...UPGRADE, upgradeFailures: 1 }, more: { done: ['unlock'] }}, 'pause backing off', 'repeated-requeue'],
  ['HR-13 a release that was unlocked after its upgrade waits for the next run, retries or not', {stored: { match: 'other' }, status: { ...UPGRADE, upgradeFailures: 1 }, more: { done: ['release', 'unlock'] }}, 'pause backing off', 'repeated-requeue'],
  ['HR-15 a run ends when the retries are used up', {stored: { match: 'other' }, status: { ...UPGRADE, upgradeFailures: 1 }, more: { done: ['release'] }}, 'end', 'repeated-end'],
  ['HR-16 after remediation the run ends, and the next one retries', { spec: RETRIES, status: CLOSED, more: { done: ['release', 'remediate'] } }, 'pause backing off', 'remediated-requeue'],
  ['HR-16 after the last remediation: Stalled', {spec: RETRIES, status: { ...CLOSED, upgradeFailures: 3 }, more: { done: ['remediate'] }}, 'RetriesExceeded: Failed to upgrade after 3 attempt(s)', 'remediated-exhausted'],
  ['HR-16 after an upgrade was uninstalled it is installed', {spec: { upgrade: { remediation: { retries: 1, strategy: 'uninstall' } } }, status: { ...CLOSED, upgradeFailures: 2 }, more: { done: ['remediate'] }}, 'pause backing off', 'remediated-requeue'],
  ['HR-15 after remediation RetryOnFailure waits', { spec: RETRY, more: { done: ['remediate'] } }, 'pause 300000', 'remediated-retry'],
];

describe('decide', () => {
  it.each(ROWS)('%s', (_name, row, expected, rule) => {
    const decision = decide(observe(row));
    expect(brief(decision)).toBe(expected);
    const found =
      'explanation' in decision ? decision.explanation.rule : undefined;
    expect(found).toBe(rule);
  });

  it('DB-12 says by which rule, with which counters, and what comes next', () => {
    const decision = decide(
      observe({
        spec: { upgrade: { remediation: { retries: 1 } } },
        desired: { chartVersion: '1.1.0' },
        status: { ...UPGRADE, upgradeFailures: 1 },
      }),
    );
    expect(decision).toMatchObject({
      explanation: {
        state: 'OutOfSync',
        rule: 'out-of-sync',
        reason: 'release chart changed',
        installFailures: 0,
        upgradeFailures: 1,
        retries: 1,
        next: 'look-again',
        onFailure: 'rollback',
      },
    });
  });

  it.each([
    [{ stored: 'none' }, 'stall'],
    [
      { stored: 'none', spec: { install: { remediation: { retries: 1 } } } },
      'uninstall',
    ],
    [{ stored: 'none', spec: RETRY }, 'retry'],
    [{ desired: { hasSameValues: false }, spec: RETRIES }, 'rollback'],
  ] as const)(
    'DB-12 says what follows if the action fails: %j',
    (row, onFailure) => {
      const decision = decide(observe(row as Row));
      expect(decision).toMatchObject({ explanation: { onFailure } });
    },
  );

  it('names a row for each rule', () => {
    const rules = new Set(ROWS.map(([, , , rule]) => rule).filter(Boolean));
    expect(rules.size).toBe(30);
  });
});
