/** @jest-environment node */
import type { UnstructuredObject } from '@backstage-gitops/kube';
import { configMap, createTestChart } from '../__testUtils__/createTestChart';
import {
  startTestCluster,
  type TestCluster,
  type TestContext,
} from '../__testUtils__/startTestCluster';
import { install } from './install';
import type { InstallOptions, UpgradeOptions } from './types';
import { upgrade } from './upgrade';

let cluster: TestCluster;
beforeAll(async () => {
  cluster = await startTestCluster();
});
afterAll(() => cluster.stop());

const CONFIG = { apiVersion: 'v1', kind: 'ConfigMap' };
const KEPT = '  annotations: {helm.sh/resource-policy: keep}\n';

function read(namespace: string, name: string, type = CONFIG) {
  return cluster.client.find<UnstructuredObject>(type, { namespace, name });
}

function optionsFor<T extends InstallOptions | UpgradeOptions>(
  { namespace }: { namespace: string },
  objects: Record<string, string>,
  more: Partial<T> = {},
): T {
  const files = Object.entries(objects).map(
    ([name, text]) => [`templates/${name}.yaml`, text] as const,
  );
  const options: InstallOptions = {
    name: 'shop',
    namespace,
    chart: createTestChart(Object.fromEntries(files)),
    values: new Map(),
  };
  return { ...options, ...more } as T;
}

/** A namespace with a release of these objects. */
async function released(
  namespace: string,
  objects: Record<string, string>,
  more: Partial<InstallOptions> = {},
): Promise<TestContext & { readonly namespace: string }> {
  const context = await cluster.createContext(namespace);
  await install(context, optionsFor({ namespace }, objects, more));
  return { ...context, namespace };
}

function managersOf(object: UnstructuredObject | undefined) {
  return object?.metadata.managedFields?.map(
    ({ manager, operation }) => `${manager} ${operation}`,
  );
}

