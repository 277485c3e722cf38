import { GitError } from '../errors';
import { buildTree } from './buildTree';
import type { BuiltTree } from './buildTree';
import { checkPath, showPath } from './checkPath';
import { contentOf, createObject } from './GitObject';
import type { GitObject } from './GitObject';
import type {
  FileEntry,
  RepositoryFiles,
  WriteOptions,
} from './RepositoryFiles';
import { TreeDirectory } from './TreeDirectory';
import type { DirectoryEntry, TreeSource } from './TreeDirectory';

/** Bounds on what one writer holds in memory. */
interface TreeLimits {
  /** Bytes of one file. */
  readonly fileBytes: number;
  /** Bytes of everything written. */
  readonly changedBytes: number;
  /** Files that a list may have. */
  readonly files: number;
}

const MAX_DEPTH = 1000;

/** What a walk has come through; directories count as files. */
interface Counted {
  files: number;
  depth: number;
}

/**
 * The files of a commit, to be read and changed. Only the directories on the
 * way to what is asked for are read, and only what is changed is held.
 */
export class TreeFiles implements RepositoryFiles {
  private readonly root: TreeDirectory;
  /** Of everything that was written and is still there. */
  private held = 0;
  private changing: Promise<void> = Promise.resolve();

  /** @param hash - of the tree to start from; undefined for none */
  constructor(
    private readonly source: TreeSource,
    hash: string | undefined,
    private readonly limits: TreeLimits,
  ) {
    this.root = new TreeDirectory(source, hash);
  }

  /** Bytes of all that was written, which stay in memory. */
  get heldBytes(): number {
    return this.held;
  }

  /**
   * The files below a directory, in the order of Git.
   * @param directory - default the whole tree
   * @throws GitError - `path-not-found`: there is no such directory; `limit`:
   *   a few trees can stand for files without number
   */
  async *list(directory = ''): AsyncGenerator<FileEntry> {
    const parts = directory.split('/').filter(part => part !== '');
    const current = (await this.wayTo(parts))?.at(-1);
    if (!current) {
      throw notFound(directory, 'no such directory');
    }
    const counted = { files: 0, depth: 0 };
    yield* this.walk(current, parts.map(part => `${part}/`).join(''), counted);
  }

  /**
   * Content of a file, target of a link; undefined when there is none.
   * @throws GitError - `path-conflict`: it is a directory or a submodule
   */
  async read(path: string): Promise<Buffer | undefined> {
    const entry = await this.find(path);
    if (!entry) {
      return undefined;
    }
    if (entry.kind === 'tree' || entry.kind === 'submodule') {
      throw conflict(path, `it is a ${nameOf(entry)}`);
    }
    return entry.content
      ? contentOf(entry.content)
      : Buffer.from(await this.source.blob(entry.hash));
  }

  /**
   * Makes files ready to be read, many with one request to the server in place
   * of one each. What is no file is passed over.
   */
  async prefetch(paths: readonly string[]): Promise<void> {
    const hashes: string[] = [];
    for (const path of paths) {
      const entry = await this.find(path);
      const isStored = entry?.kind === 'file' || entry?.kind === 'link';
      if (entry && isStored && !entry.content) {
        hashes.push(entry.hash);
      }
    }
    await this.source.prefetch(hashes);
  }

  /**
   * Writes a file, with the directories that it needs. What is already so is
   * no change. Line ends stay as they are.
   * @param content - bytes must not change before the promise is settled
   * @throws GitError - `unsafe-path`, `limit`; `path-conflict`: a directory,
   *   link or submodule is in the way, or a name that differs only in case
   */
  async write(
    path: string,
    content: string | Uint8Array,
    options: WriteOptions = {},
  ): Promise<void> {
    const parts = checkPath(path, options.link);
    const bytes = bytesOf(content);
    this.requireFileSize(path, bytes.length);
    const object = await createObject('blob', bytes);
    await this.exclusively(() => this.put(path, parts, { object, options }));
  }

  /**
   * Removes a file, link or submodule, or with `recursive` a directory; a
   * directory that gets empty goes with it.
   * @throws GitError - `path-not-found`; `path-conflict`: it is a directory
   */
  async remove(
    path: string,
    options: { recursive?: boolean } = {},
  ): Promise<void> {
    await this.exclusively(() => this.take(path, options.recursive ?? false));
  }

  /** The tree as it is now; what is new in it is given once. */
  async build(signal?: AbortSignal): Promise<BuiltTree> {
    return buildTree(this.root, signal);
  }

  private async put(
    path: string,
    parts: readonly string[],
    { object, options }: Omit<NewContent, 'before'>,
  ): Promise<void> {
    const name = parts[parts.length - 1];
    const before = await this.find(path);
    const entry = newEntry(path, name, { before, object, options });
    if (before && isSame(before, entry)) {
      return;
    }
    const added = object.size - (before?.content?.size ?? 0);
    this.requireSpace(added);
    const way = await this.enterAll(path, parts.slice(0, -1));
    const parent = way[way.length - 1];
    await parent.load();
    requireNoCollision(path, parent, name);
    this.held += added;
    parent.set(entry);
    way.forEach(directory => (directory.isChanged = true));
  }

  private async take(path: string, isRecursive: boolean): Promise<void> {
    const parts = path.split('/');
    const way = await this.wayTo(parts.slice(0, -1));
    const entry = await way?.at(-1)?.get(parts[parts.length - 1]);
    if (!way || !entry) {
      throw notFound(path, 'no such file');
    }
    if (entry.kind === 'tree' && !isRecursive) {
      throw conflict(path, 'it is a directory');
    }
    this.held -= await heldBytesOf(entry);
    way.forEach(directory => (directory.isChanged = true));
    for (let depth = way.length - 1; depth >= 0; depth--) {
      way[depth].delete(parts[depth]);
      if (!way[depth].isEmpty) {
        return;
      }
    }
  }

