import type { TreeEntry } from '../checkout/parseTree';
import { EMPTY_TREE } from '../pack/objectTypes';
import { foldCase } from './checkPath';
import { sortEntries } from './encodeTree';
import type { GitObject } from './GitObject';

/** Where trees and files that the repository has are read from. */
export interface TreeSource {
  tree(hash: string): Promise<readonly TreeEntry[]>;
  blob(hash: string): Promise<Uint8Array>;
  /** Makes ready what is read next. */
  prefetch(hashes: readonly string[]): Promise<void>;
}

/** An entry, with what was written to it. */
export interface DirectoryEntry extends TreeEntry {
  /** Of a file or link that was written here. */
  readonly content?: GitObject;
  /** Of a tree, once somebody has gone into it. */
  readonly directory?: TreeDirectory;
}

/**
 * One directory of a tree that is being changed. Its entries are read when they
 * are first asked for.
 */
export class TreeDirectory {
  /** Whether something in it, at any depth, has been written or removed. */
  isChanged = false;
  private entries: Map<string, DirectoryEntry> | undefined;
  private loading: Promise<Map<string, DirectoryEntry>> | undefined;
  /** Names by what they are where case does not count. */
  private folded: Map<string, Set<string>> | undefined;

  /** @param hash - of the tree in the repository; undefined for a new one */
  constructor(private readonly source: TreeSource, public hash?: string) {}

  async get(name: string): Promise<DirectoryEntry | undefined> {
    return (await this.load()).get(name);
  }

  /** The entries in the order of a tree. */
  async list(): Promise<DirectoryEntry[]> {
    return sortEntries([...(await this.load()).values()]);
  }

  /** Directory of a tree that {@link get} has found. */
  enter(entry: DirectoryEntry): TreeDirectory {
    // Two that go into it at once must meet in one directory.
    const current = this.entries?.get(entry.name);
    if (current?.directory) {
      return current.directory;
    }
    const directory = new TreeDirectory(this.source, entry.hash || undefined);
    if (current?.kind === 'tree') {
      this.entries?.set(entry.name, { ...current, directory });
    }
    return directory;
  }

  /** Needs {@link load} before: sets without a wait, so that nobody comes between. */
  set(entry: DirectoryEntry): void {
    this.entries?.set(entry.name, entry);
    const fold = foldCase(entry.name);
    const names = this.folded?.get(fold) ?? new Set();
    this.folded?.set(fold, names.add(entry.name));
  }

  delete(name: string): void {
    this.entries?.delete(name);
    this.folded?.get(foldCase(name))?.delete(name);
  }

  /** Whether it has no entry; false for one that nobody has read. */
  get isEmpty(): boolean {
    return this.entries?.size === 0;
  }

  /** Another name that would be the same one where case does not count. */
  collision(name: string): string | undefined {
    this.folded ??= this.foldAll();
    const names = this.folded.get(foldCase(name)) ?? [];
    return [...names].find(other => other !== name);
  }

  async load(): Promise<Map<string, DirectoryEntry>> {
    this.loading ??= this.read();
    this.entries = await this.loading;
    return this.entries;
  }

  private async read(): Promise<Map<string, DirectoryEntry>> {
    const entries =
      this.hash === undefined || this.hash === EMPTY_TREE
        ? []
        : await this.source.tree(this.hash);
    return new Map(entries.map(entry => [entry.name, entry]));
  }

  private foldAll(): Map<string, Set<string>> {
    const folded = new Map<string, Set<string>>();
    for (const name of this.entries?.keys() ?? []) {
      const fold = foldCase(name);
      folded.set(fold, (folded.get(fold) ?? new Set()).add(name));
    }
    return folded;
  }
}
