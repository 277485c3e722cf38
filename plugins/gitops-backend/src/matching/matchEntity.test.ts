import type { Entity } from '@backstage/catalog-model';
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
import type { Agreement } from './agreements';
import { isVisible, matchEntity } from './matchEntity';

const named = (value: string) =>
  component('web', { 'backstage-gitops.io/kustomization': value });
const ID = 'backstage.io/kubernetes-id';
const byId = (namespace?: string) =>
  component('web', {
    [ID]: 'web',
    ...(namespace && { 'backstage.io/kubernetes-namespace': namespace }),
  });

describe('matchEntity', () => {
  const eu = new FakeCluster('eu');
  const us = new FakeCluster('us');
  const graph = new ObjectGraph({
    clusters: registryOf(eu.cluster, us.cluster),
    presenters: PRESENTERS,
  });

  beforeAll(async () => {
    for (const cluster of [eu, us]) cluster.put(kustomization('web'));
    eu.put(kustomization('agreed', agreeingTo('web')));
    eu.put(kustomization('labelled', { labels: { [ID]: 'web' } }));
    eu.put({ ...kustomization('applier'), status: deploymentsIn('a') });
    eu.put(deployment('a', 'applier', { [ID]: 'web' }));
    eu.put({
      ...kustomization('platform'),
      status: {
        inventory: { entries: [{ id: 'shop_b_apps_Deployment', v: 'v1' }] },
      },
    });
    const inShop = deployment('b', 'platform', { [ID]: 'web' });
    eu.put({ ...inShop, metadata: { ...inShop.metadata, namespace: 'shop' } });
    eu.put(kustomization('victim'));
    eu.put(deployment('forged', 'victim', { [ID]: 'web' }));
    eu.put(deployment('orphan', 'gone', { [ID]: 'web' }));
    graph.start();
    await settle();
  });

  afterAll(() => graph.close());

  const match = (entity: Entity, agreements: readonly Agreement[] = []) => {
    const found = matchEntity(entity, {
      graph,
      presenters: PRESENTERS,
      agreements,
    });
    const matches = [...found.matches.values()].map(m => ({
      name: `${m.node.ref.cluster}/${m.node.ref.name}`,
      origin: m.origin,
      isNamed: m.isNamedByEntity,
      isAgreed: m.isAgreedByObject,
      isVisible: isVisible(m),
    }));
    return { ...found, matches };
  };

  it('takes a reference without a cluster on every cluster that has the object', () => {
    const { matches, unresolved } = match(named('apps/web'));
    const names = matches.filter(m => m.origin === 'entity-annotation');
    expect(names.map(({ name }) => name)).toEqual(['eu/web', 'us/web']);
    expect(unresolved).toEqual([]);
  });

  it('takes a reference with a cluster there only, and each item once', () => {
    const { matches } = match(named('us/apps/web, us/apps/web'));
    expect(matches.map(({ name }) => name)).toEqual(['us/web', 'eu/agreed']);
  });

  it('shows nothing of an object that the entity names without its agreement', () => {
    expect(match(named('eu/apps/victim')).matches[0]).toEqual({
      name: 'eu/victim',
      origin: 'entity-annotation',
      isNamed: true,
      isAgreed: false,
      isVisible: false,
    });
  });

  it('does not count an object as named because it names the entity', () => {
    expect(match(component('web')).matches).toEqual([
      {
        name: 'eu/agreed',
        origin: 'object-annotation',
        isNamed: false,
        isAgreed: true,
        isVisible: true,
      },
    ]);
  });

  it('trusts both sides when each names the other', () => {
    expect(match(named('eu/apps/agreed')).matches).toMatchObject([
      { name: 'eu/agreed', isNamed: true, isAgreed: true },
    ]);
  });

  it('takes the namespace annotation of the entity as naming its objects', () => {
    const entity = component('web', {
      'backstage.io/kubernetes-namespace': 'apps',
    });
    expect(match(entity).matches).toMatchObject([
      { name: 'eu/agreed', isNamed: true },
    ]);
  });

  it('shows objects with the id in the namespace that the entity names, and appliers of workloads with it, but takes no id for an agreement', () => {
    const found = match(byId('apps')).matches.filter(
      m => m.origin !== 'object-annotation',
    );
    const same = { isNamed: true, isAgreed: false, isVisible: true };
    expect(found).toEqual([
      { name: 'eu/labelled', origin: 'object-label', ...same },
      { name: 'eu/applier', origin: 'workload-label', ...same },
      { name: 'eu/platform', origin: 'workload-label', ...same },
    ]);
  });

  it.each([undefined, 'elsewhere'])(
    'does not show foreign objects that carry the id while the entity names the namespace %s, but says that they do',
    namespace => {
      const { matches, unresolved } = match(byId(namespace));
      expect(matches.map(({ name }) => name)).toEqual(['eu/agreed']);
      expect(unresolved).toEqual(
        ['labelled', 'applier', 'platform']
          .map(name => `eu/apps/${name}`)
          .map(value => ({
            annotation: ID,
            reference: value,
            kind: 'Kustomization',
            statement: {
              code: 'claimedByObject',
              params: {
                annotation: 'backstage-gitops.io/kustomization',
                value,
              },
            },
          })),
      );
    },
  );

  it('takes an id where app-config agrees to the namespace', () => {
    const rule = { namespace: 'apps', owner: 'group:default/team' };
    const { matches } = match(byId(), [rule]);
    expect(matches).toContainEqual({
      name: 'eu/labelled',
      origin: 'object-label',
      isNamed: true,
      isAgreed: true,
      isVisible: true,
    });
  });

  it('finds the applier of another namespace by its workload in the one that the entity names', () => {
    const { matches } = match(byId('shop'));
    expect(matches).toMatchObject([
      { name: 'eu/agreed' },
      { name: 'eu/platform', origin: 'workload-label', isNamed: false },
    ]);
  });

  it('does not list more than ten objects that only claim an id', async () => {
    for (let i = 0; i < 12; i += 1) {
      us.put(kustomization(`noise-${i}`, { labels: { [ID]: 'loud' } }));
    }
    await settle();
    const { unresolved } = match(component('loud', { [ID]: 'loud' }));
    expect(unresolved).toHaveLength(10);
  });

  it('does not believe the labels of a workload that is in no inventory', () => {
    const names = match(byId('apps')).matches.map(({ name }) => name);
    expect(names).not.toContain('eu/victim');
  });

  it('watches the applier that a forged workload names, because its inventory may change', () => {
    expect([...match(byId('apps')).keys]).toContain(
      'object:eu/kustomize.toolkit.fluxcd.io/Kustomization/apps/victim',
    );
  });

  it.each<[boolean, string, Agreement]>([
    [
      true,
      'the entity',
      { namespace: 'apps', entity: 'component:default/web' },
    ],
    [true, 'its owner', { namespace: 'apps', owner: 'group:default/team' }],
    [false, 'another owner', { namespace: 'apps', owner: 'group:default/x' }],
    [
      false,
      'another namespace',
      { namespace: 'x', owner: 'group:default/team' },
    ],
    [
      false,
      'another cluster',
      { namespace: 'apps', cluster: 'us', owner: 'group:default/team' },
    ],
  ])('agrees: %s, by a rule of app-config for %s', (isAgreed, _what, rule) => {
    const { matches } = match(named('eu/apps/victim'), [rule]);
    expect(matches[0]).toMatchObject({ name: 'eu/victim', isAgreed });
  });

  it.each(['web', 'a//d', '/web', 'apps/', '/apps/web', 'apps/We b'])(
    'calls the reference %p invalid and keeps the others',
    reference => {
      const { matches, unresolved } = match(named(`${reference}, eu/apps/web`));
      expect(unresolved).toMatchObject([
        { reference, statement: { code: 'annotationInvalid' } },
      ]);
      expect(matches[0].name).toBe('eu/web');
    },
  );
});
