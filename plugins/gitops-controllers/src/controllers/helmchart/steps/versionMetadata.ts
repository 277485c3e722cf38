import type { HelmChart } from '../types';

/** Characters of a commit or digest that become part of a version. */
const LENGTH = 12;

/**
 * Build metadata of a chart's version: the start of the source's commit or
 * digest with strategy Revision, and the generation when values files are
 * merged; empty for none.
 * @param revision - of the source; undefined for a HelmRepository
 */
export function versionMetadata(
  { metadata, spec }: HelmChart,
  valuesFiles: readonly string[],
  revision?: string,
): string {
  const isByRevision = spec.reconcileStrategy === 'Revision';
  const parts = [
    ...(isByRevision && revision ? [shortHash(revision)] : []),
    ...(valuesFiles.length > 0 ? [String(metadata.generation)] : []),
  ];
  return parts.join('.');
}

/** `3e607bf09a3f` of `main@sha1:3e607bf09a3f…`. */
function shortHash(revision: string): string {
  const hash = revision.slice(revision.lastIndexOf(':') + 1);
  return hash.slice(0, LENGTH);
}
