import type { ArtifactStore } from '../../../artifacts';
import { ArtifactError } from '../../../artifacts';
import {
  ARTIFACT_IN_STORAGE,
  markProgress,
  Reason,
  STORAGE_OPERATION_FAILED,
} from '../conditions';
import type {
  Artifact,
  GitRepositoryContext,
  GitRepositoryDeps,
} from '../types';

function ownerOf({ object }: GitRepositoryContext) {
  return {
    kind: object.kind,
    namespace: object.metadata.namespace ?? '',
    name: object.metadata.name,
  };
}

async function collectGarbage(
  ctx: GitRepositoryContext,
  store: ArtifactStore,
  artifact: Artifact,
): Promise<void> {
  try {
    const removed = await store.collect(ownerOf(ctx), artifact);
    if (removed.length > 0) {
      ctx.event({
        type: 'Normal',
        reason: Reason.garbageCollectionSucceeded,
        message: `garbage collected ${removed.length} artifacts`,
        trace: true,
      });
    }
  } catch (error) {
    ctx.event({
      type: 'Warning',
      reason: Reason.garbageCollectionFailed,
      message: `garbage collection of artifacts failed: ${
        (error as Error).message
      }`,
    });
  }
}

/** Whether the stored bytes are what the status says; damaged ones are removed. */
async function isIntact(
  ctx: GitRepositoryContext,
  store: ArtifactStore,
  artifact: Artifact,
): Promise<boolean> {
  if (!(await store.has(artifact))) {
    return false;
  }
  try {
    await store.verify(artifact);
    return true;
  } catch (error) {
    if (!(error instanceof ArtifactError)) {
      throw error;
    }
    ctx.event({
      type: 'Warning',
      reason: Reason.artifactVerificationFailed,
      message: `failed to verify integrity of artifact: ${error.message}`,
    });
    await store.remove(artifact);
    return false;
  }
}

/**
 * Brings status and store into line: removes old files, forgets an artifact
 * whose bytes are gone or damaged, and corrects its address.
 */
export async function checkStorage(
  ctx: GitRepositoryContext,
  { store }: GitRepositoryDeps,
): Promise<void> {
  const { status, conditions } = ctx;
  conditions.delete(STORAGE_OPERATION_FAILED);
  const artifact = status.artifact;
  if (artifact) {
    await collectGarbage(ctx, store, artifact);
    if (await isIntact(ctx, store, artifact)) {
      status.artifact = { ...artifact, url: store.urlOf(artifact.path) };
      return;
    }
    delete status.artifact;
  }
  conditions.delete(ARTIFACT_IN_STORAGE);
  await markProgress(
    ctx,
    artifact
      ? 'building artifact: disappeared from storage'
      : 'building artifact',
    { isOutdated: true },
  );
}

/** Removes everything that a deleted object has stored. */
export async function removeStorage(
  ctx: GitRepositoryContext,
  { store }: GitRepositoryDeps,
): Promise<void> {
  if (await store.removeAll(ownerOf(ctx))) {
    ctx.event({
      type: 'Normal',
      reason: Reason.garbageCollectionSucceeded,
      message: 'garbage collected artifacts for deleted resource',
      trace: true,
    });
  }
}
