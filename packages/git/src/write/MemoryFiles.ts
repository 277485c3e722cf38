/** A missing file, as isomorphic-git expects it. */
class MissingFileError extends Error {
  override readonly name = 'MissingFileError';
  readonly code = 'ENOENT';
}

function noLinks(): never {
  throw new MissingFileError('there are no links in memory');
}

/** Sizes and kinds are all that isomorphic-git asks of a file. */
function statOf(bytes: Uint8Array) {
  return {
    size: bytes.length,
    isFile: () => true,
    isDirectory: () => false,
    isSymbolicLink: () => false,
  };
}

/**
 * Files in memory, as a file system of isomorphic-git: where it keeps the
 * objects that it makes for us. Directories are there when they are asked for.
 */
export class MemoryFiles {
  readonly #files = new Map<string, Uint8Array>();

  readonly promises = {
    readFile: async (path: string, options?: { encoding?: string }) => {
      const bytes = this.#get(path);
      return options?.encoding === 'utf8'
        ? Buffer.from(bytes).toString('utf8')
        : bytes;
    },
    writeFile: async (path: string, data: Uint8Array | string) => {
      this.#files.set(path, Buffer.from(data as Uint8Array));
    },
    unlink: async (path: string) => {
      this.#files.delete(path);
    },
    readdir: async (): Promise<string[]> => [],
    mkdir: async () => undefined,
    rmdir: async () => undefined,
    stat: async (path: string) => statOf(this.#get(path)),
    lstat: async (path: string) => statOf(this.#get(path)),
    readlink: async () => noLinks(),
    symlink: async () => noLinks(),
  };

  #get(path: string): Uint8Array {
    const bytes = this.#files.get(path);
    if (!bytes) throw new MissingFileError(path);
    return bytes;
  }
}
