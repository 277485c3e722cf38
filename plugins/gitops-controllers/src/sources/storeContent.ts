import type { ArtifactStore } from '../artifacts';
import { SourceReason, STORAGE_OPERATION_FAILED } from './conditions';
import { failed, isSourceFailure } from './failures';
import type { ArtifactContent } from './SourceKind';
import { ownerOf } from './SourceObject';
import type { SourceContext } from './SourceObject';

/** What {@link storeContent} stores. */
interface StoreRequest {
  readonly content: ArtifactContent;
  readonly revision: string;
  /** Message in front of the cause of a failure. */
  readonly failureMessage: string;
}

/**
 * Puts content into the artifact store and sets `status.artifact`.
 * @throws TransientError - StorageOperationFailed, ArchiveOperationFailed
 */
export async function storeContent(
  ctx: SourceContext,
  store: ArtifactStore,
  { content, revision, failureMessage }: StoreRequest,
): Promise<void> {
  try {
    ctx.status.artifact = await store.put({
      ...content,
      revision,
      owner: ownerOf(ctx),
      signal: ctx.signal,
    });
  } catch (error) {
    throw failed(
      STORAGE_OPERATION_FAILED,
      SourceReason.archiveOperationFailed,
      `${failureMessage}: ${(error as Error).message}`,
      error,
    );
  } finally {
    if ('stream' in content.content) content.content.stream.destroy();
  }
}

/** Codes of a disk that is full, damaged or read-only. */
const DISK_CODES = ['EDQUOT', 'EFBIG', 'EIO', 'ENOSPC', 'EROFS'];
const MAKES_DIRECTORY = ['mkdir', 'mkdtemp'];

/**
 * A failure of the disk on the way to an artifact, whatever the kind was doing
 * there, as StorageOperationFailed.
 * @returns the error to throw; the same one where it is something else
 */
export function toStorageFailure(error: unknown): unknown {
  const { code = '', syscall = '', message } = error as NodeJS.ErrnoException;
  const isKnown = error instanceof Error && isSourceFailure(error);
  if (isKnown || !DISK_CODES.includes(code)) return error;
  return failed(
    STORAGE_OPERATION_FAILED,
    MAKES_DIRECTORY.includes(syscall)
      ? SourceReason.directoryCreationFailed
      : SourceReason.archiveOperationFailed,
    `unable to write to the work directory: ${message}`,
    error,
  );
}

/**
 * Lets a link point to the stored artifact, and `status.url` to the link. A
 * failure emits a trace event and fails nothing.
 */
export async function linkArtifact(
  ctx: SourceContext,
  store: ArtifactStore,
  linkName: string,
): Promise<void> {
  const { artifact } = ctx.status;
  if (!artifact) return;
  try {
    ctx.status.url = store.urlOf(await store.link(artifact, linkName));
  } catch (error) {
    ctx.event({
      type: 'Normal',
      trace: true,
      reason: SourceReason.symlinkUpdateFailed,
      message: `failed to update status URL symlink: ${
        (error as Error).message
      }`,
    });
  }
}
