import {
  conditionOf,
  HelmReleaseEnvironment,
} from './testing/HelmReleaseEnvironment';
import { testHook } from './testing/ScriptedHelm';
import type { HelmRelease } from './types';

const TIME = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
const DIGEST = expect.stringMatching(/^sha256:[0-9a-f]{64}$/);
const NO_VALUES =
  'sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

const stalled = (object: HelmRelease) =>
  conditionOf(object, 'Stalled') !== undefined;
const ready = (text: string) => (object: HelmRelease) =>
  conditionOf(object, 'Ready')?.includes(text) ?? false;
const versions = ({ status }: HelmRelease) =>
  (status?.history ?? []).map(
    ({ version, status: state, action }) => `${version} ${state} ${action}`,
  );

// One file: the cases share one cluster, and some go on where another ended.
describe('HelmRelease controller', () => {
  const env = new HelmReleaseEnvironment();
  const { world } = env;
  const { helm } = world;

  beforeAll(() => env.start());
  afterAll(() => env.stop());
  beforeEach(() => {
    helm.calls.length = 0;
    helm.hooks.length = 0;
    world.setChart('web', '1.0.0');
  });

  it('HR-21 HR-22 HR-24 HR-26 installs, and ends in Ready, history and inventory', async () => {
    await env.create('first');
    const { metadata, status } = await env.waitReady('first');
    expect(metadata.finalizers).toEqual(['finalizers.fluxcd.io']);
    const message =
      'Helm install succeeded for release apps/first.v1 with chart web@1.0.0';
    const condition = {
      lastTransitionTime: TIME,
      message,
      observedGeneration: 1,
      reason: 'InstallSucceeded',
      status: 'True',
    };
    expect(status).toEqual({
      conditions: [
        { ...condition, type: 'Ready' },
        { ...condition, type: 'Released' },
      ],
      history: [
        {
          action: 'install',
          apiVersion: 'v2',
          appVersion: '9.9',
          chartName: 'web',
          chartVersion: '1.0.0',
          configDigest: NO_VALUES,
          digest: DIGEST,
          firstDeployed: TIME,
          lastDeployed: TIME,
          name: 'first',
          namespace: 'apps',
          status: 'deployed',
          version: 1,
        },
      ],
      inventory: { entries: [{ id: 'apps_first__ConfigMap', v: 'v1' }] },
      lastAttemptedConfigDigest: NO_VALUES,
      lastAttemptedGeneration: 1,
      lastAttemptedReleaseAction: 'install',
      lastAttemptedReleaseActionDuration: expect.stringMatching(/s$/),
      lastAttemptedRevision: '1.0.0',
      observedGeneration: 1,
      storageNamespace: 'apps',
    });
  });

  it('HR-23 tells of it with chart, values and app', async () => {
    await env.create('told');
    await env.waitReady('told');
    const [event] = await env.events('told');
    expect(event).toMatchObject({ type: 'Normal', reason: 'InstallSucceeded' });
    expect(event.annotations).toEqual({
      'helm.toolkit.fluxcd.io/revision': '1.0.0',
      'helm.toolkit.fluxcd.io/token': NO_VALUES,
      'helm.toolkit.fluxcd.io/app-version': '9.9',
    });
  });

  it('DB-12 events of failures and remediations say by which rule, with which counters, and what follows', async () => {
    helm.fail('install', { message: 'no' });
    await env.create('explained', { install: { remediation: { retries: 1 } } });
    await env.waitReady('explained');
    const decisions = (await env.events('explained')).map(({ annotations }) =>
      JSON.parse(annotations?.['helm.toolkit.fluxcd.io/decision'] ?? '{}'),
    );
    expect(decisions).toEqual([
      {
        state: 'Absent',
        rule: 'absent',
        reason: 'no release in storage for object',
        installFailures: 0,
        upgradeFailures: 0,
        retries: 1,
        next: 'look-again',
        onFailure: 'uninstall',
      },
      {
        state: 'Failed',
        rule: 'failed-uninstall',
        reason: 'the last action on the release has failed',
        installFailures: 1,
        upgradeFailures: 0,
        retries: 1,
        next: 'look-again',
      },
      {},
    ]);
  });

  it('DB-5 writes nothing and acts on nothing when nothing has changed', async () => {
    await env.create('same');
    const before = await env.waitReady('same');
    helm.calls.length = 0;
    const { writes } = world.storage();
    await env.request('same');
    const after = await env.read('same');
    expect(helm.calls).toEqual([]);
    expect(world.storage().writes).toBe(writes);
    const { lastHandledReconcileAt, ...status } = after.status ?? {};
    expect(lastHandledReconcileAt).toBeDefined();
    expect(status).toEqual(before.status);
  });

  it('HR-14 HR-18 upgrades for a new chart and for new values', async () => {
    await env.create('up');
    await env.waitReady('up');
    world.setChart('web', '1.1.0');
    await env.request('up');
    await env.patch('up', { spec: { values: { a: 'b' } } });
    const after = await env.waitFor('up', ready('up.v3'));
    expect(conditionOf(after, 'Ready')).toBe(
      'True UpgradeSucceeded Helm upgrade succeeded for release apps/up.v3 with chart web@1.1.0',
    );
    expect(versions(after)).toEqual([
      '3 deployed upgrade',
      '2 superseded undefined',
    ]);
    expect(after.status).toMatchObject({
      lastAttemptedGeneration: 2,
      lastAttemptedReleaseAction: 'upgrade',
      lastAttemptedRevision: '1.1.0',
      observedGeneration: 2,
    });
  });

  it('HR-15 HR-17 HR-23 stalls in the run that failed when there are no retries', async () => {
    helm.fail('install', { message: 'no such thing\n' });
    await env.create('fails');
    const after = await env.waitFor('fails', stalled);
    const message =
      'Helm install failed for release apps/fails with chart web@1.0.0: no such thing';
    expect(conditionOf(after, 'Stalled')).toBe(
      'True RetriesExceeded Failed to install after 1 attempt(s)',
    );
    expect(conditionOf(after, 'Ready')).toBe(`False InstallFailed ${message}`);
    expect(conditionOf(after, 'Reconciling')).toBeUndefined();
    expect(after.status).toMatchObject({
      failures: 1,
      installFailures: 1,
      observedGeneration: 1,
    });
    const [told] = await env.told('fails');
    expect(told).toMatch(
      /^Warning InstallFailed .*no such thing\n\nLast Helm logs:\n\n\S+Z: creating resource\(s\): \{"resources":1\}$/,
    );
  });

  it('HR-18 resetAt and forceAt act once, with the request of the same value', async () => {
    helm.fail('install', { message: 'no' });
    await env.create('asked');
    await env.waitFor('asked', stalled);
    helm.calls.length = 0;
    await env.request('asked');
    expect(helm.calls).toEqual([]);
    helm.fail('upgrade', { message: 'no' });
    const forced = await env.request('asked', 'reconcile.fluxcd.io/forceAt');
    expect(helm.calls).toEqual(['upgrade']);
    expect(forced.status).toMatchObject({
      lastHandledForceAt: forced.status?.lastHandledReconcileAt,
      installFailures: 1,
      upgradeFailures: 1,
    });
    const reset = await env.request('asked', 'reconcile.fluxcd.io/resetAt');
    expect(helm.calls).toEqual(['upgrade', 'upgrade']);
    expect(reset.status?.lastHandledResetAt).toBe(
      reset.status?.lastHandledReconcileAt,
    );
    expect(reset.status?.failures).toBeUndefined();
    expect(conditionOf(reset, 'Stalled')).toBeUndefined();
  });

  it('CM-3 forceAt upgrades a release that is in sync', async () => {
    await env.create('forced');
    await env.waitReady('forced');
    helm.calls.length = 0;
    await env.request('forced', 'reconcile.fluxcd.io/forceAt');
    expect(helm.calls).toEqual(['upgrade']);
  });

  it('HR-16 uninstalls a failed install, and installs again', async () => {
    helm.fail('install', { message: 'first' });
    await env.create('again', { install: { remediation: { retries: 1 } } });
    const after = await env.waitReady('again');
    expect(helm.calls).toEqual(['install', 'uninstall', 'install']);
    expect(versions(after)).toEqual(['1 deployed install']);
    const told = await env.told('again');
    expect(told[1]).toBe(
      'Normal UninstallSucceeded Helm uninstall remediation for release apps/again.v1 with chart web@1.0.0 succeeded',
    );
  });

  it('HR-16 HR-21 rolls a failed upgrade back, and stalls when the retries are used up', async () => {
    await env.create('back', { upgrade: { remediation: { retries: 1 } } });
    await env.waitReady('back');
    helm.fail('upgrade', { message: 'no' }, { message: 'no' });
    await env.patch('back', { spec: { values: { a: 'b' } } });
    const after = await env.waitFor('back', stalled);
    expect(helm.calls).toEqual([
      'install',
      'upgrade',
      'rollback',
      'upgrade',
      'rollback',
    ]);
    const message =
      'Helm rollback to previous release apps/back.v3 with chart web@1.0.0 succeeded';
    expect(conditionOf(after, 'Ready')).toBe(
      `False RollbackSucceeded ${message}`,
    );
    expect(conditionOf(after, 'Remediated')).toBe(
      `True RollbackSucceeded ${message}`,
    );
    expect(conditionOf(after, 'Stalled')).toBe(
      'True RetriesExceeded Failed to upgrade after 2 attempt(s)',
    );
    expect(versions(after)).toEqual([
      '5 deployed rollback',
      '4 failed upgrade',
      '3 superseded rollback',
    ]);
    expect(after.status).toMatchObject({ failures: 2, upgradeFailures: 2 });
  });

  it('HR-24 puts the history of a stalled release in order', async () => {
    const { apiVersion, kind, status } = await env.read('back');
    const history = [...(status?.history ?? [])].reverse();
    await env.client.patch(
      { apiVersion, kind },
      { namespace: env.namespace, name: 'back' },
      { status: { history } },
      { subresource: 'status' },
    );
    await env.request('back');
    expect(versions(await env.waitFor('back', stalled))).toEqual([
      '5 deployed rollback',
      '4 failed upgrade',
      '3 superseded rollback',
    ]);
  });

  it('HR-21 counts a rollback as an upgrade when the spec asks for what it left', async () => {
    await env.patch('back', { spec: { values: null } });
    const after = await env.waitReady('back');
    expect(conditionOf(after, 'Ready')).toMatch(
      /^True UpgradeSucceeded Helm upgrade succeeded for release apps\/back.v5/,
    );
    expect(conditionOf(after, 'Remediated')).toBeUndefined();
  });

  it('HR-16 has nothing to roll back to after a failed install', async () => {
    helm.fail('install', { message: 'no' });
    helm.fail('upgrade', { message: 'no' });
    await env.create('stuck', { upgrade: { remediation: { retries: 1 } } });
    await env.waitFor('stuck', stalled);
    await env.patch('stuck', { spec: { values: { a: 'b' } } });
    const after = await env.waitFor('stuck', object =>
      Boolean(conditionOf(object, 'Stalled')?.includes('Missing')),
    );
    expect(conditionOf(after, 'Stalled')).toBe(
      'True MissingRollbackTarget Failed to perform remediation: missing target release for rollback: cannot remediate failed release',
    );
    expect(conditionOf(after, 'Ready')).toMatch(/^False UpgradeFailed/);
  });

  it('HR-15 HR-26 RetryOnFailure upgrades again after its interval', async () => {
    helm.fail('install', { message: 'no' });
    await env.create('retry', {
      install: { strategy: { name: 'RetryOnFailure', retryInterval: '200ms' } },
    });
    const waiting = await env.waitFor('retry', ready('InstallFailed'));
    expect(conditionOf(waiting, 'Reconciling')).toBe(
      'True ProgressingWithRetry retrying after 200ms',
    );
    expect(waiting.status?.observedGeneration).toBe(1);
    const after = await env.waitReady('retry');
    expect(helm.calls).toEqual(['install', 'upgrade']);
    expect(conditionOf(after, 'Reconciling')).toBeUndefined();
  });

  it('HR-18 TR-16 only backs off when nothing was stored', async () => {
    helm.fail('install', { message: 'no template', isUnstored: true });
    await env.create('unstored');
    const after = await env.waitReady('unstored');
    expect(helm.calls).toEqual(['install', 'install']);
    expect(after.status).toMatchObject({ failures: 1 });
    expect(after.status?.installFailures).toBeUndefined();
  });

  it('HR-12 HR-22 tests what was installed', async () => {
    helm.hooks.push(testHook('one'), testHook('two'));
    await env.create('tested', {
      test: { enable: true, filters: [{ name: 'one' }] },
    });
    const after = await env.waitFor('tested', ready('TestSucceeded'));
    expect(conditionOf(after, 'Ready')).toBe(
      'True TestSucceeded Helm test succeeded for release apps/tested.v1 with chart web@1.0.0: 1 test hook completed successfully',
    );
    expect(after.status?.history?.[0].testHooks).toEqual({
      one: { lastCompleted: TIME, lastStarted: TIME, phase: 'Succeeded' },
    });
    await env.patch('tested', { spec: { test: { enable: false } } });
    const off = await env.waitFor('tested', ready('InstallSucceeded'));
    expect(conditionOf(off, 'TestSuccess')).toBeUndefined();
  });

  it('HR-19 counts a failed test as a failed install', async () => {
    helm.hooks.push(testHook('one'));
    helm.fail('testRelease', { message: 'exit 1' });
    await env.create('testfail', { test: { enable: true } });
    const after = await env.waitFor('testfail', stalled);
    expect(conditionOf(after, 'Ready')).toBe(
      'False TestFailed Helm test failed for release apps/testfail.v1 with chart web@1.0.0: exit 1',
    );
    expect(after.status).toMatchObject({ failures: 1, installFailures: 1 });
    expect(conditionOf(after, 'Released')).toMatch(/^True InstallSucceeded/);
  });

  it('HR-19 passes over a failed test that is ignored', async () => {
    helm.hooks.push(testHook('one'));
    helm.fail('testRelease', { message: 'exit 1' });
    const test = { enable: true, ignoreFailures: true };
    await env.create('ignored', { test });
    const after = await env.waitFor('ignored', object =>
      Boolean(conditionOf(object, 'TestSuccess')?.startsWith('False')),
    );
    expect(conditionOf(after, 'Ready')).toMatch(/^True InstallSucceeded/);
    expect(after.status?.installFailures).toBeUndefined();
  });

  it('HR-13 unlocks a release that was left pending, and upgrades it', async () => {
    await env.create('locked');
    await env.waitReady('locked');
    const storage = world.storage();
    const [last] = await storage.history('locked');
    const info = { ...last.info, status: 'pending-upgrade' } as const;
    await storage.create({ ...last, version: 2, info });
    const after = await env.request('locked');
    expect(conditionOf(after, 'Ready')).toMatch(/^True UpgradeSucceeded .*v3/);
    expect((await storage.get('locked', 2)).info).toMatchObject({
      status: 'failed',
      description: "Release unlocked from stale 'pending-upgrade' state",
    });
    expect(await env.told('locked')).toContain(
      'Normal PendingRelease Unlocked Helm release apps/locked.v2 with chart web@1.0.0 in pending-upgrade state',
    );
  });

  it('HR-13 ends an uninstall that was broken off, and installs', async () => {
    await env.create('half');
    await env.waitReady('half');
    const storage = world.storage();
    const [last] = await storage.history('half');
    await storage.update({
      ...last,
      info: { ...last.info, status: 'uninstalling' },
    });
    helm.calls.length = 0;
    const after = await env.request('half');
    expect(helm.calls).toEqual(['uninstall', 'install']);
    expect(conditionOf(after, 'Ready')).toMatch(/^True InstallSucceeded/);
  });

  it('HR-13 adopts a release that somebody else has changed', async () => {
    await env.create('adopt');
    await env.waitReady('adopt');
    const storage = world.storage();
    const [last] = await storage.history('adopt');
    await storage.create({ ...last, version: 2 });
    const after = await env.request('adopt');
    expect(versions(after)).toEqual(['3 deployed upgrade']);
  });

  it.each([
    ['the release name', { releaseName: 'other' }, 'other'],
    [
      'the target namespace',
      { targetNamespace: 'kube-system' },
      'kube-system-moved',
    ],
    ['the storage namespace', { storageNamespace: 'default' }, 'moved'],
  ])(
    'HR-11 uninstalls and starts over for another one of %s',
    async (_what, spec, name) => {
      await env.create('moved');
      await env.waitReady('moved');
      helm.calls.length = 0;
      await env.patch('moved', { spec });
      const after = await env.waitFor(
        'moved',
        ({ status }) => status?.observedGeneration === 2,
      );
      expect(helm.calls).toEqual(['uninstall', 'install']);
      expect(after.status?.history?.map(entry => entry.name)).toEqual([name]);
      expect(after.status?.storageNamespace).toBe(
        'storageNamespace' in spec ? spec.storageNamespace : 'apps',
      );
      await env.delete('moved');
      await gone('moved');
    },
  );

  it('HR-11 uninstalls for another chart, unless it may be updated in place', async () => {
    await env.create('chart');
    await env.create('inplace', {
      upgrade: { chartNameChangeStrategy: 'InPlaceUpdate' },
    });
    await env.waitReady('chart');
    await env.waitReady('inplace');
    helm.calls.length = 0;
    world.setChart('api', '1.0.0');
    await env.request('inplace');
    expect(helm.calls).toEqual(['upgrade']);
    helm.calls.length = 0;
    await env.request('chart');
    await env.waitFor('chart', ready('api@1.0.0'));
    expect(helm.calls).toEqual(['uninstall', 'install']);
  });

  it('HR-26 HR-33 leaves a suspended release alone, also when it is deleted', async () => {
    await env.create('idle');
    await env.waitReady('idle');
    helm.calls.length = 0;
    await env.patch('idle', { spec: { suspend: true, values: { a: 'b' } } });
    const after = await env.waitFor(
      'idle',
      ({ status }) => status?.observedGeneration === 2,
    );
    expect(conditionOf(after, 'Ready')).toMatch(/^True InstallSucceeded/);
    await env.delete('idle');
    await gone('idle');
    expect(helm.calls).toEqual([]);
  });

  it('HR-33 uninstalls with the HelmRelease', async () => {
    await env.create('bye');
    await env.waitReady('bye');
    helm.calls.length = 0;
    await env.delete('bye');
    await gone('bye');
    expect(helm.calls).toEqual(['uninstall']);
    expect(await env.told('bye')).toContain(
      'Normal UninstallSucceeded Helm uninstall succeeded for release apps/bye.v1 with chart web@1.0.0',
    );
  });

  it('HR-33 keeps the finalizer while the uninstall fails', async () => {
    await env.create('clings');
    await env.waitReady('clings');
    helm.fail('uninstall', { message: 'no' });
    await env.delete('clings');
    await gone('clings');
    expect(await env.told('clings')).toContainEqual(
      expect.stringMatching(
        /^Warning UninstallFailed Helm uninstall failed for release apps\/clings.v1 with chart web@1.0.0: no/,
      ),
    );
  });

  it('HR-32 reports drift, and corrects it where that is asked for', async () => {
    const ref = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      namespace: 'apps',
      name: 'a',
    };
    const drifted = {
      ref,
      kind: 'removed',
      additions: 0,
      changes: 0,
      removals: 0,
      patch: [],
      maskedPatch: [],
      desired: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } },
    } as const;
    await env.create('drifts', { driftDetection: { mode: 'warn' } });
    await env.waitReady('drifts');
    world.drift = [drifted];
    const warned = await env.request('drifts');
    const text =
      'Cluster state of release apps/drifts.v1 has drifted from the desired state:\nConfigMap/apps/a removed';
    expect(conditionOf(warned, 'Drifted')).toBe(`True DriftDetected ${text}`);
    expect(conditionOf(warned, 'Ready')).toMatch(/^True/);
    world.corrected = [{ ref, action: 'created' }];
    await env.patch('drifts', {
      spec: { driftDetection: { mode: 'enabled' } },
    });
    const after = await env.waitFor('drifts', object =>
      Boolean(conditionOf(object, 'Drifted')?.startsWith('False')),
    );
    expect(conditionOf(after, 'Drifted')).toBe(
      'False NoDriftDetected No drift detected against the cluster state',
    );
    expect(await env.told('drifts')).toContain(
      'Normal DriftCorrected Cluster state of release apps/drifts.v1 has been corrected:\nConfigMap/apps/a created',
    );
  });

  async function gone(name: string): Promise<void> {
    const key = { namespace: env.namespace, name };
    while (await env.client.find(env.type, key)) {
      await new Promise(resolve => setTimeout(resolve, 20));
    }
  }
});
