import type {
  ObjectSummary,
  Revision,
} from '@backstage-gitops/plugin-gitops-common';

/** What an object applies, or holds for its consumers. */
export function reachedRevision({
  revision,
}: ObjectSummary): Revision | undefined {
  return revision?.applied ?? revision?.stored;
}

/** What an applier should apply, as long as it has applied something else. */
export function wantedRevision({
  role,
  revision,
  source,
}: ObjectSummary): Revision | undefined {
  if (role !== 'applier') return undefined;
  const { applied, attempted } = revision ?? {};
  const stored = source?.revision?.stored;
  const wanted = isComparable(stored, applied) ? stored : attempted;
  return wanted?.raw === applied?.raw ? undefined : wanted;
}

/** The version of a chart says nothing of the digest of the artifact that holds it. */
function isComparable(
  stored: Revision | undefined,
  applied: Revision | undefined,
): boolean {
  return (
    stored !== undefined &&
    (applied === undefined || Boolean(stored.hash) === Boolean(applied.hash))
  );
}
