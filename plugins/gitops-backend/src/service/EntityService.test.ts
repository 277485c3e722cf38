import { ApiError } from '@backstage-gitops/kube';
import { FakeCluster, registryOf, settle } from '../../testing/FakeCluster';
import {
  agreeingTo,
  component,
  deploymentsIn,
  kustomization,
  kustomizationRef,
} from '../../testing/objects';
import type { ActionLog } from '../database/ActionLog';
import { ObjectGraph } from '../graph/ObjectGraph';
import { PRESENTERS } from '../presenters';
import { EntityService } from './EntityService';

const KINDS = [
  ...PRESENTERS.map(({ definition }) => definition.kind),
  'Deployment',
  'Event',
];
const actions = {
  list: async () => [],
  onAppend: () => () => {},
} as unknown as ActionLog;
const caller = {
  entity: component('web', {
    'backstage-gitops.io/kustomization': 'apps/web',
  }),
  userEntityRef: 'user:default/ada',
  permissions: new Set<string>(),
};

describe('EntityService', () => {
  // Time stands still unless a test lets it pass, so that a read that waits
  // for a time never ends.
  beforeEach(() => {
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick'] });
  });
  afterEach(() => jest.useRealTimers());

  async function start(...clusters: FakeCluster[]) {
    const graph = new ObjectGraph({
      clusters: registryOf(...clusters.map(({ cluster }) => cluster)),
      presenters: PRESENTERS,
    });
    graph.start();
    const service = new EntityService(
      { graph, presenters: PRESENTERS, agreements: [], targetRules: [] },
      actions,
    );
    await settle();
    return service;
  }

  it('waits for a cluster that hangs only while the portal starts', async () => {
    const [dead, alive] = [new FakeCluster('dead'), new FakeCluster('alive')];
    KINDS.forEach(kind => dead.fail(kind, 'hangs'));
    alive.put({
      ...kustomization('web', agreeingTo('web')),
      status: deploymentsIn('web'),
    });
    const service = await start(dead, alive);
    const first = service.readEntity(caller);
    await jest.advanceTimersByTimeAsync(1_000);
    await first;
    const { objects, clusters } = await service.readEntity(caller);
    expect(objects).toMatchObject([
      { ref: { cluster: 'alive' }, inventory: { health: { failed: 1 } } },
    ]);
    expect(clusters).toMatchObject([
      { name: 'dead', isReachable: false },
      { name: 'alive', isReachable: true },
    ]);
    const ref = kustomizationRef('web', { cluster: 'alive' });
    const detail = await service.readObject(caller, ref);
    expect(detail.tree).toMatchObject([{ health: 'NotFound' }]);
  });

  it('waits for nobody on a watch', async () => {
    const dead = new FakeCluster('dead');
    KINDS.forEach(kind => dead.fail(kind, 'hangs'));
    const service = await start(dead);
    const watch = service.watchEntity(caller.entity, () => {});
    expect(watch.snapshot(new Set(), Date.now())).toMatchObject({
      objects: [],
      unresolved: [
        {
          statement: {
            code: 'objectNotReadYet',
            params: { clusters: ['dead'] },
          },
        },
      ],
    });
    watch.close();
  });

  async function startWithFailing(failure: Error | 'hangs') {
    const cluster = new FakeCluster('demo');
    cluster.put({
      ...kustomization('web', agreeingTo('web')),
      status: deploymentsIn('web'),
    });
    cluster.fail('Deployment', failure);
    const starting = start(cluster);
    await jest.advanceTimersByTimeAsync(1_000);
    return { cluster, service: await starting };
  }

  it('answers with what is known while a list of a kind does not end', async () => {
    const { service } = await startWithFailing('hangs');
    const reading = service.readEntity(caller);
    await jest.advanceTimersByTimeAsync(200);
    expect((await reading).objects).toMatchObject([
      { inventory: { health: { total: 1, unknown: 1 } } },
    ]);
  });

  it('names a kind of what was applied that may not be read', async () => {
    const error = new ApiError(403, 'Forbidden', 'account x may not');
    const { service } = await startWithFailing(error);
    const unreadable = {
      code: 'kindForbidden',
      params: { group: 'apps', kind: 'Deployment', message: '' },
    };
    const { objects } = await service.readEntity(caller);
    expect(objects).toMatchObject([
      {
        inventory: {
          health: { total: 1, unknown: 1 },
          statement: unreadable,
        },
      },
    ]);
    const detail = await service.readObject(caller, kustomizationRef('web'));
    expect(detail.tree).toMatchObject([
      { health: 'Unknown', detail: unreadable },
    ]);
  });

  it('makes the same state once for all who watch, until it changes', async () => {
    const { cluster, service } = await startWithFailing('hangs');
    const before = cluster.informers.size;
    const onChange = jest.fn();
    const watches = Array.from({ length: 50 }, () =>
      service.watchEntity(caller.entity, onChange),
    );
    const snapshots = () =>
      new Set(watches.map(watch => watch.snapshot(caller.permissions, 0)));
    const [first] = snapshots();
    expect(snapshots()).toEqual(new Set([first]));
    expect([...snapshots()]).toHaveLength(1);
    cluster.put({
      ...kustomization('web', agreeingTo('web'), { path: './other' }),
      status: deploymentsIn('web'),
    });
    await settle();
    expect(onChange).toHaveBeenCalledTimes(watches.length);
    expect([...snapshots()]).toEqual([
      expect.not.objectContaining({ objects: first.objects }),
    ]);
    const others = watches[0].snapshot(new Set(['gitops.suspend']), 0);
    expect(others.objects[0].actions).not.toEqual(first.objects[0].actions);
    watches.forEach(watch => watch.close());
    await jest.advanceTimersByTimeAsync(0);
    expect(cluster.informers.size).toBe(before);
  });
});
