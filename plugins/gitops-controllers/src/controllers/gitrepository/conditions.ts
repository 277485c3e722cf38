import {
  PROGRESSING,
  PROGRESSING_WITH_RETRY,
  READY,
  RECONCILING,
  STALLED,
} from '@backstage-gitops/kube';
import type { Outcome } from '@backstage-gitops/kube';
import type { GitRepositoryContext } from './types';

/** Condition types of sources, besides those of every kind. */
export const ARTIFACT_IN_STORAGE = 'ArtifactInStorage';
export const ARTIFACT_OUTDATED = 'ArtifactOutdated';
export const FETCH_FAILED = 'FetchFailed';
export const INCLUDE_UNAVAILABLE = 'IncludeUnavailable';
export const SOURCE_VERIFIED = 'SourceVerified';
export const STORAGE_OPERATION_FAILED = 'StorageOperationFailed';

/** Conditions that tell a failure; a run that gets rid of one has recovered. */
const FAILURES = [
  FETCH_FAILED,
  INCLUDE_UNAVAILABLE,
  STORAGE_OPERATION_FAILED,
] as const;

/** A condition that tells a failure while it is True. */
export type FailureCondition = (typeof FAILURES)[number];

/** Reasons of a GitRepository. */
export const Reason = {
  archiveOperationFailed: 'ArchiveOperationFailed',
  artifactUpToDate: 'ArtifactUpToDate',
  artifactVerificationFailed: 'ArtifactVerificationFailed',
  authenticationFailed: 'AuthenticationFailed',
  copyFailure: 'CopyFailure',
  emptyGitRepository: 'EmptyGitRepository',
  garbageCollectionFailed: 'GarbageCollectionFailed',
  garbageCollectionSucceeded: 'GarbageCollectionSucceeded',
  gitOperationFailed: 'GitOperationFailed',
  gitOperationSucceeded: 'GitOperationSucceeded',
  illegalPath: 'IllegalPath',
  includeChange: 'IncludeChange',
  invalidProviderConfiguration: 'InvalidProviderConfiguration',
  newArtifact: 'NewArtifact',
  newRevision: 'NewRevision',
  noArtifact: 'NoArtifact',
  notFound: 'NotFound',
  succeeded: 'Succeeded',
  urlInvalid: 'URLInvalid',
  verificationError: 'VerificationError',
} as const;

/**
 * Marks progress. Ready stays what it was as long as the content may still be
 * current; it becomes Unknown where the artifact is known to be outdated.
 */
export async function markProgress(
  ctx: GitRepositoryContext,
  message: string,
  options: { readonly isOutdated?: boolean } = {},
): Promise<void> {
  const ready = ctx.conditions.get(READY);
  if (options.isOutdated || !ready || ready.status === 'Unknown') {
    ctx.conditions.set(READY, 'Unknown', PROGRESSING, message);
  }
  await ctx.progress(PROGRESSING, message);
}

/** Whether the object was in failure before this run. */
export function hasFailed(object: GitRepositoryContext['object']): boolean {
  return (object.status?.conditions ?? []).some(
    ({ type, status }) =>
      status === 'True' && (FAILURES as readonly string[]).includes(type),
  );
}

/**
 * Ends a run in the conditions. Ready repeats the stored artifact's condition,
 * or the failure; a failure that will be retried keeps the last progress.
 */
export function summarizeSource(
  ctx: GitRepositoryContext,
  outcome: Outcome,
): void {
  const { conditions, status, object } = ctx;
  if (outcome.kind === 'success') {
    const stored = conditions.get(ARTIFACT_IN_STORAGE);
    conditions.delete(RECONCILING);
    conditions.delete(STALLED);
    conditions.set(
      READY,
      'True',
      stored?.reason ?? Reason.succeeded,
      stored?.message ?? '',
    );
    status.observedGeneration = object.metadata.generation;
    return;
  }
  const { kind, reason, message } = outcome.error;
  conditions.set(READY, 'False', reason, message);
  if (kind === 'stalled') {
    conditions.setStalled(reason, message);
    status.observedGeneration = object.metadata.generation;
  } else {
    const progress = conditions.get(RECONCILING)?.message ?? message;
    conditions.setReconciling(PROGRESSING_WITH_RETRY, progress);
  }
}
