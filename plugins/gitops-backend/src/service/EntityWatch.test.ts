import { FakeCluster, registryOf, settle } from '../../testing/FakeCluster';
import {
  agreeingTo,
  component,
  deployment,
  deploymentsIn,
  kustomization,
} from '../../testing/objects';
import { ObjectGraph } from '../graph/ObjectGraph';
import { PRESENTERS } from '../presenters';
import { EntityWatch } from './EntityWatch';

const NOW = Date.parse('2026-01-01T00:00:00Z');
const ALL = new Set(['gitops.read', 'gitops.reconcile', 'gitops.suspend']);
const COUNT = 200;

function start(cluster: FakeCluster) {
  const graph = new ObjectGraph({
    clusters: registryOf(cluster.cluster),
    presenters: PRESENTERS,
  });
  graph.start();
  const context = {
    graph,
    presenters: PRESENTERS,
    agreements: [],
    targetRules: [],
  };
  const watch = (name: string, onChange: () => void) =>
    new EntityWatch(
      component(name, { 'backstage-gitops.io/kustomization': `apps/${name}` }),
      context,
      onChange,
    );
  return { graph, watch };
}

describe('EntityWatch', () => {
  it('is woken only by changes that concern its entity', async () => {
    const cluster = new FakeCluster();
    const names = Array.from({ length: COUNT }, (_, i) => `service-${i}`);
    const put = (name: string, revision: string) =>
      cluster.put({
        ...kustomization(name, agreeingTo(name)),
        status: { ...deploymentsIn(name), lastAppliedRevision: revision },
      });
    for (const name of names) {
      put(name, 'main@sha1:a');
      cluster.put(deployment(name, name));
    }
    const { graph, watch } = start(cluster);
    const woken: string[] = [];
    const watches = names.map(name => watch(name, () => woken.push(name)));
    await settle();
    watches.forEach(each => each.snapshot(ALL, NOW));
    await settle();
    watches.forEach(each => each.snapshot(ALL, NOW));

    woken.length = 0;
    put('service-7', 'main@sha1:b');
    await settle();
    expect(woken).toEqual(['service-7']);

    woken.length = 0;
    cluster.put(deployment('service-8', 'service-8', { changed: 'yes' }));
    await settle();
    expect(woken).toEqual(['service-8']);

    woken.length = 0;
    cluster.put(kustomization('of-nobody'));
    cluster.put(deployment('of-nobody', 'of-nobody'));
    await settle();
    expect(woken).toEqual([]);

    watches.forEach(each => each.close());
    graph.close();
  });

  it('is woken by its source, and by an object that appears', async () => {
    const cluster = new FakeCluster();
    const { graph, watch } = start(cluster);
    await settle();
    const onChange = jest.fn();
    const web = watch('web', onChange);
    expect(web.snapshot(ALL, NOW)).toMatchObject({
      objects: [],
      unresolved: [{ statement: { code: 'objectNotFound' } }],
    });
    cluster.put(kustomization('web', agreeingTo('web')));
    await settle();
    expect(onChange).toHaveBeenCalledTimes(1);
    expect(web.snapshot(ALL, NOW).objects).toMatchObject([
      { source: { state: 'Failed', statement: { code: 'sourceNotFound' } } },
    ]);
    cluster.put({
      apiVersion: 'source.toolkit.fluxcd.io/v1',
      kind: 'GitRepository',
      metadata: { namespace: 'apps', name: 'source' },
      spec: { url: 'https://git.example/x', suspend: true },
    } as object as Parameters<typeof cluster.put>[0]);
    await settle();
    expect(onChange).toHaveBeenCalledTimes(2);
    expect(web.snapshot(ALL, NOW).objects).toMatchObject([
      { source: { state: 'Suspended' } },
    ]);
    web.close();
    graph.close();
  });

  it('hides all but the name of an object that does not agree', async () => {
    const cluster = new FakeCluster();
    cluster.put(kustomization('web', {}, { path: './secret' }));
    const { graph, watch } = start(cluster);
    await settle();
    const web = watch('web', () => {});
    const { objects } = web.snapshot(ALL, NOW);
    expect(objects).toMatchObject([
      {
        state: 'Unknown',
        statement: {
          code: 'notAgreed',
          params: {
            annotation: 'backstage-gitops.io/entity',
            value: 'component:default/web',
          },
        },
        facts: [],
      },
    ]);
    expect(objects[0].actions.map(({ deniedBy }) => deniedBy)).toEqual(
      Array(4).fill('not-agreed'),
    );
    expect(JSON.stringify(objects)).not.toContain('./secret');
    web.close();
    graph.close();
  });

  it('lists what only claims the entity after what the entity names', async () => {
    const cluster = new FakeCluster();
    cluster.put(kustomization('web', agreeingTo('web')));
    const failed = { type: 'Ready', status: 'False', reason: 'BuildFailed' };
    cluster.put({
      ...kustomization('foreign', { ...agreeingTo('web'), namespace: 'other' }),
      status: {
        conditions: [{ ...failed, message: '', lastTransitionTime: '' }],
      },
    });
    const { graph, watch } = start(cluster);
    await settle();
    const web = watch('web', () => {});
    expect(web.snapshot(ALL, NOW).objects).toMatchObject([
      { ref: { name: 'web' }, match: { isNamedByEntity: true } },
      {
        ref: { name: 'foreign' },
        state: 'Failed',
        match: { statement: { code: 'claimedByObject' } },
      },
    ]);
    web.close();
    graph.close();
  });

  it('releases everything when closed', async () => {
    const cluster = new FakeCluster();
    cluster.put({
      ...kustomization('web', agreeingTo('web')),
      status: deploymentsIn('web'),
    });
    const { graph, watch } = start(cluster);
    await settle();
    const before = cluster.informers.size;
    const web = watch('web', () => {});
    expect(cluster.informers.size).toBe(before + 1);
    web.close();
    await new Promise(resolve => setTimeout(resolve, 10));
    expect(cluster.informers.size).toBe(before);
    graph.close();
  });
});
