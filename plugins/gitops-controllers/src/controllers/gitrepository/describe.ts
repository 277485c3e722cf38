import type { GitRepositorySpec } from '@backstage-gitops/plugin-gitops-common';
import { SourceReason } from '../../sources';
import type { EventText } from '../../sources';
import { Reason } from './reasons';
import type { GitUpstream } from './types';

/** Longest first line of a commit that an event repeats. */
const MAX_SUBJECT = 50;

/** Whether the reference names one head; then listing the remote is enough. */
export function isHeadReference({ ref = {} }: GitRepositorySpec): boolean {
  return !ref.commit && (Boolean(ref.name || ref.tag) || !ref.semver);
}

function shorten(subject: string): string {
  return subject.length > MAX_SUBJECT
    ? `${subject.slice(0, MAX_SUBJECT)}...`
    : subject;
}

/** Message of the NewArtifact event; names the revision if nothing was fetched. */
export function describeNewArtifact(commit: GitUpstream): string {
  const name = commit.isCurrent ? commit.revision : shorten(commit.subject);
  return `stored artifact for commit '${name}'`;
}

/** Trace event of a reconcile without a fetch. */
export function describeUnchanged(
  spec: GitRepositorySpec,
  revision: string,
): EventText {
  return isHeadReference(spec)
    ? {
        reason: Reason.gitOperationSucceeded,
        message: `no changes since last reconciliation: observed revision '${revision}'`,
      }
    : {
        reason: SourceReason.artifactUpToDate,
        message: `artifact up-to-date with remote revision: '${revision}'`,
      };
}
