import type { ImagePolicy } from '@backstage-gitops/plugin-gitops-common';

/** The ImageRepository that a policy refers to, in its own namespace by default. */
export function repositoryKeyOf({ metadata, spec }: ImagePolicy) {
  const { name, namespace } = spec.imageRepositoryRef;
  return { namespace: namespace || (metadata.namespace ?? ''), name };
}
