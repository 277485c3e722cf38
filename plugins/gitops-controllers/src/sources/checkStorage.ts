import type { Artifact } from '@backstage-gitops/plugin-gitops-common';
import { basename, dirname } from 'path';
import { ArtifactError } from '../artifacts';
import type { ArtifactStore } from '../artifacts';
import { ARTIFACT_IN_STORAGE, SourceReason } from './conditions';
import { reportProgress } from './reportProgress';
import { ownerOf } from './SourceObject';
import type { SourceContext } from './SourceObject';

async function collectGarbage(
  ctx: SourceContext,
  store: ArtifactStore,
  artifact: Artifact,
): Promise<void> {
  try {
    const removed = await store.collect(ownerOf(ctx), artifact);
    if (removed.length > 0) {
      ctx.event({
        type: 'Normal',
        reason: SourceReason.garbageCollectionSucceeded,
        message: `garbage collected ${removed.length} artifacts`,
        trace: true,
      });
    }
  } catch (error) {
    ctx.event({
      type: 'Warning',
      reason: SourceReason.garbageCollectionFailed,
      message: `garbage collection of artifacts failed: ${
        (error as Error).message
      }`,
    });
  }
}

/** Whether the stored bytes match the digest; bytes that don't are removed. */
async function isIntact(
  ctx: SourceContext,
  store: ArtifactStore,
  artifact: Artifact,
): Promise<boolean> {
  if (!(await store.stat(artifact.path))) return false;
  try {
    await store.verify(artifact);
    return true;
  } catch (error) {
    if (!(error instanceof ArtifactError)) throw error;
    ctx.event({
      type: 'Warning',
      reason: SourceReason.artifactVerificationFailed,
      message: `failed to verify integrity of artifact: ${error.message}`,
    });
    await store.remove(artifact.path);
    return false;
  }
}

/** Rewrites the addresses in the status to the advertised host. */
function updateUrls(
  { status }: SourceContext,
  store: ArtifactStore,
  artifact: Artifact,
): void {
  status.artifact = { ...artifact, url: store.urlOf(artifact.path) };
  if (status.url === undefined) return;
  const directory = dirname(artifact.path);
  status.url = store.urlOf(`${directory}/${basename(status.url)}`);
}

/**
 * Brings status and artifact store into agreement: removes files past their
 * retention, clears `status.artifact` when its bytes are lost or damaged, and
 * rewrites addresses to the advertised host.
 * @see Flux: source-controller, `reconcileStorage`
 */
export async function checkStorage(
  ctx: SourceContext,
  store: ArtifactStore,
): Promise<void> {
  const { conditions, status } = ctx;
  const { artifact } = status;
  if (artifact) {
    await collectGarbage(ctx, store, artifact);
    if (await isIntact(ctx, store, artifact)) {
      updateUrls(ctx, store, artifact);
      return;
    }
    delete status.artifact;
    delete status.url;
  }
  conditions.delete(ARTIFACT_IN_STORAGE);
  await reportProgress(
    ctx,
    artifact
      ? 'building artifact: disappeared from storage'
      : 'building artifact',
    { isOutdated: true },
  );
}

/**
 * Removes every stored file of a deleted object.
 * @throws Error - a file can't be removed
 */
export async function removeStorage(
  ctx: SourceContext,
  store: ArtifactStore,
): Promise<void> {
  let hasRemoved;
  try {
    hasRemoved = await store.removeAll(ownerOf(ctx));
  } catch (error) {
    ctx.event({
      type: 'Warning',
      reason: SourceReason.garbageCollectionFailed,
      message: `garbage collection for deleted resource failed: ${
        (error as Error).message
      }`,
    });
    throw error;
  }
  if (hasRemoved) {
    ctx.event({
      type: 'Normal',
      reason: SourceReason.garbageCollectionSucceeded,
      message: 'garbage collected artifacts for deleted resource',
      trace: true,
    });
  }
}
