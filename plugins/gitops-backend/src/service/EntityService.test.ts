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
});
