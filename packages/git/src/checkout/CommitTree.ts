import { encodeName, showName } from '@backstage-gitops/tar';
import { GitError } from '../errors';
import { limitsOf } from '../remote/options';
import type { GitLimits } from '../remote/options';
import { ObjectStore } from '../transfer/ObjectStore';
import type { Commit } from '../transfer/parseCommit';
import { isGitmodules, unsafeReason } from './names';
import type { TreeEntry } from './parseTree';
import { SparseDirectories } from './SparseDirectories';
import { shortenPath } from './toPathError';

/** Which commit {@link CommitTree} reads, and how much of it. */
export interface CommitTreeOptions {
  /** Where `GitRemote.fetch` has put what the server sent. */
  readonly transfer: string;
  /** Hash of the commit, or of a tag that points to it. */
  readonly commit: string;
  /** Directories to read, `/` between names; everything when undefined. */
  readonly sparse?: readonly string[];
  /** Reads symbolic links too; default false, since archives hold none. */
  readonly links?: boolean;
  readonly limits?: GitLimits;
}

/** A file, link, directory or submodule of a commit. */
export interface CommitEntry {
  readonly kind: 'directory' | 'file' | 'link' | 'submodule';
  /** `/` between names; bytes that are not UTF-8 as `decodeName` gives them. */
  readonly path: string;
  readonly isExecutable: boolean;
  /** 40 hexadecimal digits. */
  readonly hash: string;
  /** Bytes of a file or link; 0 for others. */
  readonly sizeBytes: number;
}

/** A directory that is being walked. */
interface Level {
  readonly path: string;
  readonly entries: readonly TreeEntry[];
  next: number;
}

/** What file systems take at most. */
const MAX_NAME_BYTES = 255;
/** 4096 with some for the directory that the tree is unpacked to. */
const MAX_PATH_BYTES = 3840;

/**
 * The tree of one commit, read from a transfer: its names are checked and its
 * size is limited, so that it can be written anywhere. `close` must follow.
 */
export class CommitTree {
  private readonly limits: Required<GitLimits>;

  private constructor(
    private readonly objects: ObjectStore,
    readonly commit: Commit,
    private readonly options: CommitTreeOptions,
  ) {
    this.limits = limitsOf(options);
  }

  /** @throws GitError - `commit-not-found`, `limit`, `protocol` */
  static async open(options: CommitTreeOptions): Promise<CommitTree> {
    const { fileBytes } = limitsOf(options);
    const objects = await ObjectStore.open(options.transfer, fileBytes);
    try {
      const commit = await readCommit(objects, options.commit);
      return new CommitTree(objects, commit, options);
    } catch (error) {
      objects.close();
      throw error;
    }
  }

  /**
   * What the tree holds, a directory before its content, names in the order of
   * their bytes. May be called more than once.
   * @throws GitError - `unsafe-path`, `path-not-found`: a sparse directory does
   *   not exist; `limit`, `protocol`
   */
  async *entries(): AsyncGenerator<CommitEntry> {
    const sparse = new SparseDirectories(this.options.sparse);
    const sizes = new Sizes(this.limits);
    const levels = [await this.level(this.commit.tree, '')];
    for (let level = levels.pop(); level; level = levels.pop()) {
      const entry = level.entries[level.next];
      if (entry === undefined) {
        continue;
      }
      level.next += 1;
      levels.push(level);
      sizes.addEntry();
      const found = this.toCommitEntry(entry, level.path, sparse);
      if (found) {
        sizes.addBytes(found.sizeBytes);
        yield found;
        if (found.kind === 'directory') {
          levels.push(await this.level(entry.hash, found.path));
        }
      }
    }
    sparse.requireFound();
  }

  /** The whole content of a file or link. @throws GitError - `protocol` */
  async read({ hash }: CommitEntry): Promise<Uint8Array> {
    return this.objects.blob(hash);
  }

