import type { Entity } from '@backstage/catalog-model';
import type { Kustomization } from '@backstage-gitops/plugin-gitops-common';
import { findBindings, type BindingSource } from './findBindings';

function entity(annotations: Record<string, string>): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: { name: 'web', annotations },
  };
}

function kustomization(name: string, labels?: Record<string, string>) {
  return {
    apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
    kind: 'Kustomization',
    metadata: { namespace: 'apps', name, labels },
    spec: {},
  } as Kustomization;
}

function cluster(
  name: string,
  more: Partial<BindingSource> = {},
): BindingSource {
  return {
    name,
    hasSynced: true,
    kustomizations: [kustomization('web')],
    workloads: [],
    ...more,
  };
}

function workload(labels: Record<string, string>) {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { namespace: 'apps', name: 'web', labels },
  };
}

const owner = {
  'kustomize.toolkit.fluxcd.io/name': 'web',
  'kustomize.toolkit.fluxcd.io/namespace': 'apps',
};
const explicit = (value: string) =>
  entity({ 'backstage-gitops.io/kustomization': value });
const byId = entity({ 'backstage.io/kubernetes-id': 'web' });

describe('findBindings', () => {
  it('takes an annotation without a cluster on every cluster that has the object', () => {
    const { bindings } = findBindings(explicit('apps/web'), [
      cluster('eu'),
      cluster('us'),
      cluster('empty', { kustomizations: [] }),
    ]);
    expect(bindings.map(({ ref }) => ref.cluster)).toEqual(['eu', 'us']);
    expect(bindings[0].origin).toBe('annotation');
  });

  it('takes an annotation with a cluster on that cluster only, and each item once', () => {
    const { bindings, missing } = findBindings(
      explicit('us/apps/web, us/apps/web'),
      [cluster('eu'), cluster('us')],
    );
    expect(bindings.map(({ ref }) => ref.cluster)).toEqual(['us']);
    expect(missing).toEqual([]);
  });

  it.each([
    ['apps/other', /There is no Kustomization apps\/other on any cluster/],
    ['mars/apps/web', /The portal knows no cluster "mars"/],
  ])('says why %s leads nowhere', (value, sentence) => {
    const { missing } = findBindings(explicit(value), [cluster('eu')]);
    expect(missing.map(item => item.sentence)).toEqual([
      expect.stringMatching(sentence),
    ]);
  });

  it('does not call an object missing while a cluster has not answered', () => {
    const { missing } = findBindings(explicit('apps/web'), [
      cluster('eu', { hasSynced: false, kustomizations: [] }),
    ]);
    expect(missing[0].sentence).toMatch(/was not found yet/);
  });

  it('finds the Kustomization that has applied a workload of the entity', () => {
    const { bindings } = findBindings(byId, [
      cluster('eu', {
        workloads: [
          workload({ 'backstage.io/kubernetes-id': 'web', ...owner }),
        ],
      }),
    ]);
    expect(bindings).toEqual([
      {
        ref: {
          cluster: 'eu',
          kind: 'Kustomization',
          namespace: 'apps',
          name: 'web',
        },
        origin: 'workload-label',
      },
    ]);
  });

  it('finds a Kustomization that carries the label itself', () => {
    const { bindings } = findBindings(byId, [
      cluster('eu', {
        kustomizations: [
          kustomization('web', { 'backstage.io/kubernetes-id': 'web' }),
        ],
      }),
    ]);
    expect(bindings.map(({ origin }) => origin)).toEqual(['object-label']);
  });

  it('does not take a workload whose Kustomization is gone, or of another entity', () => {
    const { bindings } = findBindings(byId, [
      cluster('eu', {
        kustomizations: [],
        workloads: [
          workload({ 'backstage.io/kubernetes-id': 'web', ...owner }),
        ],
      }),
      cluster('us', {
        workloads: [
          workload({ 'backstage.io/kubernetes-id': 'api', ...owner }),
        ],
      }),
    ]);
    expect(bindings).toEqual([]);
  });

  it.each(['web', 'a/b/c/d', '/web', 'apps/', '/apps/web', 'apps/We b'])(
    'refuses the annotation %p',
    value => {
      expect(() => findBindings(explicit(value), [cluster('eu')])).toThrow(
        /is not of the form/,
      );
    },
  );
});
