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
  const wanted = source?.revision?.stored ?? revision?.attempted;
  return wanted?.raw === revision?.applied?.raw ? undefined : wanted;
}
