import { findCondition, READY, RECONCILING } from '@backstage-gitops/kube';
import type { HelmRelease } from '../types';

/** `sha256:…` of `1.0.0@sha256:…`. */
function digestOf(revision: string): string | undefined {
  const parts = revision.split('@');
  return parts.length > 2 ? undefined : parts.at(-1);
}

/**
 * True when a run with this revision of the source goes on or has succeeded.
 * @param kind - of the source: a HelmChart's revision is a version, one of an
 *   OCIRepository has a digest, and an ExternalArtifact may have either
 * @see fluxcd/helm-controller internal/controller/helmrelease_indexers.go
 */
export function hasAttempted(
  { status = {} }: HelmRelease,
  kind: string,
  revision: string,
): boolean {
  const isBusyOrDone = [READY, RECONCILING].some(
    type => findCondition(status.conditions, type)?.status === 'True',
  );
  // A chart of the same version may stand for another one: nothing was tried.
  const ready = findCondition(status.conditions, READY);
  if (!isBusyOrDone || ready?.reason === 'SourceNotReady') return false;
  const isByDigest =
    kind === 'OCIRepository' ||
    (kind === 'ExternalArtifact' && revision.includes(':'));
  return isByDigest
    ? digestOf(revision) === status.lastAttemptedRevisionDigest
    : revision === status.lastAttemptedRevision;
}
