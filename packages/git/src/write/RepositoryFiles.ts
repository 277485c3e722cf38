/** A file, link or submodule of a tree. */
export interface FileEntry {
  /** `apps/podinfo.yaml`; bytes that are not UTF-8 as `decodeName` shows them. */
  readonly path: string;
  readonly kind: 'file' | 'link' | 'submodule';
  /** Only files are. */
  readonly isExecutable: boolean;
  /** Of the content, 40 hexadecimal digits; of a submodule its commit. */
  readonly hash: string;
}

/** How {@link RepositoryFiles.write} writes. */
export interface WriteOptions {
  /** Default: as the file was; false for a new one. */
  readonly executable?: boolean;
  /** Writes a symbolic link whose target is the content. Default false. */
  readonly link?: boolean;
}

/** The files of the head of a branch, to be read and changed. */
export interface RepositoryFiles {
  /**
   * The files below a directory, in the order of Git.
   * @param directory - default the whole tree
   * @throws GitError - `path-not-found`: there is no such directory; `limit`
   */
  list(directory?: string): AsyncGenerator<FileEntry>;
  /**
   * Content of a file, target of a link; undefined when there is none.
   * @throws GitError - `path-conflict`: it is a directory or a submodule
   */
  read(path: string): Promise<Buffer | undefined>;
  /** Makes files ready to be read, many with one request to the server. */
  prefetch(paths: readonly string[]): Promise<void>;
  /**
   * Writes a file, with the directories that it needs.
   * @throws GitError - `unsafe-path`, `path-conflict`, `limit`
   */
  write(
    path: string,
    content: string | Uint8Array,
    options?: WriteOptions,
  ): Promise<void>;
  /**
   * Removes a file, or with `recursive` a directory.
   * @throws GitError - `path-not-found`, `path-conflict`
   */
  remove(path: string, options?: { recursive?: boolean }): Promise<void>;
}
