import { SparseDirectories } from '../checkout/SparseDirectories';
import { GitError } from '../errors';
import { limitsOf } from '../remote/options';
import type { BlobsRequest } from '../remote/options';
import { ObjectStore } from '../transfer/ObjectStore';

/** The files below the wanted directories, each content once. */
class WantedBlobs {
  readonly hashes = new Set<string>();
  private readonly wanted: SparseDirectories;
  private entries = 0;

  constructor(
    private readonly objects: ObjectStore,
    directories: readonly string[],
    private readonly maxEntries: number,
  ) {
    this.wanted = new SparseDirectories(directories);
  }

  async add(treeHash: string, path: string): Promise<void> {
    for (const { kind, name, hash } of await this.objects.tree(treeHash)) {
      // A small pack can hold a tree that refers to one subtree very often.
      this.entries += 1;
      if (this.entries > this.maxEntries) {
        throw new GitError(
          'limit',
          `the checkout is larger than ${this.maxEntries} files`,
        );
      }
      const child = path === '' ? name : `${path}/${name}`;
      if (kind === 'tree') {
        if (this.wanted.touches(child)) await this.add(hash, child);
      } else if (kind !== 'submodule' && this.wanted.includes(child)) {
        this.hashes.add(hash);
      }
    }
  }
}

/**
 * Hashes of the files that a sparse checkout writes, from a transfer that was
 * fetched without files. Meant for a worker.
 * @throws GitError - `commit-not-found`, `limit`, `protocol`
 */
export async function listBlobs({
  transfer,
  commit,
  directories,
  limits,
}: BlobsRequest): Promise<string[]> {
  const { fileBytes, files } = limitsOf({ limits });
  const objects = await ObjectStore.open(transfer, fileBytes);
  try {
    const { tree } = await objects.commit(commit);
    const blobs = new WantedBlobs(objects, directories, files);
    await blobs.add(tree, '');
    return [...blobs.hashes];
  } finally {
    objects.close();
  }
}
