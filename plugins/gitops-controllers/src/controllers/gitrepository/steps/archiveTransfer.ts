import { rm } from 'fs/promises';
import { join } from 'path';
import type {
  FetchedCommit,
  GitRepositoryContext,
  GitRepositoryDeps,
  Transfer,
} from '../types';
import { toFetchFailure } from './toFetchFailure';

/** Input of {@link archiveTransfer}. */
interface ArchiveInput {
  readonly transfer: Transfer;
  /** Existing directory for the archive. */
  readonly workDirectory: string;
}

/** Ends a thread that some trick of a server keeps busy. `spec.timeout` is for the remote. */
const MAX_ARCHIVE_MS = 600_000;

/**
 * Archives a commit from its packs, without a tree on disk.
 * @throws TransientError - FetchFailed: a tree that can't be archived
 */
export async function archiveTransfer(
  ctx: GitRepositoryContext,
  deps: GitRepositoryDeps,
  { transfer, workDirectory }: ArchiveInput,
): Promise<FetchedCommit> {
  const { spec } = ctx.object;
  const file = join(workDirectory, 'archive.tar.gz');
  try {
    const commit = await deps.workers.run(
      'archiveCommit',
      {
        transfer: transfer.directory,
        commit: transfer.hash,
        file,
        ...(transfer.sparse ? { sparse: transfer.sparse } : {}),
        ...(spec.ignore === undefined ? {} : { ignore: spec.ignore }),
        ...(deps.limits ? { limits: deps.limits } : {}),
      },
      {
        namespace: ctx.key.namespace,
        signal: ctx.signal,
        timeoutMs: MAX_ARCHIVE_MS,
      },
    );
    await rm(transfer.directory, { recursive: true, force: true });
    return {
      isCurrent: false,
      revision: transfer.revision,
      hash: commit.hash,
      subject: commit.message.split('\n', 1)[0],
      author: commit.author,
      tree: { file },
      includes: [],
    };
  } catch (error) {
    if (ctx.signal.aborted) throw error;
    throw toFetchFailure(error, spec);
  }
}
