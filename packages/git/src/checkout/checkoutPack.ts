import { mkdirSync, readFileSync, writeFileSync } from 'fs';
import { join } from 'path';
import { GitError } from '../errors';
import { parseCommit, parseTagTarget, parseTree } from '../pack/objects';
import type { Commit, TreeEntry } from '../pack/objects';
import { Pack } from '../pack/Pack';
import { DEFAULT_LIMITS } from '../remote/options';
import type { GitLimits } from '../remote/options';
import { isUnsafeName } from './names';

/** What {@link checkoutPack} writes and where. Plain data, for a worker. */
export interface CheckoutRequest {
  readonly packFile: string;
  /** Hash of the commit, or of a tag that points to it. */
  readonly commit: string;
  /** Existing, empty directory. */
  readonly directory: string;
  /** Directories to write, `/` between names; everything when undefined. */
  readonly sparse?: readonly string[];
  readonly limits?: GitLimits;
}

/** A submodule: where in the tree, at which commit. */
export interface SubmoduleEntry {
  readonly path: string;
  readonly hash: string;
}

/** What {@link checkoutPack} has written. */
export interface CheckoutResult {
  readonly commit: Commit;
  readonly files: number;
  readonly bytes: number;
  readonly submodules: readonly SubmoduleEntry[];
}

function isPrefix(prefix: string, path: string): boolean {
  return prefix === '' || path === prefix || path.startsWith(`${prefix}/`);
}

class Checkout {
  files = 0;
  bytes = 0;
  readonly submodules: SubmoduleEntry[] = [];
  private readonly limits: Required<GitLimits>;
  private readonly sparse: readonly string[] | undefined;
  private readonly seen = new Set<string>();

  constructor(
    private readonly pack: Pack,
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

  write(treeHash: string, path: string): void {
    const { type, data } = this.pack.read(treeHash);
    if (type !== 'tree') {
      throw new GitError('protocol', `${treeHash} is not a tree`);
    }
    for (const entry of parseTree(data)) {
      if (isUnsafeName(entry.name)) {
        throw new GitError(
          'unsafe-path',
          `the tree holds the name ${JSON.stringify(entry.name)} in '${path}'`,
        );
      }
      this.writeEntry(
        entry,
        path === '' ? entry.name : `${path}/${entry.name}`,
      );
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

  private writeEntry(entry: TreeEntry, path: string): void {
    switch (entry.kind) {
      case 'directory':
        if (this.touches(path)) {
          this.seen.add(path);
          mkdirSync(join(this.request.directory, path));
          this.write(entry.hash, path);
        }
        return;
      case 'submodule':
        if (this.includes(path)) {
          mkdirSync(join(this.request.directory, path));
          this.submodules.push({ path, hash: entry.hash });
        }
        return;
      case 'symlink':
        // Archives hold no links, and without them no path can lead outside.
        return;
      default:
        if (this.includes(path)) {
          this.writeFile(entry, path);
        }
    }
  }

  private writeFile(entry: TreeEntry, path: string): void {
    const { data } = this.pack.read(entry.hash);
    this.files += 1;
    this.bytes += data.length;
    if (this.files > this.limits.files || this.bytes > this.limits.totalBytes) {
      throw new GitError(
        'limit',
        `the checkout is larger than ${this.limits.files} files or ${this.limits.totalBytes} bytes`,
      );
    }
    writeFileSync(join(this.request.directory, path), data, {
      mode: entry.kind === 'executable' ? 0o755 : 0o644,
      flag: 'wx',
    });
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
 * Follows tags to the commit they point to.
 * @throws GitError - `commit-not-found`
 */
export function readCommit(pack: Pack, hash: string): Commit {
  if (!pack.has(hash)) {
    throw commitNotFound(hash);
  }
  let object = pack.read(hash);
  let target = hash;
  for (let depth = 0; object.type === 'tag' && depth < 10; depth++) {
    target = parseTagTarget(object.data);
    object = pack.read(target);
  }
  if (object.type !== 'commit') {
    throw new GitError('commit-not-found', `${hash} is not a commit`);
  }
  return parseCommit(target, object.data);
}

/**
 * Writes the tree of a commit to a directory, without `.git` and without
 * symbolic links. Synchronous: meant for a worker.
 * @throws GitError - `commit-not-found`, `unsafe-path`, `path-not-found`, `limit`, `protocol`
 */
export function checkoutPack(request: CheckoutRequest): CheckoutResult {
  const { fileBytes } = { ...DEFAULT_LIMITS, ...request.limits };
  const pack = new Pack(readFileSync(request.packFile), fileBytes);
  const commit = readCommit(pack, request.commit);
  const checkout = new Checkout(pack, request);
  checkout.write(commit.tree, '');
  checkout.requireSparse();
  const { files, bytes, submodules } = checkout;
  return { commit, files, bytes, submodules };
}
