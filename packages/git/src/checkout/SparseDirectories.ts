import { GitError } from '../errors';

function isPrefix(prefix: string, path: string): boolean {
  return prefix === '' || path === prefix || path.startsWith(`${prefix}/`);
}

/** The directories that a sparse checkout writes. */
export class SparseDirectories {
  private readonly wanted: readonly string[] | undefined;
  private readonly seen = new Set<string>();

  /** @param directories - `/` between names; everything when undefined */
  constructor(directories: readonly string[] | undefined) {
    this.wanted = directories?.map(path =>
      path
        .replace(/^(\.\/)+/, '')
        .replace(/\/+$/, '')
        .replace(/^\.$/, ''),
    );
  }

  /** Whether a directory is, holds, or is inside one that is wanted. */
  touches(path: string): boolean {
    return (
      this.wanted === undefined ||
      this.wanted.some(
        wanted => isPrefix(wanted, path) || isPrefix(path, wanted),
      )
    );
  }

  /** Whether a file is inside a directory that is wanted. */
  includes(path: string): boolean {
    return (
      this.wanted === undefined ||
      this.wanted.some(wanted => isPrefix(wanted, path))
    );
  }

  /** Notes that a directory exists. */
  found(path: string): void {
    this.seen.add(path);
  }

  /** @throws GitError - `path-not-found`: a directory does not exist */
  requireFound(): void {
    const missing = this.wanted?.find(
      wanted => wanted !== '' && !this.seen.has(wanted),
    );
    if (missing !== undefined) {
      throw new GitError(
        'path-not-found',
        `failed to sparse checkout directories : sparse checkout dir '${missing}' does not exist in repository`,
      );
    }
  }
}
