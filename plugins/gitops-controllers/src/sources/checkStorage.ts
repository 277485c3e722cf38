import type { Artifact } from '@backstage-gitops/plugin-gitops-common';
import { basename, dirname } from 'path';
import { ArtifactError } from '../artifacts';
import type { ArtifactStore } from '../artifacts';
import {
  ARTIFACT_IN_STORAGE,
  SourceReason,
  STORAGE_OPERATION_FAILED,
} from './conditions';
import { failed } from './failures';
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

const DEFECTS = ['digest-mismatch', 'invalid-path', 'not-found'];
/** Codes of one file that can't be read while others can: damaged, or something else. */
const UNREADABLE = ['EACCES', 'EIO', 'EISDIR', 'ELOOP', 'ENXIO', 'EPERM'];

/** What is wrong with an artifact; it throws what is wrong with the store. */
async function findDefect(
  { signal }: SourceContext,
  store: ArtifactStore,
  artifact: Artifact,
): Promise<{ readonly message: string; readonly isGone: boolean } | undefined> {
  try {
    await store.verify(artifact, signal);
    return undefined;
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException;
    const isArtifactError = error instanceof ArtifactError;
    const codes = isArtifactError ? DEFECTS : UNREADABLE;
    if (!codes.includes(code)) throw error;
    const isGone = isArtifactError && code !== 'digest-mismatch';
    return { message, isGone };
  }
}

/** The failure of a run that can't look at the artifact; the status keeps it. */
function unchecked({ conditions }: SourceContext, error: unknown): Error {
  const reason = SourceReason.readOperationFailed;
  const message = `unable to check artifact in storage: ${
    (error as Error).message
  }`;
  conditions.set(ARTIFACT_IN_STORAGE, 'Unknown', reason, message);
  return failed(STORAGE_OPERATION_FAILED, reason, message, error);
}

/**
 * Whether the stored bytes match the digest; bytes that don't are removed.
 * @throws TransientError - StorageOperationFailed: nobody knows, for example
 *   because the store can't be reached
 */
async function isIntact(
  ctx: SourceContext,
  store: ArtifactStore,
  artifact: Artifact,
): Promise<boolean> {
  try {
    const defect = await findDefect(ctx, store, artifact);
    if (!defect || defect.isGone) return defect === undefined;
    ctx.event({
      type: 'Warning',
      reason: SourceReason.artifactVerificationFailed,
      message: `failed to verify integrity of artifact: ${defect.message}`,
    });
    await store.remove(artifact.path);
    return false;
  } catch (error) {
    ctx.signal.throwIfAborted();
    throw unchecked(ctx, error);
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
 * @throws TransientError - StorageOperationFailed: the store fails
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