  /**
   * The content of a file in pieces, so that a large one is not held in memory;
   * the next waits for what `onPiece` returns.
   * @throws GitError - `protocol`; what `onPiece` throws
   */
  async readPieces(
    { hash }: CommitEntry,
    onPiece: (piece: Uint8Array) => Promise<void> | void,
  ): Promise<void> {
    await this.objects.blobPieces(hash, onPiece);
  }

  /** Closes the files of the transfer. */
  close(): void {
    this.objects.close();
  }

  private async level(hash: string, path: string): Promise<Level> {
    const entries = (await this.objects.tree(hash)).sort(compareNames);
    entries.forEach((entry, index) => {
      requireSafeName(entry, path);
      if (entry.name === entries[index + 1]?.name) {
        const twice = showName(join(path, entry.name));
        throw unsafe(`the path ${twice} stands twice in the tree`);
      }
    });
    return { path, entries, next: 0 };
  }

  /** @returns undefined for what is not asked for */
  private toCommitEntry(
    { kind, name, hash, isExecutable }: TreeEntry,
    parent: string,
    sparse: SparseDirectories,
  ): CommitEntry | undefined {
    const path = join(parent, name);
    requireShortPath(path);
    if (kind === 'tree') {
      if (!sparse.touches(path)) {
        return undefined;
      }
      sparse.found(path);
      return { kind: 'directory', path, hash, isExecutable, sizeBytes: 0 };
    }
    if (!sparse.includes(path) || (kind === 'link' && !this.options.links)) {
      return undefined;
    }
    const sizeBytes = kind === 'submodule' ? 0 : this.objects.blobSize(hash);
    return { kind, path, hash, isExecutable, sizeBytes };
  }
}

/** Counts what a tree holds; a small pack can refer to one subtree very often. */
class Sizes {
  private entries = 0;
  private bytes = 0;

  constructor(private readonly limits: Required<GitLimits>) {}

  addEntry(): void {
    this.entries += 1;
    this.require();
  }

  addBytes(bytes: number): void {
    this.bytes += bytes;
    this.require();
  }

  private require(): void {
    const { files, totalBytes } = this.limits;
    if (this.entries > files || this.bytes > totalBytes) {
      throw new GitError(
        'limit',
        `the checkout is larger than ${files} files or ${totalBytes} bytes`,
      );
    }
  }
}

function join(parent: string, name: string): string {
  return parent === '' ? name : `${parent}/${name}`;
}

function isAscii(text: string): boolean {
  return !/[^\x00-\x7f]/.test(text);
}

function compareNames({ name: a }: TreeEntry, { name: b }: TreeEntry): number {
  if (!isAscii(a) || !isAscii(b)) {
    return Buffer.compare(encodeName(a), encodeName(b));
  }
  if (a === b) {
    return 0;
  }
  return a < b ? -1 : 1;
}

function unsafe(message: string): GitError {
  return new GitError('unsafe-path', message);
}

/** @throws GitError - `unsafe-path` */
function requireSafeName({ kind, name }: TreeEntry, path: string): void {
  const reason =
    kind === 'link' && isGitmodules(name)
      ? 'a link in place of .gitmodules'
      : unsafeReason(name);
  if (reason !== undefined) {
    const where = path === '' ? 'its root' : showName(path);
    throw unsafe(
      `the tree holds the name ${showName(name)} in ${where}: ${reason}`,
    );
  }
}

/** @throws GitError - `unsafe-path`: no usual file system takes the path */
function requireShortPath(path: string): void {
  // A character takes three bytes at most.
  if (path.length * 3 <= MAX_NAME_BYTES) {
    return;
  }
  const name = path.slice(path.lastIndexOf('/') + 1);
  const isTooLong =
    encodeName(path).length > MAX_PATH_BYTES ||
    encodeName(name).length > MAX_NAME_BYTES;
  if (isTooLong) {
    throw unsafe(`the path ${shortenPath(path)} is too long for a file system`);
  }
}

/** The error of asking for a commit that is not there. */
export function commitNotFound(hash: string): GitError {
  return new GitError(
    'commit-not-found',
    `unable to resolve commit object for '${hash}': object not found`,
  );
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
