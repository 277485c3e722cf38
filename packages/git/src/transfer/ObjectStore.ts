import { parseTree } from '../checkout/parseTree';
import type { TreeEntry } from '../checkout/parseTree';
import { GitError } from '../errors';
import { EMPTY_TREE } from '../pack/objectTypes';
import { PackedObjects } from '../pack/PackedObjects';
import type { PackedObject } from '../pack/PackedObjects';
import { packFiles } from './packFiles';
import { parseCommit, parseTagTarget } from './parseCommit';
import type { Commit } from './parseCommit';

/** Tags that point to tags are followed this far. */
const MAX_TAGS = 100;

/** The objects of one transfer; `close` must follow. */
export class ObjectStore {
  private constructor(private readonly objects: PackedObjects) {}

  /**
   * Reads the packs of a transfer.
   * @param maxObjectBytes - a pack with a larger object is refused
   * @throws GitError - `protocol`: damaged or cut short; `limit`
   */
  static async open(
    directory: string,
    maxObjectBytes: number,
  ): Promise<ObjectStore> {
    const paths = await packFiles(directory);
    return new ObjectStore(await PackedObjects.open(paths, maxObjectBytes));
  }

  /**
   * Follows tags to the commit they point to.
   * @throws GitError - `commit-not-found`, `protocol`
   */
  async commit(hash: string): Promise<Commit> {
    let at = hash;
    for (let tags = 0; tags <= MAX_TAGS; tags++) {
      const object = this.objects.find(at);
      if (object === undefined) {
        throw new GitError('commit-not-found', 'object not found');
      }
      if (object.type === 'commit') {
        return parseCommit(at, await this.objects.read(object));
      }
      if (object.type !== 'tag') {
        throw new GitError(
          'protocol',
          `${at} is a ${object.type}, not a commit`,
        );
      }
      at = parseTagTarget(at, await this.objects.read(object));
    }
    throw new GitError('limit', `the tag ${hash} points to too many others`);
  }

  /** @throws GitError - `protocol` */
  async tree(hash: string): Promise<TreeEntry[]> {
    return hash === EMPTY_TREE
      ? []
      : parseTree(await this.objects.read(this.require(hash, 'tree')));
  }

  /** Bytes of a file. @throws GitError - `protocol` */
  blobSize(hash: string): number {
    return this.require(hash, 'blob').size;
  }

  /** The whole content of a file. @throws GitError - `protocol` */
  async blob(hash: string): Promise<Uint8Array> {
    return this.objects.read(this.require(hash, 'blob'));
  }

  /**
   * The content of a file in pieces, so that a large one is not held in memory;
   * the next waits for what `onPiece` returns.
   * @throws GitError - `protocol`; what `onPiece` throws
   */
  async blobPieces(
    hash: string,
    onPiece: (piece: Uint8Array) => Promise<void> | void,
  ): Promise<void> {
    await this.objects.readPieces(this.require(hash, 'blob'), onPiece);
  }

  /** Closes the files. */
  close(): void {
    this.objects.close();
  }

  private require(hash: string, type: 'tree' | 'blob'): PackedObject {
    const object = this.objects.find(hash);
    if (object?.type === type) {
      return object;
    }
    throw new GitError(
      'protocol',
      object
        ? `${hash} is a ${object.type}, not a ${type}`
        : `the server did not send the ${type} ${hash}`,
    );
  }
}
