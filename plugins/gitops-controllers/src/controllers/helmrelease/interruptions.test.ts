import { ActionError, WaitError } from '@backstage-gitops/helm-release';
import { WaitingError } from '@backstage-gitops/kube';
import { waitUntil } from '../../host/__testUtils__/HostEnvironment';
import { HELM_RELEASE_OPTIONS } from './options';
import {
  conditionOf,
  HelmReleaseEnvironment,
} from './testing/HelmReleaseEnvironment';

/** Resolves when the signal aborts. */
const aborted = (signal: AbortSignal | undefined) =>
  new Promise<void>(resolve => {
    if (!signal || signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });

describe('HelmReleases that are interrupted', () => {
  const env = new HelmReleaseEnvironment();
  const { helm } = env.world;

  beforeAll(() => env.start());
  afterAll(() => env.stop());
  beforeEach(() => {
    helm.calls.length = 0;
    helm.onAction = async () => undefined;
  });

  /** Ends the next action as a wait does that its context has ended. */
  function interruptNext(): Promise<void> {
    return new Promise(resolve => {
      helm.onAction = async (_name, { signal, fluxWaits }) => {
        helm.onAction = async () => undefined;
        resolve();
        await Promise.race([aborted(signal), aborted(fluxWaits?.interrupt)]);
        const cause = new WaitError('canceled', 'context canceled', []);
        throw new ActionError('wait', 'context canceled', { cause });
      };
    });
  }

  it('HR-35 begins anew for a new spec while a release is waited for, and counts no failure', async () => {
    const isWaiting = interruptNext();
    await env.create('newer', { values: { a: '1' } });
    await isWaiting;
    await env.patch('newer', { spec: { values: { a: '2' } } });
    const after = await env.waitReady('newer');
    expect(after.status?.failures).toBeUndefined();
    expect(await env.told('newer')).toContainEqual(
      expect.stringMatching(
        /^Normal HealthCheckCanceled Health checks canceled due to new reconciliation triggered by HelmRelease\/apps\/newer/,
      ),
    );
  });

  it('HR-35 counts and tells a failure that nothing newer has caused', async () => {
    const isRunning = new Promise<void>(resolve => {
      helm.onAction = async (_name, { fluxWaits }) => {
        helm.onAction = async () => undefined;
        resolve();
        await aborted(fluxWaits?.interrupt);
        throw new ActionError('storage', 'create: failed to create: too long');
      };
    });
    await env.create('failing', { values: { a: '1' } });
    await isRunning;
    await env.patch('failing', { spec: { values: { a: '2' } } });
    await env.waitReady('failing');
    expect(await env.told('failing')).toContainEqual(
      expect.stringMatching(
        /^Warning InstallFailed .*create: failed to create: too long/,
      ),
    );
  });

  it('HR-13 a stop in the middle is no failure, and the next start goes on', async () => {
    const isWaiting = interruptNext();
    await env.create('stopped');
    await isWaiting;
    await env.stopTheController();
    const { status } = await env.read('stopped');
    expect(status?.installFailures).toBeUndefined();
    expect(status?.history).toHaveLength(1);
    env.startController();
    const after = await env.waitReady('stopped');
    expect(after.status?.failures).toBeUndefined();
    expect(conditionOf(after, 'Stalled')).toBeUndefined();
  });

  it('HR-13 goes on where a killed controller has stored a release that no status knows', async () => {
    const storage = env.world.storage();
    await env.create('killed', { suspend: true });
    const [any] = await storage.list();
    const info = { ...any.info, status: 'pending-install' } as const;
    await storage.create({ ...any, name: 'killed', version: 1, info });
    await env.patch('killed', { spec: { suspend: false } });
    const after = await env.waitReady('killed');
    expect(helm.calls).toEqual(['upgrade']);
    expect(after.status?.history).toMatchObject([{ version: 2 }]);
  });

  it('HR-13 goes on in the same run where a watch has not yet heard of the unlock', async () => {
    const storage = env.world.storage();
    await env.create('behind');
    await env.waitReady('behind');
    const newest = storage.newest('behind')!;
    const info = { ...newest.info, status: 'pending-upgrade' } as const;
    await storage.create({ ...newest, version: newest.version + 1, info });
    const heard = `${storage.writes}`;
    env.world.watchedMark = () => heard;
    helm.calls.length = 0;
    try {
      await env.request('behind');
    } finally {
      env.world.watchedMark = () => undefined;
    }
    expect(helm.calls).toEqual(['upgrade']);
    const after = await env.read('behind');
    expect(conditionOf(after, 'Ready')).toMatch(/^True UpgradeSucceeded/);
    expect(conditionOf(after, 'Reconciling')).toBeUndefined();
  });

  it('HR-13 is not ready by earlier tests while a pending release can not be unlocked', async () => {
    const storage = env.world.storage();
    await env.create('refused', { test: { enable: true } });
    const before = await env.waitReady('refused');
    expect(conditionOf(before, 'Ready')).toMatch(/^True TestSucceeded/);
    const newest = storage.newest('refused')!;
    const info = { ...newest.info, status: 'pending-upgrade' } as const;
    await storage.create({ ...newest, version: newest.version + 1, info });
    const update = jest
      .spyOn(storage, 'update')
      .mockRejectedValue(new Error('secrets are forbidden'));
    try {
      await env.request('refused');
      const after = await env.waitReady('refused', 'False');
      expect(conditionOf(after, 'Ready')).toMatch(
        /^False PendingRelease Unlock of .* failed: secrets are forbidden/,
      );
    } finally {
      update.mockRestore();
    }
    await env.waitReady('refused');
  });

  it('HR-33 goes on with other releases while as many as may run at once are uninstalled', async () => {
    const { default: atOnce } = HELM_RELEASE_OPTIONS.concurrent;
    const storage = env.world.storage();
    const names = Array.from({ length: atOnce }, (_, index) => `gone-${index}`);
    for (const name of names) await env.create(name);
    for (const name of names) await env.waitReady(name);
    let end: () => void = () => undefined;
    const ended = new Promise<void>(resolve => (end = resolve));
    helm.onAction = name => (name === 'uninstall' ? ended : Promise.resolve());
    for (const name of names) await env.delete(name);
    await waitUntil(
      () => helm.calls.filter(call => call === 'uninstall').length === atOnce,
    );
    await env.create('beside');
    await env.waitReady('beside');
    expect(names.map(name => storage.newest(name)?.info.status)).toEqual(
      Array(4).fill('uninstalling'),
    );
    end();
    await waitUntil(() => names.every(name => !storage.newest(name)));
  });

  it('HR-10 HR-26 shows a prerequisite that is not met, and observes no generation', async () => {
    env.world.prerequisite = async () => {
      throw new WaitingError(
        'DependencyNotReady',
        "dependency 'a/b' is not ready",
        {
          retryAfterMs: 100,
          event: 'none',
        },
      );
    };
    await env.create('waits');
    const before = await env.waitReady('waits', 'False');
    expect(conditionOf(before, 'Ready')).toBe(
      "False DependencyNotReady dependency 'a/b' is not ready",
    );
    expect(conditionOf(before, 'Reconciling')).toBe(
      'True Progressing Fulfilling prerequisites',
    );
    expect(before.status?.observedGeneration).toBe(-1);
    env.world.prerequisite = async () => undefined;
    const after = await env.waitReady('waits');
    expect(conditionOf(after, 'Reconciling')).toBeUndefined();
  });
});
