import type { UnstructuredObject } from '@backstage-gitops/kube';
import { FakeCluster, settle } from '../../testing/FakeCluster';
import { InventoryWatch } from './InventoryWatch';

const NOW = Date.parse('2026-01-01T00:00:00Z');
const WEB = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  namespace: 'apps',
  name: 'web',
};

function object(
  apiVersion: string,
  kind: string,
  name: string,
  owner?: string,
): UnstructuredObject {
  return {
    apiVersion,
    kind,
    metadata: {
      namespace: 'apps',
      name,
      uid: name,
      ownerReferences: owner
        ? [{ apiVersion, kind, name: owner, uid: owner, controller: true }]
        : undefined,
    },
  };
}

function watchOn(cluster: FakeCluster, withOwned: boolean) {
  const onChange = jest.fn();
  const { informers } = cluster;
  const watch = new InventoryWatch({ informers, withOwned, onChange });
  return { watch, onChange };
}

describe('InventoryWatch', () => {
  it('shows objects as unknown until they have been read, then as missing', async () => {
    const { watch, onChange } = watchOn(new FakeCluster(), false);
    watch.follow([WEB]);
    expect(watch.tree([WEB], NOW)).toMatchObject([{ health: 'Unknown' }]);
    await settle();
    expect(onChange).toHaveBeenCalled();
    expect(watch.tree([WEB], NOW)).toMatchObject([{ health: 'NotFound' }]);
    watch.close();
  });

  it('is not woken by other objects of the kind', async () => {
    const cluster = new FakeCluster();
    const { watch, onChange } = watchOn(cluster, false);
    watch.follow([WEB]);
    await settle();
    onChange.mockClear();
    cluster.put(object('apps/v1', 'Deployment', 'other'));
    await settle();
    expect(onChange).not.toHaveBeenCalled();
    cluster.put(object('apps/v1', 'Deployment', 'web'));
    await settle();
    expect(onChange).toHaveBeenCalledTimes(1);
    watch.close();
  });

  it('follows what its objects own, and nothing that others own', async () => {
    const cluster = new FakeCluster();
    cluster.put(object('apps/v1', 'Deployment', 'web'));
    const { watch, onChange } = watchOn(cluster, true);
    watch.follow([WEB]);
    await settle();
    watch.tree([WEB], NOW);
    onChange.mockClear();
    cluster.put(object('v1', 'Pod', 'foreign', 'somebody'));
    await settle();
    expect(onChange).not.toHaveBeenCalled();
    cluster.put(object('apps/v1', 'ReplicaSet', 'web-1', 'web'));
    await settle();
    expect(onChange).toHaveBeenCalledTimes(1);
    watch.tree([WEB], NOW);
    cluster.put(object('v1', 'Pod', 'web-1-a', 'web-1'));
    await settle();
    expect(onChange).toHaveBeenCalledTimes(2);
    expect(watch.tree([WEB], NOW)).toMatchObject([
      { children: [{ name: 'web-1', children: [{ name: 'web-1-a' }] }] },
    ]);
    watch.close();
  });

  it('does not wait for a kind that cannot be read', async () => {
    const cluster = new FakeCluster();
    cluster.fail('Deployment', new Error('no'));
    const { watch } = watchOn(cluster, false);
    watch.follow([WEB]);
    await watch.waitUntilSettled();
    expect(watch.tree([WEB], NOW)).toMatchObject([{ health: 'Unknown' }]);
    watch.close();
  });

  it('releases kinds that no longer occur', async () => {
    const cluster = new FakeCluster();
    const { watch } = watchOn(cluster, false);
    watch.follow([WEB]);
    await settle();
    expect(cluster.watches).toBe(1);
    watch.follow([]);
    await new Promise(resolve => setTimeout(resolve, 10));
    expect(cluster.watches).toBe(0);
    watch.close();
  });
});
