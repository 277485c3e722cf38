import type { PostRenderer } from '@backstage-gitops/helm';
import {
  buildLocalKustomization,
  MemoryFileSystem,
  setMetadata,
} from '@backstage-gitops/kustomize';
import type { PostRenderSpec } from './request';

type Kustomize = NonNullable<
  NonNullable<PostRenderSpec['postRenderers']>[number]['kustomize']
>;

const INPUT = 'helm-output.yaml';

/** Runs the patches and images of one post-renderer over a stream. */
function kustomize(
  manifests: string,
  { patches = [], images = [] }: Kustomize,
): string {
  const kustomization = {
    apiVersion: 'kustomize.config.k8s.io/v1beta1',
    kind: 'Kustomization',
    resources: [INPUT],
    patches,
    images,
  };
  const files = new MemoryFileSystem({
    [`/${INPUT}`]: manifests,
    '/kustomization.yaml': JSON.stringify(kustomization),
  });
  const built = buildLocalKustomization(files, '/', {
    loadRestrictor: 'LoadRestrictionsNone',
    reorder: 'none',
  });
  return built.yaml();
}

/**
 * `spec.postRenderers` in their order, then `spec.commonMetadata`, then the
 * labels that lead back to the HelmRelease, as a post-renderer of Helm.
 * @see fluxcd/helm-controller internal/postrender
 */
export function createPostRenderer({
  postRenderers = [],
  commonMetadata,
  originLabels,
}: PostRenderSpec): PostRenderer {
  return manifests => {
    let text = manifests;
    for (const renderer of postRenderers) {
      if (renderer.kustomize) text = kustomize(text, renderer.kustomize);
    }
    if (commonMetadata) text = setMetadata(text, commonMetadata);
    return setMetadata(text, { labels: originLabels });
  };
}
