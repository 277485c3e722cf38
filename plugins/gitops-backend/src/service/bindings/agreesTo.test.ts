import { agreesTo } from './agreesTo';

const entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: { namespace: 'default', name: 'web' },
};
const objectWith = (annotations?: Record<string, string>) => ({
  apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
  kind: 'Kustomization',
  metadata: { namespace: 'apps', name: 'web', annotations },
});

describe('agreesTo', () => {
  it.each([
    'component:default/web',
    'Component:default/Web',
    'component:default/api, component:default/web',
  ])('takes %p as the word of the object', value => {
    expect(
      agreesTo(objectWith({ 'backstage-gitops.io/entity': value }), entity),
    ).toBe(true);
  });

  it.each([
    undefined,
    {},
    { 'backstage-gitops.io/entity': '' },
    { 'backstage-gitops.io/entity': 'web' },
    { 'backstage-gitops.io/entity': 'component:default/web2' },
    { 'backstage-gitops.io/entity': 'component:other/web' },
    { 'backstage.io/kubernetes-id': 'web' },
  ])('sees no agreement in %j', annotations => {
    expect(agreesTo(objectWith(annotations), entity)).toBe(false);
  });
});
