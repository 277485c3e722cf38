import type { StoredRevision } from './ObjectStorage';

/**
 * Versions that make space for one more: the lowest first, but never the last
 * one that is deployed.
 * @param revisions - lowest first
 * @param maximum - revisions that may stay
 * @see helm.sh/helm/v4 pkg/storage/storage.go, removeLeastRecent
 */
export function revisionsToRemove(
  revisions: readonly StoredRevision[],
  maximum: number,
): number[] {
  const excess = revisions.length - maximum;
  if (excess <= 0) {
    return [];
  }
  const deployed = revisions.filter(
    ({ labels }) => labels.status === 'deployed',
  );
  const kept = deployed.at(-1)?.release.version;
  return revisions
    .map(({ release }) => release.version)
    .filter(version => version !== kept)
    .slice(0, excess);
}
