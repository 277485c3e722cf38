import { entityAnnotationOf } from './annotations';

describe('entityAnnotationOf', () => {
  it.each([
    ['Kustomization', 'backstage-gitops.io/kustomization'],
    ['GitRepository', 'backstage-gitops.io/git-repository'],
    ['OCIRepository', 'backstage-gitops.io/oci-repository'],
    ['HelmRelease', 'backstage-gitops.io/helm-release'],
  ])('names %s in kebab case', (kind, annotation) => {
    expect(entityAnnotationOf(kind)).toBe(annotation);
  });
});
