import { mkdirSync, symlinkSync, writeFileSync } from 'fs';
import { join } from 'path';
import type { TreeEntry } from 'isomorphic-git';
import { GitError } from '../errors';
import { DEFAULT_LIMITS } from '../remote/options';
import type { GitLimits } from '../remote/options';
import { ObjectStore } from '../transfer/ObjectStore';
import type { Commit } from '../transfer/ObjectStore';
import { isUnsafeName } from './names';

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

function isPrefix(prefix: string, path: string): boolean {
  return prefix === '' || path === prefix || path.startsWith(`${prefix}/`);
}

const SYMLINK_MODE = '120000';
const EXECUTABLE_MODE = '100755';

class Checkout {
  files = 0;
  bytes = 0;
  readonly submodules: SubmoduleEntry[] = [];
  private readonly limits: Required<GitLimits>;
  private readonly sparse: readonly string[] | undefined;
  private readonly seen = new Set<string>();

  constructor(
    private readonly objects: ObjectStore,
    private readonly request: CheckoutRequest,
  ) {
    this.limits = { ...DEFAULT_LIMITS, ...request.limits };
    this.sparse = request.sparse?.map(path =>
      path
        .replace(/^(\.\/)+/, '')
        .replace(/\/+$/, '')
        .replace(/^\.$/, ''),
    );
  }

  async write(treeHash: string, path: string): Promise<void> {
    for (const entry of await this.objects.tree(treeHash)) {
      const { path: name } = entry;
      if (isUnsafeName(name)) {
        throw new GitError(
          'unsafe-path',
          `the tree holds the name ${JSON.stringify(name)} in '${path}'`,
        );
      }
      await this.writeEntry(entry, path === '' ? name : `${path}/${name}`);
    }
  }

  /** @throws GitError - `path-not-found`: a sparse directory does not exist */
  requireSparse(): void {
    const missing = this.sparse?.find(
      wanted => wanted !== '' && wanted !== '.' && !this.seen.has(wanted),
    );
    if (missing !== undefined) {
      throw new GitError(
        'path-not-found',
        `failed to sparse checkout directories : sparse checkout dir '${missing}' does not exist in repository`,
      );
    }
  }

  private async writeEntry(entry: TreeEntry, path: string): Promise<void> {
    switch (entry.type) {
      case 'tree':
        if (this.touches(path)) {
          this.seen.add(path);
          mkdirSync(join(this.request.directory, path));
          await this.write(entry.oid, path);
        }
        return;
      case 'commit':
        if (this.includes(path)) {
          mkdirSync(join(this.request.directory, path));
          this.submodules.push({ path, hash: entry.oid });
        }
        return;
      default:
        if (!this.includes(path)) {
          return;
        }
        if (entry.mode !== SYMLINK_MODE) {
          await this.writeFile(entry, path);
        } else if (this.request.links) {
          await this.writeLink(entry, path);
        }
    }
  }

  /** A link may point anywhere; nothing is ever written through it: what exists is not opened. */
  private async writeLink(entry: TreeEntry, path: string): Promise<void> {
    const target = await this.read(entry);
    symlinkSync(Buffer.from(target), join(this.request.directory, path));
  }

  private async writeFile(entry: TreeEntry, path: string): Promise<void> {
    const data = await this.read(entry);
    writeFileSync(join(this.request.directory, path), data, {
      mode: entry.mode === EXECUTABLE_MODE ? 0o755 : 0o644,
      flag: 'wx',
    });
  }

  private async read(entry: TreeEntry): Promise<Uint8Array> {
    const { files, totalBytes } = this.limits;
    const data = await this.objects.blob(entry.oid);
    this.files += 1;
    this.bytes += data.length;
    if (this.files > files || this.bytes > totalBytes) {
      throw new GitError(
        'limit',
        `the checkout is larger than ${files} files or ${totalBytes} bytes`,
      );
    }
    return data;
  }

  /** Whether a directory is, holds, or is inside one that is wanted. */
  private touches(path: string): boolean {
    return (
      this.sparse === undefined ||
      this.sparse.some(
        wanted => isPrefix(wanted, path) || isPrefix(path, wanted),
      )
    );
  }

  private includes(path: string): boolean {
    return (
      this.sparse === undefined ||
      this.sparse.some(wanted => wanted === '.' || isPrefix(wanted, path))
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
  const { transfer } = request;
  const objects = await ObjectStore.open(transfer, request.commit, fileBytes);
  const commit = await readCommit(objects, request.commit);
  const checkout = new Checkout(objects, request);
  await checkout.write(commit.tree, '');
  checkout.requireSparse();
  const { files, bytes, submodules } = checkout;
  return { commit, files, bytes, submodules };
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
