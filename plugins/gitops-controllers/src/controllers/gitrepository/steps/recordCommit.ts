import { COMMIT_ANNOTATION } from '@backstage-gitops/plugin-gitops-common';
import type { FetchedCommit, GitRepositoryContext } from '../types';

/**
 * Writes title, author and time of the stored commit into an annotation of our
 * own; Flux keeps them nowhere. A failure is logged and fails nothing.
 */
export async function recordCommit(
  ctx: GitRepositoryContext,
  { revision, subject, author }: FetchedCommit,
): Promise<void> {
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
