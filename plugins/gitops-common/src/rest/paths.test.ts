import { gitopsPaths } from './paths';

const ref = {
  cluster: 'prod eu',
  group: 'kustomize.toolkit.fluxcd.io',
  kind: 'Kustomization',
  namespace: 'apps',
  name: 'payments',
};
const entity = { kind: 'Component', namespace: 'default', name: 'payments' };

describe('paths', () => {
  it('encode every part', () => {
    expect(gitopsPaths.action(entity, ref, 'suspend')).toBe(
      '/entities/Component/default/payments/objects/prod%20eu/kustomize.toolkit.fluxcd.io/Kustomization/apps/payments/suspend',
    );
    expect(gitopsPaths.stream(entity, ref)).toBe(
      '/entities/Component/default/payments/stream?object=prod%20eu%2Fkustomize.toolkit.fluxcd.io%2FKustomization%2Fapps%2Fpayments',
    );
  });
});
