import { equalJson } from '@backstage-gitops/kube';
import type { Artifact, GitRepository } from './types';

/** Whether two lists of artifacts have the same content. */
export function areSameArtifacts(
  a: readonly Artifact[] | undefined,
  b: readonly Artifact[] | undefined,
): boolean {
  const keys = (list: readonly Artifact[] = []) =>
    list.map(({ digest, revision }) => `${revision} ${digest}`);
  return equalJson(keys(a), keys(b));
}

/**
 * Whether what shapes the artifact, besides the revision, is the same as when
 * it was made.
 */
export function isSameContent(
  { spec, status = {} }: Pick<GitRepository, 'spec' | 'status'>,
  includes: readonly Artifact[],
): boolean {
  return (
    spec.ignore === status.observedIgnore &&
    (spec.recurseSubmodules ?? false) ===
      (status.observedRecurseSubmodules ?? false) &&
    equalJson(spec.include ?? [], status.observedInclude ?? []) &&
    equalJson(spec.sparseCheckout ?? [], status.observedSparseCheckout ?? []) &&
    areSameArtifacts(includes, status.includedArtifacts)
  );
}
