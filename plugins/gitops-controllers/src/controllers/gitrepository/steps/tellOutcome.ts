import {
  ARTIFACT_IN_STORAGE,
  ARTIFACT_OUTDATED,
  hasFailed,
  Reason,
} from '../conditions';
import type { Checkout, GitRepositoryContext } from '../types';
import { isHeadOnly } from './checkoutSource';

/** Longest first line of a commit that an event repeats. */
const MAX_SUBJECT = 50;

/** Tells, in the cluster alone, that the remote has no news. */
export function tellUnchanged(
  ctx: GitRepositoryContext,
  { revision }: Checkout,
): void {
  ctx.event({
    type: 'Normal',
    trace: true,
    ...(isHeadOnly(ctx)
      ? {
          reason: Reason.gitOperationSucceeded,
          message: `no changes since last reconciliation: observed revision '${revision}'`,
        }
      : {
          reason: Reason.artifactUpToDate,
          message: `artifact up-to-date with remote revision: '${revision}'`,
        }),
  });
}

function shorten(subject: string): string {
  return subject.length > MAX_SUBJECT
    ? `${subject.slice(0, MAX_SUBJECT)}...`
    : subject;
}

/** Sets the condition of the stored artifact and tells what is news. */
export function tellStored(
  ctx: GitRepositoryContext,
  checkout: Checkout,
): void {
  const { conditions, object, status } = ctx;
  const { revision, subject } = checkout;
  conditions.delete(ARTIFACT_OUTDATED);
  conditions.set(
    ARTIFACT_IN_STORAGE,
    'True',
    Reason.succeeded,
    `stored artifact for revision '${revision}'`,
  );
  const digest = status.artifact?.digest ?? '';
  const isNew = object.status?.artifact?.digest !== digest;
  if (isNew || hasFailed(object)) {
    ctx.event({
      type: 'Normal',
      reason: isNew ? Reason.newArtifact : Reason.succeeded,
      message: `stored artifact for commit '${
        subject === undefined ? revision : shorten(subject)
      }'`,
      metadata: { revision, digest },
    });
  }
}