  /** One change after another: each leaves the tree as a whole. */
  private async exclusively(change: () => Promise<void>): Promise<void> {
    const changing = this.changing.then(change);
    this.changing = changing.catch(() => undefined);
    await changing;
  }

  private async *walk(
    directory: TreeDirectory,
    prefix: string,
    counted: Counted,
  ): AsyncGenerator<FileEntry> {
    this.count(counted);
    counted.depth += 1;
    for (const entry of await directory.list()) {
      const path = `${prefix}${entry.name}`;
      const { kind, isExecutable, hash } = entry;
      if (kind === 'tree') {
        yield* this.walk(directory.enter(entry), `${path}/`, counted);
      } else {
        this.count(counted);
        yield { path, kind, isExecutable, hash };
      }
    }
    counted.depth -= 1;
  }

  private count(counted: Counted): void {
    counted.files += 1;
    if (counted.files > this.limits.files || counted.depth > MAX_DEPTH) {
      throw new GitError(
        'limit',
        counted.depth > MAX_DEPTH
          ? `the repository has more than ${MAX_DEPTH} directories in each other`
          : `the repository has more than ${this.limits.files} files`,
      );
    }
  }

  private async find(path: string): Promise<DirectoryEntry | undefined> {
    const parts = path.split('/');
    const way = await this.wayTo(parts.slice(0, -1));
    return way?.at(-1)?.get(parts[parts.length - 1]);
  }

  /** The directories from the root to a path; undefined where one is missing. */
  private async wayTo(
    parts: readonly string[],
  ): Promise<TreeDirectory[] | undefined> {
    const way = [this.root];
    for (const part of parts) {
      const current = way[way.length - 1];
      const entry = await current.get(part);
      if (entry?.kind !== 'tree') {
        return undefined;
      }
      way.push(current.enter(entry));
    }
    return way;
  }

  /** The directories from the root to a path, made where they are missing. */
  private async enterAll(
    path: string,
    parts: readonly string[],
  ): Promise<TreeDirectory[]> {
    const way = [this.root];
    for (const name of parts) {
      const current = way[way.length - 1];
      await current.load();
      let entry = await current.get(name);
      if (entry && entry.kind !== 'tree') {
        throw conflict(path, `${showPath(name)} is a ${nameOf(entry)}`);
      }
      if (!entry) {
        requireNoCollision(path, current, name);
        entry = { kind: 'tree', isExecutable: false, name, hash: '' };
        current.set(entry);
      }
      way.push(current.enter(entry));
    }
    return way;
  }

  private requireFileSize(path: string, bytes: number): void {
    const { fileBytes } = this.limits;
    if (bytes > fileBytes) {
      throw new GitError(
        'limit',
        `${showPath(path)} is larger than ${fileBytes} bytes`,
      );
    }
  }

  private requireSpace(bytes: number): void {
    const { changedBytes } = this.limits;
    if (bytes > 0 && this.held + bytes > changedBytes) {
      throw new GitError(
        'limit',
        `the change is larger than ${changedBytes} bytes`,
      );
    }
  }
}

/** Bytes of what was written to an entry and below it. */
async function heldBytesOf(entry: DirectoryEntry): Promise<number> {
  if (!entry.directory?.isChanged) {
    return entry.content?.size ?? 0;
  }
  let bytes = 0;
  for (const below of await entry.directory.list()) {
    bytes += await heldBytesOf(below);
  }
  return bytes;
}

interface NewContent {
  readonly before: DirectoryEntry | undefined;
  readonly object: GitObject;
  readonly options: WriteOptions;
}

function newEntry(
  path: string,
  name: string,
  { before, object, options }: NewContent,
): DirectoryEntry {
  const kind = options.link ? 'link' : 'file';
  if (before && before.kind !== kind) {
    throw conflict(path, `it is a ${nameOf(before)}; remove it first`);
  }
  const isExecutable =
    kind === 'file' && (options.executable ?? before?.isExecutable ?? false);
  return { kind, isExecutable, name, hash: object.hash, content: object };
}

function isSame(before: DirectoryEntry, after: DirectoryEntry): boolean {
  return (
    before.hash === after.hash && before.isExecutable === after.isExecutable
  );
}

function requireNoCollision(
  path: string,
  directory: TreeDirectory,
  name: string,
): void {
  const other = directory.collision(name);
  if (other !== undefined) {
    throw conflict(
      path,
      `${showPath(name)} and ${showPath(
        other,
      )} are one name where case does not count`,
    );
  }
}

/** A view of bytes, which are not copied: files may be large. */
function bytesOf(content: string | Uint8Array): Buffer {
  return typeof content === 'string'
    ? Buffer.from(content)
    : Buffer.from(content.buffer, content.byteOffset, content.byteLength);
}

function nameOf({ kind }: DirectoryEntry): string {
  const names = {
    tree: 'directory',
    file: 'file',
    link: 'symbolic link',
    submodule: 'submodule',
  };
  return names[kind];
}

function conflict(path: string, reason: string): GitError {
  return new GitError(
    'path-conflict',
    `can't write ${showPath(path)}: ${reason}`,
  );
}

function notFound(path: string, reason: string): GitError {
  return new GitError('path-not-found', `${showPath(path)}: ${reason}`);
}
