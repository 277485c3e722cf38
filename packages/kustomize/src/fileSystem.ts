import { KustomizeError } from './errors';
import { dirName, joinPath, normalizePath } from './load/path';

/**
 * The files of a build, synchronous, with absolute POSIX paths (`/a/b.yaml`).
 * Implementations throw any error for what cannot be read.
 */
export interface FileSystem {
  readFile(path: string): Uint8Array;
  /**
   * Follows symbolic links; `undefined` when there is nothing. With `sizeBytes`
   * a file beyond the limit is refused without reading it.
   */
  stat(
    path: string,
  ): { readonly kind: 'file' | 'dir'; readonly sizeBytes?: number } | undefined;
  /** Names (not paths) of the entries of a directory. */
  readDir(path: string): string[];
  /** The path without symbolic links, `.` and `..`; throws when it does not exist. */
  realPath(path: string): string;
}

/** A {@link FileSystem} over a map of path → content, for tests and browsers. */
export class MemoryFileSystem implements FileSystem {
  private readonly files = new Map<string, Uint8Array>();
  private readonly directories = new Map<string, Set<string>>([
    ['/', new Set()],
  ]);

  /** @param files - absolute path → content, for example `{ '/app/kustomization.yaml': '…' }` */
  constructor(files: Readonly<Record<string, string | Uint8Array>> = {}) {
    for (const [path, content] of Object.entries(files)) {
      this.writeFile(path, content);
    }
  }

  /** Adds or replaces a file and makes its directories. */
  writeFile(path: string, content: string | Uint8Array): void {
    const absolute = joinPath('/', path);
    this.files.set(
      absolute,
      typeof content === 'string' ? new TextEncoder().encode(content) : content,
    );
    this.register(absolute);
  }

  readFile(path: string): Uint8Array {
    const content = this.files.get(normalizePath(path));
    if (content === undefined) {
      throw new KustomizeError(
        'not-found',
        this.directories.has(normalizePath(path))
          ? `read ${path}: is a directory`
          : `open ${path}: no such file or directory`,
        { file: path },
      );
    }
    return content;
  }

  stat(path: string): { kind: 'file' | 'dir' } | undefined {
    const clean = normalizePath(path);
    if (this.files.has(clean)) return { kind: 'file' };
    return this.directories.has(clean) ? { kind: 'dir' } : undefined;
  }

  readDir(path: string): string[] {
    return [...(this.directories.get(normalizePath(path)) ?? [])].sort();
  }

  realPath(path: string): string {
    const clean = normalizePath(path);
    if (this.stat(clean) === undefined) {
      throw new KustomizeError(
        'not-found',
        `lstat ${clean}: no such file or directory`,
        { file: path },
      );
    }
    return clean;
  }

  private register(path: string): void {
    let child = path;
    while (child !== '/') {
      const parent = dirName(child);
      const entries = this.directories.get(parent) ?? new Set();
      entries.add(child.slice(parent === '/' ? 1 : parent.length + 1));
      this.directories.set(parent, entries);
      child = parent;
    }
  }
}
