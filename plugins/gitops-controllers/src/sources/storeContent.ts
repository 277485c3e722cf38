import type { ArtifactStore } from '../artifacts';
import { SourceReason, STORAGE_OPERATION_FAILED } from './conditions';
import { failed } from './failures';
import type { ArtifactContent } from './SourceKind';
import { ownerOf } from './SourceObject';
import type { SourceContext } from './SourceObject';

/** What {@link storeContent} stores. */
export interface StoreRequest {
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
    const { fileName, ...stored } = content;
    ctx.status.artifact = await store.put({
      owner: ownerOf(ctx),
      fileName,
      revision,
      content: stored,
      signal: ctx.signal,
    });
  } catch (error) {
    throw failed(
      STORAGE_OPERATION_FAILED,
      SourceReason.archiveOperationFailed,
      `${failureMessage}: ${(error as Error).message}`,
      error,
    );
  }
}
