/** @jest-environment node */
import type { UnstructuredObject } from '@backstage-gitops/kube';
import { deployRelease } from '../hooks/__testUtils__/deployRelease';
import {
  configMapManifest,
  jobManifest,
  podManifest,
  testHook,
  testRelease,
} from '../hooks/__testUtils__/releases';
import {
  startTestCluster,
  TestCluster,
  TestNamespace,
} from '../hooks/__testUtils__/startTestCluster';
import type { Release } from '../release/release';
import type { ActionError } from './errors';
import { rollback } from './rollback';
import type { RollbackOptions } from './types';

const CONFIG_MAP = { apiVersion: 'v1', kind: 'ConfigMap' };

const manifestOf = (...parts: { text: string }[]) =>
  parts.map(({ text }) => `---\n${text}`).join('');

function revision(version: number, changes: Partial<Release> = {}): Release {
  const { info, ...rest } = testRelease({ version, ...changes });
  return { ...rest, info: { ...info, ...changes.info } };
}

describe('rollback', () => {
  let cluster: TestCluster;

  beforeAll(async () => {
    cluster = await startTestCluster();
  });

  afterAll(() => cluster.stop());

  /** Two revisions: the first with objects a and b, the second with a and c. */
  async function deployTwo(
    namespace: string,
    first: Partial<Release> = {},
    second: Partial<Release> = {},
  ): Promise<TestNamespace> {
    const space = await cluster.createNamespace(namespace);
    const old = testRelease().info;
    await space.storage.create(
      revision(1, {
        namespace,
        info: { ...old, status: 'superseded', notes: 'first' },
        manifest: manifestOf(
          configMapManifest('a', 'old'),
          configMapManifest('b'),
        ),
        config: new Map([['key', 'old']]),
        labels: { team: 'web' },
        ...first,
      }),
    );
    const manifest = manifestOf(
      configMapManifest('a', 'new'),
      configMapManifest('c'),
    );
    await deployRelease(space, revision(2, { manifest, ...second }));
    space.storage.writes.length = 0;
    return space;
  }

  const goBack = (
    { context, name }: TestNamespace,
    options: Partial<RollbackOptions> = {},
  ) => rollback(context, { name: 'app', namespace: name, ...options });

  const failure = (
    space: TestNamespace,
    options: Partial<RollbackOptions> = {},
  ): Promise<ActionError> =>
    goBack(space, options).then(
      () => Promise.reject(new Error('it went well')),
      error => error,
    );

  const find = (namespace: string, name: string) =>
    cluster.client.find<UnstructuredObject>(CONFIG_MAP, { namespace, name });

  const statuses = async ({ storage }: TestNamespace) =>
    (await storage.history('app')).map(({ info }) => info.status);

  it('makes a new revision of the one before, and its objects', async () => {
    const space = await deployTwo('back');
    const release = await goBack(space);
    expect(release).toMatchObject({
      version: 3,
      info: {
        status: 'deployed',
        description: 'Rollback to 1',
        firstDeployed: '2026-01-01T00:00:00Z',
        notes: 'first',
      },
      config: new Map([['key', 'old']]),
      labels: { team: 'web' },
      applyMethod: 'ssa',
    });
    expect(space.storage.writes).toEqual([
      'create v3 pending-rollback',
      'update v2 superseded',
      'update v3 deployed',
    ]);
    expect((await find('back', 'a'))?.data).toEqual({ value: 'old' });
    expect((await find('back', 'b'))?.metadata).toMatchObject({
      labels: { 'app.kubernetes.io/managed-by': 'Helm' },
      annotations: { 'meta.helm.sh/release-name': 'app' },
    });
    expect(await find('back', 'c')).toBeUndefined();
  });

  it('brings back an object that somebody has deleted', async () => {
    const space = await deployTwo('removed');
    await cluster.client.delete(CONFIG_MAP, {
      namespace: 'removed',
      name: 'a',
    });
    await goBack(space, { version: 2 });
    expect((await find('removed', 'a'))?.data).toEqual({ value: 'new' });
  });

  it('HR-27 applies as the revision was applied, or as it is told', async () => {
    const space = await deployTwo('methods', { applyMethod: 'csa' });
    expect((await goBack(space)).applyMethod).toBe('csa');
    expect((await goBack(space, { version: 2 })).applyMethod).toBe('ssa');
    const told = await goBack(space, { version: 1, serverSideApply: true });
    expect(told.applyMethod).toBe('ssa');
    const options = { serverSideApply: true, forceReplace: true };
    expect((await failure(space, options)).message).toBe(
      'invalid operation: cannot use server-side apply and force replace together',
    );
  });

  it('refuses a name, a revision or a release that there is not', async () => {
    const space = await deployTwo('refused');
    const messages = [
      [{ version: 7 }, 'not-found', 'release has no 7 version'],
      [{ version: -1 }, 'options', 'invalid release revision'],
      [
        { name: 'No!' },
        'name',
        'prepareRollback: Release name is invalid: No!',
      ],
      [{ name: 'other' }, 'not-found', 'release: not found'],
    ] as const;
    for (const [options, code, message] of messages) {
      expect(await failure(space, options)).toMatchObject({ code, message });
    }
    const only = await cluster.createNamespace('only', testRelease());
    expect((await failure(only)).message).toBe('release has no 0 version');
    expect([space.storage.writes, only.storage.writes]).toEqual([[], []]);
  });

  it('writes nothing in a dry-run', async () => {
    const space = await deployTwo('dry');
    const release = await goBack(space, { dryRun: 'server' });
    expect(release.info.description).toBe('Rollback to 1');
    expect(space.storage.writes).toEqual([]);
    expect((await find('dry', 'a'))?.data).toEqual({ value: 'new' });
  });

  it('runs the hooks of the revision gone back to', async () => {
    const hook = (name: string, event: 'pre-rollback' | 'post-rollback') =>
      testHook(name, jobManifest(name), { events: [event] });
    const space = await deployTwo('hooks', {
      hooks: [hook('after', 'post-rollback'), hook('before', 'pre-rollback')],
    });
    const release = await goBack(space);
    const [after, before] = release.hooks.map(({ lastRun }) => lastRun);
    expect([after.phase, before.phase]).toEqual(['Succeeded', 'Succeeded']);
    expect(Date.parse(before.completedAt ?? '')).toBeLessThanOrEqual(
      Date.parse(after.startedAt ?? ''),
    );
    const again = await goBack(space, { version: 1, disableHooks: true });
    expect(again.hooks.map(({ lastRun }) => lastRun.phase)).toEqual(['', '']);
  });

  it('leaves a revision pending whose hook failed, as Helm does', async () => {
    const space = await deployTwo('failed-hook', {
      hooks: [
        testHook('check', podManifest('check', { simulate: 'fail' }), {
          events: ['pre-rollback'],
        }),
      ],
    });
    expect(await failure(space)).toMatchObject({
      code: 'hook',
      message:
        'resource Pod/failed-hook/check not ready. status: Failed, message: pod check failed',
      release: { version: 3, hooks: [{ lastRun: { phase: 'Failed' } }] },
    });
    expect(await statuses(space)).toEqual([
      'superseded',
      'deployed',
      'pending-rollback',
    ]);
    const stored = await space.storage.get('app', 3);
    expect(stored.hooks[0].lastRun.phase).toBe('Running');
    expect((await find('failed-hook', 'a'))?.data).toEqual({ value: 'new' });
  });

  it('HR-30 stores what failed to apply, and cleans up what it made', async () => {
    const broken = {
      text: 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: Bad_Name\n',
    };
    const space = await deployTwo('broken', {
      manifest: manifestOf(configMapManifest('made'), broken),
    });
    const error = await failure(space, { cleanupOnFail: true });
    expect(error.message).toMatch(
      /failed to create resource: .*ConfigMap "Bad_Name" is invalid: metadata.name/,
    );
    expect(error.release?.info).toMatchObject({
      status: 'failed',
      description: `Rollback "app" failed: ${error.message}`,
    });
    expect(await statuses(space)).toEqual([
      'superseded',
      'superseded',
      'failed',
    ]);
    expect(await find('broken', 'made')).toBeUndefined();
    expect((await find('broken', 'c'))?.data).toBeDefined();
  });

  it('stores a revision as failed that does not get ready', async () => {
    const pod = podManifest('late', { simulate: 'never-ready' });
    const space = await deployTwo('late', { manifest: manifestOf(pod) });
    const error = await failure(space, {
      timeoutMs: 500,
      waitStrategy: 'watcher',
    });
    const why =
      'resource Pod/late/late not ready. status: InProgress, message: Pod is in the Pending phase\ncontext deadline exceeded';
    expect(error).toMatchObject({
      code: 'wait',
      message: `release app failed: ${why}`,
      release: { info: { description: `Release "app" failed: ${why}` } },
    });
    expect(await statuses(space)).toEqual(['superseded', 'deployed', 'failed']);
  });

  it('stores an aborted rollback as failed', async () => {
    const space = await deployTwo('aborted', {
      hooks: [
        testHook('stuck', jobManifest('stuck', { simulate: 'never-ready' }), {
          events: ['pre-rollback'],
        }),
      ],
    });
    setTimeout(space.abort, 300);
    expect(await failure(space)).toMatchObject({
      code: 'aborted',
      message: 'context canceled',
      release: { info: { status: 'failed' } },
    });
    expect(await statuses(space)).toEqual(['superseded', 'deployed', 'failed']);
    expect(await failure(space)).toMatchObject({ code: 'aborted' });
  });
});
