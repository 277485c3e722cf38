import { showName } from '@backstage-gitops/tar';
import { closeSync, mkdirSync, openSync, symlinkSync, writeSync } from 'fs';
import { join } from 'path';
import { GitError } from '../errors';
import type { Commit } from '../transfer/parseCommit';
import { CommitTree } from './CommitTree';
import type { CommitEntry, CommitTreeOptions } from './CommitTree';
import { toFilePath } from './names';
import { toPathError } from './toPathError';

/** What {@link checkoutCommit} writes and where. Plain data, for a worker. */
export interface CheckoutRequest extends CommitTreeOptions {
  /** Existing, empty directory. */
  readonly directory: string;
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

  constructor(
    private readonly tree: CommitTree,
    private readonly directory: string,
  ) {}

  async write(entry: CommitEntry): Promise<void> {
    const { kind, path, hash, sizeBytes } = entry;
    if (kind === 'directory' || kind === 'submodule') {
      this.make(path, file => mkdirSync(file));
      if (kind === 'submodule') {
        this.submodules.push({ path, hash });
      }
      return;
    }
    this.files += 1;
    this.bytes += sizeBytes;
    await (kind === 'file' ? this.writeFile(entry) : this.writeLink(entry));
  }

  /** A link may point anywhere; nothing is ever written through it: what exists is not opened. */
  private async writeLink(entry: CommitEntry): Promise<void> {
    const target = await this.tree.read(entry);
    if (target.length === 0 || target.includes(0)) {
      throw new GitError(
        'unsafe-path',
        `the link ${showName(entry.path)} leads to no name`,
      );
    }
    this.make(entry.path, file => symlinkSync(Buffer.from(target), file));
  }

  private async writeFile(entry: CommitEntry): Promise<void> {
    const mode = entry.isExecutable ? 0o755 : 0o644;
    const file = this.make(entry.path, path => openSync(path, 'wx', mode));
    try {
      await this.tree.readPieces(entry, piece => writeWhole(file, piece));
    } finally {
      closeSync(file);
    }
  }

  /** Makes what did not exist, and says which name could not be made. */
  private make<T>(path: string, work: (file: string | Buffer) => T): T {
    try {
      return work(toFilePath(join(this.directory, path)));
    } catch (error) {
      throw toPathError(error, path);
    }
  }
}

function writeWhole(descriptor: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; ) {
    at += writeSync(descriptor, bytes, at);
  }
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
  const tree = await CommitTree.open(request);
  try {
    const checkout = new Checkout(tree, request.directory);
    for await (const entry of tree.entries()) {
      await checkout.write(entry);
    }
    const { files, bytes, submodules } = checkout;
    return { commit: tree.commit, files, bytes, submodules };
  } finally {
    tree.close();
  }
}
