import type { UnstructuredObject } from '@backstage-gitops/kube';

/** Annotation by which an object outlives its release. */
export const RESOURCE_POLICY = 'helm.sh/resource-policy';
/** Its only value that Helm knows. */
export const KEEP = 'keep';

/**
 * Divides what an uninstall finds: objects with `helm.sh/resource-policy: keep`
 * stay. One with any other policy is in neither part: Helm neither deletes nor
 * names it.
 */
export function splitKept<T extends { readonly object: UnstructuredObject }>(
  resources: readonly T[],
): { readonly kept: readonly T[]; readonly remaining: readonly T[] } {
  const policyOf = ({ object }: T): string | undefined =>
    object.metadata.annotations?.[RESOURCE_POLICY];
  return {
    kept: resources.filter(
      resource => policyOf(resource)?.trim().toLowerCase() === KEEP,
    ),
    remaining: resources.filter(resource => policyOf(resource) === undefined),
  };
}
