import { formatDeliveryRef, gitopsPaths, parseDeliveryRef } from './paths';

const ref = {
  cluster: 'prod eu',
  kind: 'Kustomization',
  namespace: 'apps',
  name: 'payments',
};
const entity = { kind: 'Component', namespace: 'default', name: 'payments' };

describe('delivery references', () => {
  it('survive the way to text and back', () => {
    expect(parseDeliveryRef(formatDeliveryRef(ref))).toEqual(ref);
  });

  it.each(['', 'a/b/c', 'a/b/c/', 'a/b/c/d/e'])('are not %p', text => {
    expect(parseDeliveryRef(text)).toBeUndefined();
  });
});

describe('paths', () => {
  it('encode every part', () => {
    expect(gitopsPaths.action(entity, ref, 'suspend')).toBe(
      '/entities/Component/default/payments/deliveries/prod%20eu/Kustomization/apps/payments/suspend',
    );
    expect(gitopsPaths.stream(entity, ref)).toBe(
      '/entities/Component/default/payments/stream?delivery=prod%20eu%2FKustomization%2Fapps%2Fpayments',
    );
  });
});
