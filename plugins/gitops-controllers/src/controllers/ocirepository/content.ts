import { equalJson } from '@backstage-gitops/kube';
import type { OCIRepository } from './types';

/**
 * Whether what shapes the artifact, besides the digest, is the same as when it
 * was made.
 */
export function isSameContent({
  spec,
  status = {},
}: Pick<OCIRepository, 'spec' | 'status'>): boolean {
  return (
    spec.ignore === status.observedIgnore &&
    equalJson(spec.layerSelector, status.observedLayerSelector)
  );
}