describe('upgrade', () => {
  it('creates, changes and deletes, and supersedes the revision before', async () => {
    const context = await released('plain', {
      a: configMap('a', '1'),
      b: configMap('b', '1'),
      c: configMap('c', '1', KEPT),
    });
    const release = await upgrade(
      context,
      optionsFor<UpgradeOptions>(
        context,
        { a: configMap('a', '2'), d: configMap('d', '1') },
        { labels: { team: 'blue' } },
      ),
    );
    expect(release).toMatchObject({
      version: 2,
      applyMethod: 'ssa',
      labels: { team: 'blue' },
      info: { status: 'deployed', description: 'Upgrade complete' },
    });
    expect(context.storage.writes.slice(2)).toEqual([
      '2 pending-upgrade',
      '1 superseded',
      '2 deployed',
    ]);
    expect(await read('plain', 'a')).toMatchObject({ data: { key: '2' } });
    expect(await read('plain', 'b')).toBeUndefined();
    expect(await read('plain', 'c')).toBeDefined();
    expect(await read('plain', 'd')).toBeDefined();
  });

  it('keeps what others set when it merges on the client side', async () => {
    const deployment = (image: string, env: string) =>
      'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\n' +
      'spec:\n  selector: {matchLabels: {app: web}}\n  template:\n' +
      '    metadata: {labels: {app: web}}\n    spec:\n      containers:\n' +
      `      - {name: web, image: "${image}", env: [${env}]}\n`;
    const type = { apiVersion: 'apps/v1', kind: 'Deployment' };
    const context = await released(
      'client',
      {
        web: deployment('web:1', '{name: A, value: a}, {name: B, value: b}'),
      },
      { serverSideApply: false },
    );
    const key = { namespace: 'client', name: 'web' };
    const side = { name: 'side', image: 'side:1' };
    await cluster.client.patch(
      type,
      key,
      { spec: { replicas: 3, template: { spec: { containers: [side] } } } },
      { patchType: 'strategic', fieldManager: 'kubectl' },
    );
    await upgrade(
      context,
      optionsFor(context, { web: deployment('web:2', '{name: A, value: x}') }),
    );
    const live = await read('client', 'web', type);
    expect(live).toMatchObject({
      spec: {
        replicas: 3,
        template: {
          spec: {
            containers: expect.arrayContaining([
              expect.objectContaining(side),
              expect.objectContaining({
                name: 'web',
                image: 'web:2',
                env: [{ name: 'A', value: 'x' }],
              }),
            ]),
          },
        },
      },
    });
    expect(managersOf(live)).toEqual(
      expect.arrayContaining(['helm Update', 'kubectl Update']),
    );
  });

  it('makes fields that it has patched before its applied ones', async () => {
    const context = await released(
      'migrates',
      { a: configMap('a', '1', '  labels: {gone: "yes"}\n') },
      { serverSideApply: false },
    );
    expect(managersOf(await read('migrates', 'a'))).toEqual(['helm Update']);
    const release = await upgrade(
      context,
      optionsFor<UpgradeOptions>(
        context,
        { a: configMap('a', '2') },
        { serverSideApply: true },
      ),
    );
    expect(release.applyMethod).toBe('ssa');
    const live = await read('migrates', 'a');
    expect(managersOf(live)).toEqual(['helm Apply']);
    expect(live?.metadata.labels).toEqual({
      'app.kubernetes.io/managed-by': 'Helm',
    });
  });

  it('names who else manages a field, and takes it when it may', async () => {
    const context = await released('conflicts', { a: configMap('a', '1') });
    await cluster.client.apply(
      {
        ...CONFIG,
        metadata: { name: 'a', namespace: 'conflicts' },
        data: { key: 'theirs' },
      } as UnstructuredObject,
      { fieldManager: 'other', force: true },
    );
    const options = optionsFor<UpgradeOptions>(context, {
      a: configMap('a', '2'),
    });
    await expect(upgrade(context, options)).rejects.toMatchObject({
      code: 'apply',
      message:
        'conflict occurred while applying object conflicts/a /v1, Kind=ConfigMap: ' +
        'Apply failed with 1 conflict: conflict with "other": .data.key',
      release: { version: 2, info: { status: 'failed' } },
    });
    await upgrade(context, { ...options, forceConflicts: true });
    expect(await read('conflicts', 'a')).toMatchObject({ data: { key: '2' } });
  });

  it('deletes nothing where a change was refused, but changes the rest', async () => {
    const context = await released('refuses', {
      a: 'apiVersion: v1\nkind: Secret\nmetadata: {name: a}\nimmutable: true\nstringData: {key: one}\n',
      b: configMap('b', '1'),
      c: configMap('c', '1'),
    });
    await expect(
      upgrade(
        context,
        optionsFor(context, {
          a: 'apiVersion: v1\nkind: Secret\nmetadata: {name: a}\nimmutable: true\nstringData: {key: two}\n',
          b: configMap('b', '2'),
        }),
      ),
    ).rejects.toMatchObject({
      code: 'apply',
      message: expect.stringMatching(
        /^server-side apply failed for object refuses\/a \/v1, Kind=Secret: Secret "a" is invalid: .*immutable/,
      ),
      release: {
        info: {
          status: 'failed',
          description: expect.stringMatching(/^Upgrade "shop" failed: server/),
        },
      },
    });
    expect(context.storage.writes.slice(2)).toEqual([
      '2 pending-upgrade',
      '1 deployed',
      '2 failed',
    ]);
    expect(await read('refuses', 'b')).toMatchObject({ data: { key: '2' } });
    expect(await read('refuses', 'c')).toBeDefined();
  });

  it('ends at an object that cannot be created, and cleans up when asked to', async () => {
    const context = await released('cleans', { a: configMap('a', '1') });
    const options = optionsFor<UpgradeOptions>(
      context,
      {
        a: configMap('a', '2'),
        b: configMap('b', '1'),
        c: configMap('BAD', '1'),
        d: configMap('d', '1'),
      },
      { cleanupOnFail: true },
    );
    await expect(upgrade(context, options)).rejects.toMatchObject({
      message: expect.stringMatching(
        /^failed to create resource: server-side apply failed for object cleans\/BAD/,
      ),
    });
    expect(await read('cleans', 'b')).toBeUndefined();
    expect(await read('cleans', 'd')).toBeUndefined();
    expect(await read('cleans', 'a')).toMatchObject({ data: { key: '2' } });
  });

  it('replaces objects by force, and refuses to on the server side', async () => {
    const context = await released(
      'replaces',
      { a: configMap('a', '1') },
      { serverSideApply: false },
    );
    await cluster.client.patch(
      CONFIG,
      { namespace: 'replaces', name: 'a' },
      { data: { more: 'theirs' } },
    );
    const options = optionsFor<UpgradeOptions>(
      context,
      { a: configMap('a', '2') },
      { forceReplace: true },
    );
    await upgrade(context, options);
    expect((await read('replaces', 'a'))?.data).toEqual({ key: '2' });
    await expect(
      upgrade(context, { ...options, serverSideApply: true }),
    ).rejects.toMatchObject({
      code: 'options',
      message:
        'invalid operation: cannot use server-side apply and force replace together',
    });
  });

  it('refuses while another operation is in progress, and what was never there', async () => {
    const context = await released('locks', { a: configMap('a', '1') });
    const options = optionsFor<UpgradeOptions>(context, {
      a: configMap('a', '2'),
    });
    const [last] = await context.storage.history('shop', context.signal);
    const pending = { ...last.info, status: 'pending-upgrade' } as const;
    await context.storage.update({ ...last, info: pending }, context.signal);
    await expect(upgrade(context, options)).rejects.toMatchObject({
      code: 'pending',
      message: 'another operation (install/upgrade/rollback) is in progress',
    });
    await expect(
      upgrade(context, { ...options, name: 'other' }),
    ).rejects.toMatchObject({
      code: 'not-found',
      message: '"other" has no deployed releases',
    });
  });

  it('stores an aborted upgrade as failed', async () => {
    const abort = new AbortController();
    const context = await released('aborts', { a: configMap('a', '1') });
    const client = cluster.client.with({
      onRequest: method => {
        if (method === 'PATCH') abort.abort();
      },
    });
    const objects = { a: configMap('a', '2'), b: configMap('b', '2') };
    const update = jest.spyOn(context.storage, 'update');
    await expect(
      upgrade(
        { ...context, client, signal: abort.signal },
        optionsFor(context, objects),
      ),
    ).rejects.toMatchObject({ code: 'aborted', message: 'context canceled' });
    const history = await context.storage.history('shop', context.signal);
    expect(history.map(({ info }) => [info.status, info.description])).toEqual([
      ['deployed', 'Install complete'],
      ['failed', 'Upgrade "shop" failed: context canceled'],
    ]);
    expect(update.mock.calls.map(([{ version }]) => version)).toEqual([2]);
    expect(await read('aborts', 'b')).toBeUndefined();
  });

  it('goes back to the revision before when that is asked for', async () => {
    const context = await released('back', { a: configMap('a', '1') });
    await expect(
      upgrade(
        context,
        optionsFor<UpgradeOptions>(
          context,
          { a: configMap('a', '2'), b: configMap('BAD', '1') },
          { rollbackOnFailure: true, waitStrategy: 'legacy' },
        ),
      ),
    ).rejects.toMatchObject({
      message: expect.stringMatching(
        /^release shop failed, and has been rolled back due to rollback-on-failure being set: failed to create resource: /,
      ),
      release: { version: 2 },
    });
    expect(await read('back', 'a')).toMatchObject({ data: { key: '1' } });
    const history = await context.storage.history('shop', context.signal);
    expect(history.map(({ info }) => info.status)).toEqual([
      'superseded',
      'failed',
      'deployed',
    ]);
  });
});
