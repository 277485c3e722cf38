/** @jest-environment node */
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
import type { UninstallOptions } from './types';
import { uninstall } from './uninstall';

const CONFIG_MAP = { apiVersion: 'v1', kind: 'ConfigMap' };

const KEPT = `---
apiVersion: v1
kind: ConfigMap
metadata:
  name: kept
  annotations: { helm.sh/resource-policy: ' Keep ' }
`;

const FINALIZED = `---
apiVersion: v1
kind: ConfigMap
metadata:
  name: finalized
  finalizers: [example.org/keep]
`;

const MAP = `---\n${configMapManifest('map').text}`;

describe('uninstall', () => {
  let cluster: TestCluster;

  beforeAll(async () => {
    cluster = await startTestCluster();
  });

  afterAll(() => cluster.stop());

  async function deploy(
    namespace: string,
    changes: Partial<Release> = {},
  ): Promise<TestNamespace> {
    const space = await cluster.createNamespace(namespace);
    const { info } = testRelease();
    const old = { ...info, status: 'superseded' as const };
    await space.storage.create(testRelease({ namespace, info: old }));
    await deployRelease(
      space,
      testRelease({ version: 2, manifest: MAP, ...changes }),
    );
    space.storage.writes.length = 0;
    return space;
  }

  const remove = (
    { context, name }: TestNamespace,
    options: Partial<UninstallOptions> = {},
  ) => uninstall(context, { name: 'app', namespace: name, ...options });

  const failure = (
    space: TestNamespace,
    options: Partial<UninstallOptions> = {},
  ): Promise<ActionError> =>
    remove(space, options).then(
      () => Promise.reject(new Error('it went well')),
      error => error,
    );

  const exists = (namespace: string, name: string) =>
    cluster.exists('ConfigMap', { namespace, name });

  it('deletes the objects of a release and all its revisions', async () => {
    const space = await deploy('plain');
    const { info, release } = await remove(space);
    expect(info).toBe('');
    expect(release?.info).toMatchObject({
      status: 'uninstalled',
      description: 'Uninstallation complete',
      deleted: expect.stringMatching(/^20\d\d-/),
    });
    expect(await exists('plain', 'map')).toBe(false);
    expect(space.storage.writes).toEqual([
      'update v2 uninstalling',
      'delete v1 superseded',
      'delete v2 uninstalling',
    ]);
  });

  it('leaves what its policy keeps, and says so', async () => {
    const space = await deploy('kept', { manifest: `${KEPT}${MAP}` });
    const { info } = await remove(space);
    expect(info).toBe(
      'These resources were kept due to the resource policy:\n[ConfigMap] kept\n',
    );
    expect(await exists('kept', 'kept')).toBe(true);
    expect(await exists('kept', 'map')).toBe(false);
  });

  it('HR-33 keeps the history, and forgets it when it is asked again', async () => {
    const space = await deploy('history');
    await remove(space, { keepHistory: true, description: 'gone for good' });
    const [first, second] = await space.storage.history('app');
    expect([first.info.status, second.info]).toEqual([
      'superseded',
      expect.objectContaining({
        status: 'uninstalled',
        description: 'gone for good',
      }),
    ]);
    expect(await failure(space, { keepHistory: true })).toMatchObject({
      message: 'the release named "app" is already deleted',
    });
    const again = await remove(space);
    expect(again.release?.version).toBe(2);
    expect(await space.storage.history('app')).toEqual([]);
    expect(await failure(space)).toMatchObject({
      code: 'not-found',
      message: 'uninstall: Release not loaded: app: release: not found',
    });
    expect(await remove(space, { ignoreNotFound: true })).toEqual({
      release: undefined,
      info: '',
    });
    expect((await failure(space, { name: 'No!' })).message).toBe(
      'uninstall: Release name is invalid: No!',
    );
  });

  it('supersedes an older revision that is still stored as deployed', async () => {
    const space = await deploy('two');
    const first = await space.storage.get('app', 1);
    const { info } = first;
    await space.storage.update({
      ...first,
      info: { ...info, status: 'deployed' },
    });
    await remove(space, { keepHistory: true });
    const history = await space.storage.history('app');
    expect(history.map(({ info: { status } }) => status)).toEqual([
      'superseded',
      'uninstalled',
    ]);
  });

  it('only looks in a dry-run', async () => {
    const space = await deploy('dry');
    const { release } = await remove(space, { dryRun: true });
    expect(release?.version).toBe(2);
    expect(space.storage.writes).toEqual([]);
    expect((await failure(space, { dryRun: true, name: 'x' })).message).toBe(
      'release: not found',
    );
    expect(await exists('dry', 'map')).toBe(true);
  });

  it('runs hooks before and after, unless it is told not to', async () => {
    const hooks = [
      testHook('after', jobManifest('after'), { events: ['post-delete'] }),
      testHook('before', jobManifest('before'), { events: ['pre-delete'] }),
    ];
    const space = await deploy('hooks', { hooks });
    const { release } = await remove(space, { keepHistory: true });
    const stored = await space.storage.get('app', 2);
    expect(stored.hooks).toEqual(release?.hooks);
    expect(stored.hooks.map(({ lastRun }) => lastRun.phase)).toEqual([
      'Succeeded',
      'Succeeded',
    ]);
    const quiet = await deploy('no-hooks', { hooks });
    const result = await remove(quiet, { disableHooks: true });
    expect(result.release?.hooks.map(({ lastRun }) => lastRun.phase)).toEqual([
      '',
      '',
    ]);
  });

  it('deletes nothing when a hook before fails', async () => {
    const check = podManifest('check', { simulate: 'fail' });
    const space = await deploy('refused', {
      hooks: [testHook('check', check, { events: ['pre-delete'] })],
    });
    expect(await failure(space)).toMatchObject({
      code: 'hook',
      message:
        'resource Pod/refused/check not ready. status: Failed, message: pod check failed',
      release: { info: { status: 'uninstalling' } },
    });
    expect(await exists('refused', 'map')).toBe(true);
    const stored = await space.storage.get('app', 2);
    expect(stored).toMatchObject({
      info: {
        status: 'uninstalling',
        description: 'Deletion in progress (or silently failed)',
      },
      hooks: [{ lastRun: { phase: 'Running' } }],
    });
  });

  it('collects what fails after the objects are gone', async () => {
    const check = podManifest('check', { simulate: 'fail' });
    const space = await deploy('errors', {
      manifest: FINALIZED,
      hooks: [testHook('check', check, { events: ['post-delete'] })],
    });
    space.storage.delete = async () => {
      throw new Error('no rights');
    };
    const error = await failure(space, {
      timeoutMs: 1_500,
      waitStrategy: 'watcher',
    });
    expect(error.message).toBe(
      [
        'uninstallation completed with 3 error(s): resource ConfigMap/errors/finalized still exists. status: Terminating, message: Resource scheduled for deletion\ncontext deadline exceeded',
        'resource Pod/errors/check not ready. status: Failed, message: pod check failed',
        'uninstall: Failed to purge the release: no rights',
      ].join('; '),
    );
    expect(error.release?.info.status).toBe('uninstalled');
  });

  it('says only that it failed where an object may not be deleted, and why in its log', async () => {
    const space = await deploy('denied');
    const verbs = ['get', 'list', 'watch'];
    const rule = { apiGroups: [''], resources: ['configmaps'], verbs };
    const client = await cluster.as('denied', [rule]);
    const acting = { ...space, context: { ...space.context, client } };
    expect(await failure(acting)).toMatchObject({
      code: 'delete',
      message: 'failed to delete release: app',
      cause: { reason: 'Forbidden' },
    });
    expect(space.logs).toContainEqual(
      expect.objectContaining({
        message: 'uninstall: Failed to delete release',
        attributes: {
          error: [
            expect.objectContaining({
              message: expect.stringContaining('configmaps "map" is forbidden'),
            }),
          ],
        },
      }),
    );
    const { info } = await space.storage.get('app', 2);
    expect(info.status).toBe('uninstalling');
    // The next one, with the rights, goes on from there.
    await remove(space);
    expect(await exists('denied', 'map')).toBe(false);
  });

  it.each([
    ['background', 'Background'],
    ['orphan', 'Orphan'],
    ['foreground', 'Foreground'],
  ] as const)(
    'HR-33 deletes dependents as told: %s',
    async (option, policy) => {
      const space = await deploy(`cascade-${option}`);
      const deleted = jest.spyOn(cluster.client, 'delete');
      await remove(space, { deletionPropagation: option });
      expect(deleted).toHaveBeenCalledWith(
        expect.objectContaining(CONFIG_MAP),
        expect.objectContaining({ name: 'map' }),
        expect.objectContaining({ propagationPolicy: policy }),
      );
      deleted.mockRestore();
    },
  );

  it('stays uninstalling when it is aborted, and the next one ends it', async () => {
    const stuck = jobManifest('stuck', { simulate: 'never-ready' });
    const space = await deploy('aborted', {
      hooks: [testHook('stuck', stuck, { events: ['pre-delete'] })],
    });
    setTimeout(space.abort, 300);
    expect(await failure(space)).toMatchObject({
      code: 'aborted',
      message: 'context canceled',
    });
    const { info } = await space.storage.get('app', 2);
    expect(info.status).toBe('uninstalling');
    const context = { ...space.context, signal: new AbortController().signal };
    await remove({ ...space, context }, { disableHooks: true });
    expect(await space.storage.history('app')).toEqual([]);
  });

  it('does not touch a release whose record is broken', async () => {
    const space = await cluster.createNamespace('broken');
    const manifest = '---\n: not yaml: [\n';
    await space.storage.create(testRelease({ namespace: 'broken', manifest }));
    expect(await failure(space)).toMatchObject({
      message: 'failed to delete release: app',
      cause: {
        message: expect.stringMatching(
          /^corrupted release record. You must manually delete the resources: /,
        ),
      },
    });
  });
});
