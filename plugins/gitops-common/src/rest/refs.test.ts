import { formatObjectRef, parseObjectRef } from './refs';

const ref = {
  cluster: 'arn:aws:eks:eu-west-1:1:cluster/prod eu',
  group: 'kustomize.toolkit.fluxcd.io',
  kind: 'Kustomization',
  namespace: 'apps',
  name: 'payments',
};

describe('object references', () => {
  it('survive the way to text and back, with slashes in the cluster', () => {
    expect(parseObjectRef(formatObjectRef(ref))).toEqual(ref);
  });

  it.each(['', 'a/b/c/d', '/b/c/d/e', 'a/b/c/d/', 'a/b/c//e'])(
    'are not %p',
    text => {
      expect(parseObjectRef(text)).toBeUndefined();
    },
  );
});
