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
const byId = component('web', { [ID]: 'web' });

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

  it('shows objects with the id, and appliers of workloads with it, but takes no id for an agreement', () => {
    const found = match(byId).matches.filter(
      m => m.origin !== 'object-annotation',
    );
    const same = { isNamed: false, isAgreed: false, isVisible: true };
    expect(found).toEqual([
      { name: 'eu/labelled', origin: 'object-label', ...same },
      { name: 'eu/applier', origin: 'workload-label', ...same },
    ]);
  });

  it('does not believe the labels of a workload that is in no inventory', () => {
    const names = match(byId).matches.map(({ name }) => name);
    expect(names).not.toContain('eu/victim');
  });

  it('watches the applier that a forged workload names, because its inventory may change', () => {
    expect([...match(byId).keys]).toContain(
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
