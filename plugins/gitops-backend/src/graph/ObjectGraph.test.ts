import {
  ApiError,
  ConnectionError,
  FakeClock,
  NoMatchError,
} from '@backstage-gitops/kube';
import { FakeCluster, registryOf, settle } from '../../testing/FakeCluster';
import { kustomization, kustomizationRef } from '../../testing/objects';
import { PRESENTERS } from '../presenters';
import type { PortalCluster } from './clusters';
import { clusterKey, CLUSTERS_KEY } from './keys';
import { ObjectGraph } from './ObjectGraph';

function start(...clusters: PortalCluster[]) {
  const registry = registryOf(...clusters);
  const clock = new FakeClock();
  const graph = new ObjectGraph({
    clusters: registry,
    presenters: PRESENTERS,
    clock,
  });
  graph.start();
  return { graph, registry, clock };
}

const GIT_GROUP = 'source.toolkit.fluxcd.io';

describe('ObjectGraph', () => {
  it.each([
    [
      'a missing CRD',
      new NoMatchError(GIT_GROUP, 'v1', 'GitRepository'),
      {
        isReachable: true,
        problems: [
          {
            code: 'kindNotInstalled',
            params: { group: GIT_GROUP, kind: 'GitRepository' },
          },
        ],
      },
    ],
    [
      'a forbidden kind',
      new ApiError(403, 'Forbidden', 'no'),
      {
        isReachable: true,
        problems: [
          {
            code: 'kindForbidden',
            params: { group: GIT_GROUP, kind: 'GitRepository', message: 'no' },
          },
        ],
      },
    ],
    [
      'refused credentials',
      new ApiError(401, 'Unauthorized', 'no'),
      {
        isReachable: false,
        problems: [{ code: 'clusterUnauthorized', params: { message: 'no' } }],
      },
    ],
    [
      'no connection',
      new ConnectionError('unreachable', 'refused'),
      {
        isReachable: false,
        problems: [
          { code: 'clusterNotAnswering', params: { message: 'refused' } },
        ],
      },
    ],
  ])('shows %s as the problem of its cluster', async (_what, error, status) => {
    const cluster = new FakeCluster();
    cluster.put(kustomization('web'));
    cluster.fail('GitRepository', error);
    const { graph } = start(cluster.cluster);
    await settle();
    expect(graph.clusters[0].status()).toEqual({ name: 'demo', ...status });
    expect(graph.find(kustomizationRef('web'))).toBeDefined();
    graph.close();
    await cluster.informers.close();
  });

  it('says of a cluster that has not answered so, and reads the others', async () => {
    const [dead, alive] = [new FakeCluster('dead'), new FakeCluster('alive')];
    for (const { definition } of PRESENTERS) {
      dead.fail(definition.kind, 'hangs');
    }
    alive.put(kustomization('web'));
    const { graph } = start(dead.cluster, alive.cluster);
    await settle();
    expect(graph.clusters.map(cluster => cluster.status())).toMatchObject([
      { isReachable: false, problems: [{ code: 'clusterNotAnswering' }] },
      { isReachable: true, problems: [] },
    ]);
    const ref = kustomizationRef('web', { cluster: 'alive' });
    expect(graph.find(ref)).toBeDefined();
    graph.close();
  });

  it('shows a cluster that cannot be used as configured', () => {
    const problem = { code: 'needs-user', message: 'oidc needs a user' };
    const { graph } = start({ name: 'prod', problem });
    expect(graph.clusters[0].status()).toEqual({
      name: 'prod',
      isReachable: false,
      problems: [
        {
          code: 'clusterNotUsable',
          params: { reason: 'needs-user', message: 'oidc needs a user' },
        },
      ],
    });
    graph.close();
  });

  it('takes up clusters that come, and drops those that go', async () => {
    const [one, two] = [new FakeCluster('one'), new FakeCluster('two')];
    const { graph, registry } = start(one.cluster);
    await settle();
    const onClusters = jest.fn();
    const onTwo = jest.fn();
    graph.subscribe([CLUSTERS_KEY], onClusters);
    graph.subscribe([clusterKey('two')], onTwo);
    registry.set(two.cluster);
    expect(onClusters).toHaveBeenCalledTimes(1);
    await settle();
    expect(onTwo).toHaveBeenCalled();
    expect(graph.clusters.map(({ name }) => name)).toEqual(['two']);
    graph.close();
  });
});
