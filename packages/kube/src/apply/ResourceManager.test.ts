import { UnstructuredObject } from '../api/types';
import {
  configMap,
  startTestCluster,
  TestCluster,
} from '../../testing/startTestCluster';
import { AppliedObjectCache } from './AppliedObjectCache';
import { formatChanges } from './changeSet';
import { ApplySetOptions } from './options';
import { ResourceManager } from './ResourceManager';

const OWNER = { 'example.com/owner': 'me' };
const CONFIG_MAP = { apiVersion: 'v1', kind: 'ConfigMap' };
const MANAGER = 'kustomize-controller';
const { signal } = new AbortController();

const options: ApplySetOptions = {
  signal,
  exclude: { 'example.com/reconcile': 'disabled', 'example.com/ssa': 'Ignore' },
  onlyCreate: { 'example.com/ssa': 'IfNotPresent' },
  forceSelector: { 'example.com/force': 'enabled' },
  cleanup: {
    annotations: [],
    labels: [],
    managers: [
      { name: 'kubectl', exact: false, operation: 'Update' },
      { name: 'kubectl', exact: false, operation: 'Apply' },
    ],
  },
  cleanupExclude: { 'example.com/ssa': 'Merge' },
};

describe('ResourceManager', () => {
  let cluster: TestCluster;
  let ns: string;
  let manager: ResourceManager;

  beforeAll(async () => {
    cluster = await startTestCluster();
  });
  afterAll(() => cluster.stop());
  beforeEach(async () => {
    ns = await cluster.namespace();
    manager = new ResourceManager({
      client: cluster.client,
      fieldManager: MANAGER,
    });
  });

  const apply = async (
    objects: UnstructuredObject[],
    more: Partial<ApplySetOptions> = {},
  ) =>
    formatChanges(
      await manager.applyStaged(objects, { ...options, ...more }),
    ).replaceAll(`/${ns}/`, '/ns/');
  const read = (name: string) =>
    cluster.client.get<UnstructuredObject>(CONFIG_MAP, { namespace: ns, name });
  const edit = (name: string, patch: object, fieldManager: string) =>
    cluster.client.patch(CONFIG_MAP, { namespace: ns, name }, patch, {
      fieldManager,
    });

  it('creates in order, then leaves what is equal untouched', async () => {
    const objects = [
      configMap(ns, 'b', { x: '1' }),
      {
        apiVersion: 'v1',
        kind: 'ServiceAccount',
        metadata: { name: 'z', namespace: ns },
      },
      configMap(ns, 'a', { x: '1' }),
    ];
    expect(await apply(objects)).toBe(
      'ServiceAccount/ns/z created\nConfigMap/ns/a created\nConfigMap/ns/b created',
    );
    const before = await read('a');
    expect(await apply(objects)).toBe(
      'ServiceAccount/ns/z unchanged\nConfigMap/ns/a unchanged\nConfigMap/ns/b unchanged',
    );
    expect((await read('a')).metadata.resourceVersion).toBe(
      before.metadata.resourceVersion,
    );
  });

  it('also without what it remembers, as after a restart', async () => {
    await apply([configMap(ns, 'a', { x: '1' })]);
    manager = new ResourceManager({
      client: cluster.client,
      fieldManager: MANAGER,
    });
    expect(await apply([configMap(ns, 'a', { x: '1' })])).toBe(
      'ConfigMap/ns/a unchanged',
    );
  });

  it('asks for nothing but one look while the object has the known version', async () => {
    const object = configMap(ns, 'a', { x: '1' });
    await apply([object]);
    const dryRun = jest.spyOn(cluster.client, 'apply');
    expect(await apply([object])).toBe('ConfigMap/ns/a unchanged');
    expect(dryRun).not.toHaveBeenCalled();
    dryRun.mockRestore();
  });

  it('reverts drift in declared fields and takes back what kubectl wrote', async () => {
    const object = configMap(ns, 'a', { x: '1' });
    await apply([object]);
    await edit(
      'a',
      { data: { x: '9', extra: 'k' }, metadata: { labels: { own: 'k' } } },
      'kubectl-patch',
    );
    expect(await apply([object])).toBe('ConfigMap/ns/a configured');
    const after = await read('a');
    expect(after.data).toEqual({ x: '1' });
    expect(after.metadata.labels).toBeUndefined();
  });

  it('lets what another manager added survive', async () => {
    const object = configMap(ns, 'a', { x: '1' });
    await apply([object]);
    await edit('a', { data: { x: '9', extra: 'foo' } }, 'foo');
    expect(await apply([object])).toBe('ConfigMap/ns/a configured');
    expect((await read('a')).data).toEqual({ x: '1', extra: 'foo' });
  });

  it('keeps foreign fields of an object marked Merge', async () => {
    const object = configMap(
      ns,
      'a',
      { x: '1' },
      { annotations: { 'example.com/ssa': 'merge' } },
    );
    await apply([object]);
    await edit('a', { data: { extra: 'k' } }, 'kubectl-edit');
    expect(await apply([object])).toBe('ConfigMap/ns/a unchanged');
    expect((await read('a')).data).toEqual({ x: '1', extra: 'k' });
  });

  it('removes a field that the manifest no longer has', async () => {
    await apply([configMap(ns, 'a', { x: '1', y: '2' })]);
    expect(await apply([configMap(ns, 'a', { x: '1' })])).toBe(
      'ConfigMap/ns/a configured',
    );
    expect((await read('a')).data).toEqual({ x: '1' });
  });

  it('writes nothing of a stage when one object of it is refused', async () => {
    await expect(
      apply([configMap(ns, 'a', { x: '1' }), configMap(ns, 'b', { x: [1] })]),
    ).rejects.toMatchObject({
      name: 'ApplyError',
      code: 'dry-run',
      message: expect.stringContaining(
        `ConfigMap/${ns}/b dry-run failed: failed to create typed patch object (${ns}/b; /v1, Kind=ConfigMap): .data.x: expected string`,
      ),
    });
    await expect(read('a')).rejects.toMatchObject({ reason: 'NotFound' });
  });

  it('names a kind that does not exist', async () => {
    const widget = {
      apiVersion: 'g.example.com/v1',
      kind: 'Widget',
      metadata: { name: 'w', namespace: ns },
    };
    await expect(apply([widget])).rejects.toThrow(
      `Widget/${ns}/w dry-run failed: no matches for kind "Widget" in version "g.example.com/v1"`,
    );
  });

  it('says that a namespace is missing from a manifest', async () => {
    const object = { ...CONFIG_MAP, metadata: { name: 'nons' }, data: {} };
    await expect(apply([object])).rejects.toThrow(
      /^ConfigMap\/nons namespace not specified: /,
    );
  });

  it('applies a definition and its objects in one go', async () => {
    const group = `${ns}.example.com`;
    const crd = {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: `gizmos.${group}` },
      spec: {
        group,
        scope: 'Namespaced',
        names: {
          kind: 'Gizmo',
          plural: 'gizmos',
          singular: 'gizmo',
          listKind: 'GizmoList',
        },
        versions: [
          {
            name: 'v1',
            served: true,
            storage: true,
            schema: {
              openAPIV3Schema: {
                type: 'object',
                properties: {
                  spec: {
                    type: 'object',
                    properties: { size: { type: 'integer' } },
                  },
                },
              },
            },
          },
        ],
      },
    };
    const gizmo = {
      apiVersion: `${group}/v1`,
      kind: 'Gizmo',
      metadata: { name: 'g', namespace: 'fresh' },
      spec: { size: 1 },
    };
    const namespace = {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'fresh' },
    };
    expect(await apply([gizmo, namespace, crd])).toBe(
      `CustomResourceDefinition/gizmos.${group} created\nNamespace/fresh created\nGizmo/fresh/g created`,
    );
    expect(await apply([gizmo, namespace, crd])).toMatch(
      /unchanged.*unchanged.*unchanged/s,
    );
  });

  it.each([
    ['the desired', { 'example.com/reconcile': 'Disabled' }, {}],
    ['the live', {}, { 'example.com/ssa': 'ignore' }],
  ])(
    'skips an object that is marked on %s object',
    async (_where, desired, live) => {
      await cluster.client.create(
        configMap(ns, 'a', { x: 'live' }, { annotations: live }),
      );
      expect(
        await apply([configMap(ns, 'a', { x: '1' }, { annotations: desired })]),
      ).toBe('ConfigMap/ns/a skipped');
      expect((await read('a')).data).toEqual({ x: 'live' });
    },
  );

  it('creates an IfNotPresent object once', async () => {
    const object = (x: string) =>
      configMap(
        ns,
        'a',
        { x },
        { labels: { 'example.com/ssa': 'IfNotPresent' } },
      );
    expect(await apply([object('1')])).toBe('ConfigMap/ns/a created');
    expect(await apply([object('2')])).toBe('ConfigMap/ns/a skipped');
    expect((await read('a')).data).toEqual({ x: '1' });
  });

  it('recreates what cannot be changed, only where that is allowed', async () => {
    const object = (x: string, annotations = {}) =>
      ({
        ...configMap(ns, 'a', { x }, { annotations }),
        immutable: true,
      } as UnstructuredObject);
    await apply([object('1')]);
    const { uid } = (await read('a')).metadata;
    await expect(apply([object('2')])).rejects.toThrow(
      /^ConfigMap\/.*\/a dry-run failed \(Invalid\): /,
    );
    expect(await apply([object('2')], { force: true })).toBe(
      'ConfigMap/ns/a created',
    );
    expect(await apply([object('3', { 'example.com/force': 'Enabled' })])).toBe(
      'ConfigMap/ns/a created',
    );
    const after = await read('a');
    expect(after.data).toEqual({ x: '3' });
    expect(after.metadata.uid).not.toBe(uid);
  });

  it('does not wait for ever for an object that a finalizer keeps', async () => {
    const object = (x: string) =>
      ({ ...configMap(ns, 'a', { x }), immutable: true } as UnstructuredObject);
    await apply([object('1')]);
    const keep = { metadata: { finalizers: ['example.com/keep'] } };
    await edit('a', keep, 'foo');
    let waits = 0;
    const recreate = apply([object('2')], {
      force: true,
      stageTimeoutMs: 0,
      waitFor: wait => {
        waits += 1;
        return wait();
      },
    });
    await expect(recreate).rejects.toMatchObject({ code: 'recreate' });
    expect(waits).toBe(1);
    await edit('a', { metadata: { finalizers: null } }, 'foo');
  });

  it('leaves ignored fields to the one who set them', async () => {
    const object = configMap(ns, 'a', { x: '1', y: '1' });
    const ignoreRules = [{ paths: ['/data/x'], matches: () => true }];
    await apply([object], { ignoreRules });
    await edit('a', { data: { x: '7' } }, 'scaler');
    expect(await apply([object], { ignoreRules })).toBe(
      'ConfigMap/ns/a unchanged',
    );
    await edit('a', { data: { y: '7' } }, 'foo');
    expect(await apply([object], { ignoreRules })).toBe(
      'ConfigMap/ns/a configured',
    );
    expect((await read('a')).data).toEqual({ x: '7', y: '1' });
  });

  it('deletes only its own, unmarked objects, in reverse order', async () => {
    const metadata = (labels: Record<string, string>, annotations = {}) => ({
      labels,
      annotations,
    });
    await apply([
      configMap(ns, 'adopted', {}, metadata({ 'example.com/owner': 'other' })),
      configMap(
        ns,
        'kept',
        {},
        metadata(OWNER, { 'example.com/prune': 'disabled' }),
      ),
      configMap(ns, 'mine', {}, metadata(OWNER)),
    ]);
    const refs = ['adopted', 'gone', 'kept', 'mine'].map(name => ({
      ...CONFIG_MAP,
      namespace: ns,
      name,
    }));
    const result = await manager.deleteAll(refs, {
      signal,
      owner: OWNER,
      exclude: { 'example.com/prune': 'disabled' },
    });
    expect(formatChanges(result.changes).replaceAll(`/${ns}/`, '/ns/')).toBe(
      'ConfigMap/ns/mine deleted\nConfigMap/ns/kept skipped\nConfigMap/ns/gone deleted\nConfigMap/ns/adopted skipped',
    );
    expect(result.failures).toEqual([]);
  });

  it('goes on deleting past an object that it may not delete', async () => {
    await apply([configMap(ns, 'a', {}, { labels: OWNER })]);
    const user = 'system:serviceaccount:x:nobody';
    const tenant = new ResourceManager({
      client: cluster.client.as({ user }),
      fieldManager: MANAGER,
    });
    const result = await tenant.deleteAll(
      [{ ...CONFIG_MAP, namespace: ns, name: 'a' }],
      { signal, owner: OWNER, exclude: {} },
    );
    expect(result.changes).toMatchObject([{ action: 'unknown' }]);
    expect(result.failures).toEqual([
      expect.stringContaining(`User "${user}" cannot get resource`),
    ]);
  });

  it('shares what it remembers with whoever judges drift', async () => {
    const applied = new AppliedObjectCache();
    manager = new ResourceManager({
      client: cluster.client,
      fieldManager: MANAGER,
      applied,
    });
    await apply([configMap(ns, 'a', { x: '1' })]);
    const ref = { ...CONFIG_MAP, namespace: ns, name: 'a' };
    expect(applied.isKnown(ref, await read('a'))).toBe(true);
    await edit('a', { data: { x: '2' } }, 'foo');
    expect(applied.isKnown(ref, await read('a'))).toBe(false);
  });
});
