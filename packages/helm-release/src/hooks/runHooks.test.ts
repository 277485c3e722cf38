/** @jest-environment node */
import type { UnstructuredObject } from '@backstage-gitops/kube';
import { ReleaseHook } from '../release/release';
import { HookError } from './HookError';
import { runHooks } from './runHooks';
import {
  configMapManifest,
  jobManifest,
  podManifest,
  testHook,
  testRelease,
} from './__testUtils__/releases';
import {
  startTestCluster,
  TestCluster,
  TestNamespace,
} from './__testUtils__/startTestCluster';

const SETTINGS = { serverSideApply: true, timeoutMs: 10_000 };
const events = ['pre-install'] as const;

describe('runHooks', () => {
  let cluster: TestCluster;

  beforeAll(async () => {
    cluster = await startTestCluster();
  });

  afterAll(() => cluster.stop());

  /** Runs hooks in a namespace of their own; gives how they ended. */
  async function run(
    name: string,
    hooks: readonly ReleaseHook[],
    settings = {},
    prepare: (space: TestNamespace) => Promise<void> = async () => undefined,
  ) {
    const space = await cluster.createNamespace(name);
    const release = testRelease({ namespace: name, hooks });
    await space.storage.create(release);
    await prepare(space);
    const stored: string[] = [];
    space.storage.onUpdate = ({ hooks: written }) =>
      stored.push(written.map(hook => hook.lastRun.phase || '-').join(' '));
    const ended = runHooks(space.context, release, 'pre-install', {
      ...SETTINGS,
      ...settings,
    });
    const error = await ended.then(
      () => undefined,
      (thrown: HookError) => thrown,
    );
    const last = error ? error.release : await ended;
    const phases = last.hooks.map(hook => hook.lastRun.phase);
    return { ...space, error, release: last, phases, stored };
  }

  it('runs hooks by weight and name, and stores the release before each', async () => {
    const { error, phases, release, stored } = await run('order', [
      testHook('b', configMapManifest('b'), { events, weight: 1 }),
      testHook('z', configMapManifest('z'), { events, weight: -5 }),
      testHook('a', configMapManifest('a'), { events, weight: 1 }),
      testHook('x', configMapManifest('x'), { events: ['post-install'] }),
    ]);
    expect(error).toBeUndefined();
    expect(stored).toEqual([
      '- Running - -',
      '- Succeeded Running -',
      'Running Succeeded Succeeded -',
    ]);
    expect(phases).toEqual(['Succeeded', 'Succeeded', 'Succeeded', '']);
    const [b, z] = release.hooks.map(({ lastRun }) => lastRun);
    expect(Date.parse(z.completedAt ?? '')).toBeLessThanOrEqual(
      Date.parse(b.startedAt ?? ''),
    );
    expect(release.hooks[0].deletePolicies).toEqual(['before-hook-creation']);
    expect(release.hooks[3].deletePolicies).toEqual([]);
  });

  it('waits for Jobs and Pods, and not for other kinds', async () => {
    const { phases } = await run('waits', [
      testHook('job', jobManifest('job'), { events }),
      testHook('pod', podManifest('pod'), { events }),
      testHook('map', configMapManifest('map'), { events }),
    ]);
    expect(phases).toEqual(['Succeeded', 'Succeeded', 'Succeeded']);
    const pod = await cluster.client.get<UnstructuredObject>(
      { apiVersion: 'v1', kind: 'Pod' },
      { namespace: 'waits', name: 'pod' },
    );
    expect(pod.status).toMatchObject({ phase: 'Succeeded' });
  });

  it('deletes by policy: what succeeded when all did, what failed when it did', async () => {
    const succeeded = { events, deletePolicies: ['hook-succeeded'] };
    const failed = { events, deletePolicies: ['hook-failed'] };
    const fine = await run('fine', [
      testHook('gone', configMapManifest('gone'), succeeded),
      testHook('kept', configMapManifest('kept'), failed),
    ]);
    expect(fine.error).toBeUndefined();
    const exists = (namespace: string, name: string) =>
      cluster.exists('ConfigMap', { namespace, name });
    expect(await exists('fine', 'gone')).toBe(false);
    expect(await exists('fine', 'kept')).toBe(true);

    const sad = await run('sad', [
      testHook('a-gone', configMapManifest('a-gone'), succeeded),
      testHook('b-kept', configMapManifest('b-kept'), failed),
      testHook('c', jobManifest('c', { simulate: 'fail' }), failed),
      testHook('d', configMapManifest('d'), { events }),
    ]);
    expect(sad.phases).toEqual(['Succeeded', 'Succeeded', 'Failed', '']);
    expect(await exists('sad', 'a-gone')).toBe(false);
    expect(await exists('sad', 'b-kept')).toBe(true);
    expect(await cluster.exists('Job', { namespace: 'sad', name: 'c' })).toBe(
      false,
    );
    expect(await exists('sad', 'd')).toBe(false);
  });

  it('fails with the words of Helm when a Job or a Pod fails', async () => {
    const job = await run('failing-job', [
      testHook('migrate', jobManifest('migrate', { simulate: 'fail' }), {
        events,
      }),
    ]);
    expect(job.error).toMatchObject({
      name: 'HookError',
      code: 'wait',
      message:
        'resource Job/failing-job/migrate not ready. status: Failed, message: Job Failed. failed: 1/1',
    });
    const pod = await run('failing-pod', [
      testHook('check', podManifest('check', { simulate: 'fail' }), { events }),
    ]);
    expect(pod.error?.message).toBe(
      'resource Pod/failing-pod/check not ready. status: Failed, message: pod check failed',
    );
    const legacy = await run(
      'failing-legacy',
      [
        testHook('migrate', jobManifest('migrate', { simulate: 'fail' }), {
          events,
        }),
      ],
      { waitStrategy: 'legacy' },
    );
    expect(legacy.error?.message).toBe(
      'job migrate failed: BackoffLimitExceeded',
    );
  });

  it('ends a hook that never does at its timeout', async () => {
    const hooks = [
      testHook('stuck', jobManifest('stuck', { simulate: 'never-ready' }), {
        events,
      }),
    ];
    const { error, phases } = await run('stuck', hooks, { timeoutMs: 700 });
    expect(error).toMatchObject({
      code: 'wait',
      message:
        'resource Job/stuck/stuck not ready. status: InProgress, message: Job in progress\ncontext deadline exceeded',
      cause: { code: 'timeout', objects: [{ ref: { name: 'stuck' } }] },
    });
    expect(phases).toEqual(['Failed']);
    const legacy = await run('stuck-legacy', hooks, {
      timeoutMs: 300,
      waitStrategy: 'legacy',
    });
    expect(legacy.error?.message).toBe('timed out waiting for the condition');
  });

  it('passes on what a hook printed, as its policies say', async () => {
    const { output, logs } = await run('output', [
      testHook('a', jobManifest('a', { log: 'migrated 3 tables\n' }), {
        events,
        outputLogPolicies: ['hook-succeeded'],
        deletePolicies: ['hook-succeeded'],
      }),
      testHook('b', podManifest('b', { log: 'silent' }), { events }),
      testHook('c', podManifest('c'), {
        events,
        outputLogPolicies: ['hook-succeeded'],
      }),
    ]);
    expect(output).toEqual(['main: migrated 3 tables\n']);
    // The third prints nothing that the cluster could show.
    expect(logs.filter(({ level }) => level === 'warn')).toEqual([
      expect.objectContaining({
        message:
          'error outputting logs for hook failure: failed to stream pod logs for pod: c, container: main',
        attributes: {
          hook: 'app/templates/c.yaml',
          cause: expect.stringContaining('its pods are simulated'),
        },
      }),
    ]);
    const failed = await run('output-failed', [
      testHook('d', podManifest('d', { log: 'no route', simulate: 'fail' }), {
        events,
        outputLogPolicies: ['hook-failed'],
        deletePolicies: ['hook-failed'],
      }),
    ]);
    expect(failed.output).toEqual(['main: no route']);
  });

  it('replaces what an earlier run left, unless another policy is named', async () => {
    const leftover = async ({ context, name }: TestNamespace) => {
      const metadata = {
        name: 'again',
        namespace: name,
        labels: { old: 'yes' },
      };
      await context.client.create({
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata,
      });
    };
    const read = async (namespace: string) => {
      const key = { namespace, name: 'again' };
      const found = await cluster.client.get(
        { apiVersion: 'v1', kind: 'ConfigMap' },
        key,
      );
      return found.metadata.labels;
    };
    const map = configMapManifest('again');
    await run('replaced', [testHook('again', map, { events })], {}, leftover);
    expect(await read('replaced')).toBeUndefined();

    const kept = { events, deletePolicies: ['hook-failed'] };
    const applied = await run(
      'applied',
      [testHook('again', map, kept)],
      {},
      leftover,
    );
    expect(applied.error).toBeUndefined();
    expect(await read('applied')).toEqual({ old: 'yes' });

    const created = await run(
      'created',
      [testHook('again', map, kept)],
      { serverSideApply: false },
      leftover,
    );
    expect(created.error).toMatchObject({
      code: 'create',
      message:
        'warning: Hook pre-install app/templates/again.yaml failed: configmaps "again" already exists',
    });
    expect(created.phases).toEqual(['Failed']);
    expect(created.release.hooks[0].lastRun.completedAt).toBeDefined();
  });

  it('gives two hooks with one name one object, the later one', async () => {
    const { error, name, phases } = await run('collision', [
      testHook('same', configMapManifest('same', 'first'), { events }),
      testHook('same', configMapManifest('same', 'second'), { events }),
    ]);
    expect([error, phases]).toEqual([undefined, ['Succeeded', 'Succeeded']]);
    const found = await cluster.client.get<UnstructuredObject>(
      { apiVersion: 'v1', kind: 'ConfigMap' },
      { namespace: name, name: 'same' },
    );
    expect(found.data).toEqual({ value: 'second' });
  });

  it('says which hook is no object, or of a kind that nobody serves', async () => {
    const unknown = {
      kind: 'Nothing',
      text: 'apiVersion: example.org/v1\nkind: Nothing\nmetadata:\n  name: n\n',
    };
    const before = await run('unknown', [testHook('n', unknown, { events })]);
    expect(before.error?.code).toBe('delete');
    expect(before.error?.message).toMatch(
      /^unable to build kubernetes object for deleting hook app\/templates\/n.yaml: .*no matches for kind "Nothing" in version "example.org\/v1"/,
    );
    const later = await run('unknown-later', [
      testHook('n', unknown, { events, deletePolicies: ['hook-failed'] }),
    ]);
    expect(later.error?.message).toMatch(
      /^unable to build kubernetes object for pre-install hook app\/templates\/n.yaml: /,
    );
    expect(later.stored).toEqual([]);
    expect(later.phases).toEqual(['']);
  });

  it('fails before it creates anything where it may not delete', async () => {
    const may = [
      {
        apiGroups: [''],
        resources: ['configmaps'],
        verbs: ['get', 'list', 'watch', 'create', 'patch'],
      },
    ];
    const space = await cluster.createNamespace('denied');
    const client = await cluster.as('denied', may);
    const release = testRelease({
      namespace: 'denied',
      hooks: [testHook('map', configMapManifest('map'), { events })],
    });
    const context = { ...space.context, client };
    await expect(
      runHooks(context, release, 'pre-install', SETTINGS),
    ).rejects.toMatchObject({
      code: 'delete',
      message: expect.stringContaining(
        'configmaps "map" is forbidden: User "system:serviceaccount:denied:limited" cannot delete resource "configmaps"',
      ),
    });
    expect(space.storage.writes).toEqual([]);
    expect(
      await cluster.exists('ConfigMap', { namespace: 'denied', name: 'map' }),
    ).toBe(false);
  });

  it('stops at an abort, and leaves the object for the next run to replace', async () => {
    const hooks = [
      testHook('stuck', jobManifest('stuck', { simulate: 'never-ready' }), {
        events,
        deletePolicies: ['hook-failed', 'before-hook-creation'],
      }),
      testHook('later', configMapManifest('later'), { events, weight: 1 }),
    ];
    const { error, phases } = await run('aborted', hooks, {}, async space => {
      setTimeout(space.abort, 500);
    });
    expect(error).toMatchObject({ code: 'interrupted' });
    expect(error?.message).toMatch(/context canceled$/);
    expect(phases).toEqual(['Unknown', '']);
    expect(
      await cluster.exists('Job', { namespace: 'aborted', name: 'stuck' }),
    ).toBe(true);
  });

  it('goes on where a release could not be stored', async () => {
    const { error, logs, phases } = await run(
      'unstored',
      [testHook('map', configMapManifest('map'), { events })],
      {},
      async ({ storage }) => {
        const write = storage.update.bind(storage);
        storage.update = async release => {
          await write(release);
          throw new Error('etcd is full');
        };
      },
    );
    expect([error, phases]).toEqual([undefined, ['Succeeded']]);
    expect(logs).toContainEqual(
      expect.objectContaining({
        level: 'warn',
        message: 'failed to update release',
        attributes: expect.objectContaining({
          error: new Error('etcd is full'),
        }),
      }),
    );
  });
});
