import { COMMIT_ANNOTATION } from '@backstage-gitops/plugin-gitops-common';
import type { Checkout, GitRepositoryContext } from '../types';

/**
 * Writes title, author and time of the stored commit into an annotation of our
 * own, for people to read; Flux keeps them nowhere. Written only when a new
 * commit was fetched; that it cannot be written stops nothing.
 */
export async function recordCommit(
  ctx: GitRepositoryContext,
  { revision, subject, author }: Checkout,
): Promise<void> {
  if (!author) return;
  const commit = JSON.stringify({
    revision,
    title: subject,
    author: author.name,
    time: new Date(author.timeMs).toISOString(),
  });
  const { object } = ctx;
  if (object.metadata.annotations?.[COMMIT_ANNOTATION] === commit) return;
  try {
    await ctx.client.patch(
      { apiVersion: object.apiVersion, kind: object.kind },
      ctx.key,
      { metadata: { annotations: { [COMMIT_ANNOTATION]: commit } } },
      { fieldManager: 'backstage-gitops' },
    );
  } catch (error) {
    ctx.logger.warn('cannot record the commit', { error: String(error) });
  }
}
