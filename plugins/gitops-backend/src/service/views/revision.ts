import type { Revision } from '@backstage-gitops/plugin-gitops-common';
import type { CommitLog } from '../clusters/CommitLog';

/**
 * Takes a revision apart: `main@sha1:<hex>`, `sha1:<hex>`,
 * `refs/tags/v1@sha256:<hex>` or a bare version.
 * @see Flux source API, RFC-0005
 */
export function toRevision(
  raw: string | undefined,
  commits: Pick<CommitLog, 'get'>,
): Revision | undefined {
  if (!raw) return undefined;
  const at = raw.lastIndexOf('@');
  const ref = at > 0 ? raw.slice(0, at) : undefined;
  const digest = at >= 0 ? raw.slice(at + 1) : raw;
  const hash = /^[a-z0-9]+:([0-9a-f]+)$/.exec(digest)?.[1];
  return {
    raw,
    ref: ref ?? (hash ? undefined : raw),
    hash,
    commit: commits.get(raw),
  };
}

/** `main @ a1b2c3d`, as people write it. */
export function formatRevision(revision: Revision): string {
  const short = revision.hash?.slice(0, 7);
  return [revision.ref?.replace(/^refs\/(heads|tags)\//, ''), short]
    .filter(Boolean)
    .join(' @ ');
}
