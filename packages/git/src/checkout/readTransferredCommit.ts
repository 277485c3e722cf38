import { limitsOf } from '../remote/options';
import type { CommitRequest } from '../remote/options';
import { ObjectStore } from '../transfer/ObjectStore';
import type { Commit } from '../transfer/parseCommit';

/**
 * Unpacks a transfer for what its commit says. Meant for a worker: the pack has
 * the commit's whole tree.
 * @throws GitError - `commit-not-found`, `limit`, `protocol`
 */
export async function readTransferredCommit({
  transfer,
  commit,
  limits,
}: CommitRequest): Promise<Commit> {
  const { fileBytes } = limitsOf({ limits });
  const objects = await ObjectStore.open(transfer, fileBytes);
  try {
    return await objects.commit(commit);
  } finally {
    objects.close();
  }
}
