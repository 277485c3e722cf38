import { COMPONENTS, findKind, KINDS, kindOf, kindsOf } from './index';

describe('findKind', () => {
  it('finds a kind by its stored and by its earlier versions', () => {
    for (const version of ['v1', 'v1beta2']) {
      expect(
        findKind(`source.toolkit.fluxcd.io/${version}`, 'Bucket')?.plural,
      ).toBe('buckets');
    }
    expect(findKind('source.toolkit.fluxcd.io/v7', 'Bucket')).toBeUndefined();
    expect(findKind('v1', 'Bucket')).toBeUndefined();
  });
});

describe('kindOf', () => {
  it('throws UnknownKind for an object that is not of the Flux API', () => {
    expect(kindOf('helm.toolkit.fluxcd.io/v2', 'HelmRelease').plural).toBe(
      'helmreleases',
    );
    expect(() => kindOf('apps/v1', 'Deployment')).toThrow(
      expect.objectContaining({ code: 'UnknownKind' }),
    );
  });
});

describe('kindsOf', () => {
  it('gives every kind to exactly one component', () => {
    const kinds = COMPONENTS.flatMap(component => kindsOf(component));
    expect(new Set(kinds)).toEqual(new Set(KINDS));
    expect(kinds).toHaveLength(19);
    expect(kindsOf('helm-controller').map(({ kind }) => kind)).toEqual([
      'HelmRelease',
    ]);
  });
});
