import { FakeCluster, registryOf, settle } from '../../testing/FakeCluster';
import {
  agreeingTo,
  component,
  deployment,
  deploymentsIn,
  kustomization,
  kustomizationRef,
} from '../../testing/objects';
import { ObjectGraph } from '../graph/ObjectGraph';
import type { TargetRule } from '../inventory/targets';
import { PRESENTERS } from '../presenters';
import { EntityWatch } from './EntityWatch';
import { ObjectWatch } from './ObjectWatch';

const NOW = Date.parse('2026-01-01T00:00:00Z');
const REF = kustomizationRef('web', { cluster: 'hub' });
const ENTITY = component('web', {
  'backstage-gitops.io/kustomization': 'hub/apps/web',
});

/** A hub, a spoke, and a Kustomization on the hub that applies to `kubeConfig`. */
async function start(kubeConfig?: object, targetRules: TargetRule[] = []) {
  const [hub, spoke] = [new FakeCluster('hub'), new FakeCluster('spoke')];
  const web = hub.put({
    ...kustomization('web', agreeingTo('web'), { kubeConfig }),
    status: deploymentsIn('web'),
  });
  const count = { replicas: 1, updatedReplicas: 1, readyReplicas: 1 };
  const conditions = [{ type: 'Available', status: 'True' }];
  const healthy = {
    spec: { replicas: 1 },
    status: {
      ...count,
      availableReplicas: 1,
      observedGeneration: 1,
      conditions,
    },
  };
  spoke.put({ ...deployment('web', 'web'), ...healthy });
  const graph = new ObjectGraph({
    clusters: registryOf(hub.cluster, spoke.cluster),
    presenters: PRESENTERS,
  });
  graph.start();
  await settle();
  const context = {
    graph,
    presenters: PRESENTERS,
    agreements: [],
    targetRules,
  };
  const onChange = jest.fn();
  const object = new ObjectWatch(ENTITY, REF, context, onChange);
  const entity = new EntityWatch(ENTITY, context, () => {});
  await settle();
  return {
    hub,
    web,
    onChange,
    detail: () => object.detail([], NOW),
    row: () => entity.snapshot(new Set(), NOW).objects[0],
    close: () => {
      object.close();
      entity.close();
      graph.close();
    },
  };
}

const SECRET = { secretRef: { name: 'spoke' } };

describe('ObjectWatch', () => {
  it('reads what an object has applied on its own cluster', async () => {
    const test = await start();
    expect(test.detail()?.tree).toMatchObject([{ health: 'NotFound' }]);
    expect(test.row()).not.toHaveProperty('target.statement');
    test.close();
  });

  it('reads what an object has applied to another cluster there', async () => {
    const test = await start(SECRET, [
      { kubeConfig: 'apps/spoke', target: 'spoke' },
    ]);
    expect(test.detail()).toMatchObject({ tree: [{ health: 'Current' }] });
    expect(test.row()).toMatchObject({
      target: { cluster: 'spoke' },
      inventory: { health: { total: 1, healthy: 1 } },
    });
    test.close();
  });

  it.each<[string, TargetRule[]]>([
    ['targetUnknown', []],
    ['targetUnknown', [{ kubeConfig: 'other/spoke', target: 'spoke' }]],
    [
      'targetUnknown',
      [{ kubeConfig: 'apps/spoke', cluster: 'spoke', target: 'spoke' }],
    ],
    ['targetNotWatched', [{ kubeConfig: 'apps/spoke', target: 'mars' }]],
  ])(
    'says %s with the rules %j, and does not call it failed',
    async (code, rules) => {
      const test = await start(SECRET, rules);
      expect(test.detail()).toMatchObject({
        tree: [{ name: 'web', health: 'Unknown' }],
        treeStatement: { code },
      });
      expect(test.row()).toMatchObject({
        target: { statement: { code } },
        inventory: {
          health: { total: 1, failed: 0, unknown: 1 },
          statement: { code },
        },
      });
      test.close();
    },
  );

  it('shows events of the object as they come', async () => {
    const test = await start();
    test.onChange.mockClear();
    test.hub.put({
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { namespace: 'apps', name: 'e1' },
      ...{
        involvedObject: { kind: 'Kustomization', name: 'web' },
        reason: 'BuildFailed',
        type: 'Warning',
      },
    });
    await settle();
    expect(test.onChange).toHaveBeenCalledTimes(1);
    expect(test.detail()?.events).toMatchObject([
      { object: 'Kustomization/web', reason: 'BuildFailed', type: 'Warning' },
    ]);
    test.close();
  });

  it('shows nothing more once the object has withdrawn its agreement', async () => {
    const test = await start();
    expect(test.detail()?.manifest).toBeDefined();
    test.hub.put({
      ...test.web,
      metadata: { ...test.web.metadata, annotations: {} },
    });
    await settle();
    expect(test.onChange).toHaveBeenCalled();
    expect(test.detail()).toBeUndefined();
    test.close();
  });
});
