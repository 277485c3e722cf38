import { showName } from '@backstage-gitops/tar';
import { closeSync, mkdirSync, openSync, symlinkSync, writeSync } from 'fs';
import { join } from 'path';
import { GitError } from '../errors';
import { DEFAULT_LIMITS } from '../remote/options';
import type { GitLimits } from '../remote/options';
import { ObjectStore } from '../transfer/ObjectStore';
import type { Commit } from '../transfer/parseCommit';
import { isGitmodules, toFilePath, unsafeReason } from './names';
import type { TreeEntry } from './parseTree';
import { SparseDirectories } from './SparseDirectories';
import { toPathError } from './toPathError';

/** What {@link checkoutCommit} writes and where. Plain data, for a worker. */
export interface CheckoutRequest {
  /** Where `GitRemote.fetch` has put what the server sent. */
  readonly transfer: string;
  /** Hash of the commit, or of a tag that points to it. */
  readonly commit: string;
  /** Existing, empty directory. */
  readonly directory: string;
  /** Directories to write, `/` between names; everything when undefined. */
  readonly sparse?: readonly string[];
  /** Writes symbolic links too; default false, since archives hold none. */
  readonly links?: boolean;
  readonly limits?: GitLimits;
}

/** A submodule: where in the tree, at which commit. */
export interface SubmoduleEntry {
  /** `/` between names; bytes that are not UTF-8 as `decodeName` gives them. */
  readonly path: string;
  readonly hash: string;
}

/** What {@link checkoutCommit} has written. */
export interface CheckoutResult {
  readonly commit: Commit;
  readonly files: number;
  readonly bytes: number;
  readonly submodules: readonly SubmoduleEntry[];
}

class Checkout {
  files = 0;
  bytes = 0;
  readonly submodules: SubmoduleEntry[] = [];
  private entries = 0;
  private readonly limits: Required<GitLimits>;
  private readonly sparse: SparseDirectories;

  constructor(
    private readonly objects: ObjectStore,
    private readonly request: CheckoutRequest,
  ) {
    this.limits = { ...DEFAULT_LIMITS, ...request.limits };
    this.sparse = new SparseDirectories(request.sparse);
  }

  async write(treeHash: string, path: string): Promise<void> {
    for (const entry of await this.objects.tree(treeHash)) {
      const { name } = entry;
      requireSafeName(entry, path);
      // A small pack can hold a tree that refers to one subtree very often.
      this.entries += 1;
      if (this.entries > this.limits.files) {
        throw this.tooLarge();
      }
      await this.writeEntry(entry, path === '' ? name : `${path}/${name}`);
    }
  }

  /** @throws GitError - `path-not-found`: a sparse directory does not exist */
  requireSparse(): void {
    this.sparse.requireFound();
  }

  private async writeEntry(entry: TreeEntry, path: string): Promise<void> {
    switch (entry.kind) {
      case 'tree':
        if (this.sparse.touches(path)) {
          this.sparse.found(path);
          this.makeDirectory(path);
          await this.write(entry.hash, path);
        }
        return;
      case 'submodule':
        if (this.sparse.includes(path)) {
          this.makeDirectory(path);
          this.submodules.push({ path, hash: entry.hash });
        }
        return;
      default:
        if (!this.sparse.includes(path)) {
          return;
        }
        if (entry.kind === 'file') {
          await this.writeFile(entry, path);
        } else if (this.request.links) {
          await this.writeLink(entry, path);
        }
    }
  }

  private makeDirectory(path: string): void {
    this.make(path, file => mkdirSync(file));
  }

  /** A link may point anywhere; nothing is ever written through it: what exists is not opened. */
  private async writeLink({ hash }: TreeEntry, path: string): Promise<void> {
    this.count(hash);
    const target = await this.objects.blob(hash);
    if (target.length === 0 || target.includes(0)) {
      throw new GitError(
        'unsafe-path',
        `the link ${showName(path)} leads to no name`,
      );
    }
    this.make(path, file => symlinkSync(Buffer.from(target), file));
  }

  private async writeFile(entry: TreeEntry, path: string): Promise<void> {
    this.count(entry.hash);
    const mode = entry.isExecutable ? 0o755 : 0o644;
    const descriptor = this.make(path, file => openSync(file, 'wx', mode));
    try {
      await this.objects.blobPieces(entry.hash, piece =>
        writeWhole(descriptor, piece),
      );
    } finally {
      closeSync(descriptor);
    }
  }

  /** Makes what did not exist, and says which name could not be made. */
  private make<T>(path: string, work: (file: string | Buffer) => T): T {
    try {
      return work(toFilePath(join(this.request.directory, path)));
    } catch (error) {
      throw toPathError(error, path);
    }
  }

  /** Counts a file before its content is read. */
  private count(hash: string): void {
    this.files += 1;
    this.bytes += this.objects.blobSize(hash);
    if (this.bytes > this.limits.totalBytes) {
      throw this.tooLarge();
    }
  }

  private tooLarge(): GitError {
    const { files, totalBytes } = this.limits;
    return new GitError(
      'limit',
      `the checkout is larger than ${files} files or ${totalBytes} bytes`,
    );
  }
}

function writeWhole(descriptor: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; ) {
    at += writeSync(descriptor, bytes, at);
  }
}

/** @throws GitError - `unsafe-path` */
function requireSafeName({ kind, name }: TreeEntry, path: string): void {
  const reason =
    kind === 'link' && isGitmodules(name)
      ? 'a link in place of .gitmodules'
      : unsafeReason(name);
  if (reason !== undefined) {
    const where = path === '' ? 'its root' : showName(path);
    throw new GitError(
      'unsafe-path',
      `the tree holds the name ${showName(name)} in ${where}: ${reason}`,
    );
  }
}

/** The error of asking for a commit that is not there. */
export function commitNotFound(hash: string): GitError {
  return new GitError(
    'commit-not-found',
    `unable to resolve commit object for '${hash}': object not found`,
  );
}

/**
 * Unpacks what `GitRemote.fetch` has left and writes the tree of one commit to
 * a directory, without `.git` and, unless asked for, without symbolic links.
 * Meant for a worker.
 * @throws GitError - `commit-not-found`, `unsafe-path`, `path-not-found`, `limit`, `protocol`
 */
export async function checkoutCommit(
  request: CheckoutRequest,
): Promise<CheckoutResult> {
  const { fileBytes } = { ...DEFAULT_LIMITS, ...request.limits };
  const objects = await ObjectStore.open(request.transfer, fileBytes);
  try {
    const commit = await readCommit(objects, request.commit);
    const checkout = new Checkout(objects, request);
    await checkout.write(commit.tree, '');
    checkout.requireSparse();
    const { files, bytes, submodules } = checkout;
    return { commit, files, bytes, submodules };
  } finally {
    objects.close();
  }
}

async function readCommit(objects: ObjectStore, hash: string): Promise<Commit> {
  try {
    return await objects.commit(hash);
  } catch (error) {
    throw error instanceof GitError && error.code === 'commit-not-found'
      ? commitNotFound(hash)
      : error;
  }
}
