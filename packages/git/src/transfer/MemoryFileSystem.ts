import { posix } from 'path';

/** Error of a file system call, with the code that Node gives it. */
class FileError extends Error {
  constructor(readonly code: 'ENOENT' | 'ENOTDIR', path: string) {
    super(`${code}: ${path}`);
  }
}

interface Entry {
  readonly type: 'file' | 'dir';
  readonly size: number;
  isFile(): boolean;
  isDirectory(): boolean;
  isSymbolicLink(): boolean;
}

function entryOf(type: 'file' | 'dir', size: number): Entry {
  return {
    type,
    size,
    isFile: () => type === 'file',
    isDirectory: () => type === 'dir',
    isSymbolicLink: () => false,
  };
}

/**
 * The directory that isomorphic-git keeps a repository in, in memory: nothing
 * that a server names can reach the disk, and nothing is left behind when a
 * worker is ended. Has what isomorphic-git asks of a file system with promises.
 */
export class MemoryFileSystem {
  private readonly files = new Map<string, Buffer>();
  private readonly directories = new Set<string>(['/']);

  /** @param check - looks at every file before it is kept, and may throw */
  constructor(
    private readonly check: (path: string, data: Buffer) => void = () => {},
  ) {}

  async readFile(
    path: string,
    options?: { encoding?: BufferEncoding } | BufferEncoding,
  ): Promise<Buffer | string> {
    const data = this.files.get(posix.resolve('/', path));
    if (!data) {
      throw new FileError('ENOENT', path);
    }
    const encoding = typeof options === 'string' ? options : options?.encoding;
    return encoding ? data.toString(encoding) : data;
  }

  async writeFile(path: string, data: Uint8Array | string): Promise<void> {
    const full = posix.resolve('/', path);
    if (!this.directories.has(posix.dirname(full))) {
      throw new FileError('ENOENT', path);
    }
    const bytes =
      typeof data === 'string'
        ? Buffer.from(data)
        : Buffer.from(data.buffer, data.byteOffset, data.byteLength);
    this.check(full, bytes);
    this.files.set(full, bytes);
  }

  async unlink(path: string): Promise<void> {
    if (!this.files.delete(posix.resolve('/', path))) {
      throw new FileError('ENOENT', path);
    }
  }

  async rename(from: string, to: string): Promise<void> {
    const data = (await this.readFile(from)) as Buffer;
    await this.writeFile(to, data);
    await this.unlink(from);
  }

  async readdir(path: string): Promise<string[]> {
    const full = posix.resolve('/', path);
    if (!this.directories.has(full)) {
      throw new FileError(this.files.has(full) ? 'ENOTDIR' : 'ENOENT', path);
    }
    return [...this.directories, ...this.files.keys()]
      .filter(name => name !== '/' && posix.dirname(name) === full)
      .map(name => posix.basename(name));
  }

  async mkdir(path: string): Promise<void> {
    const full = posix.resolve('/', path);
    if (!this.directories.has(posix.dirname(full))) {
      throw new FileError('ENOENT', path);
    }
    this.directories.add(full);
  }

  async rmdir(path: string): Promise<void> {
    this.directories.delete(posix.resolve('/', path));
  }

  async stat(path: string): Promise<Entry> {
    const full = posix.resolve('/', path);
    const file = this.files.get(full);
    if (file) {
      return entryOf('file', file.length);
    }
    if (!this.directories.has(full)) {
      throw new FileError('ENOENT', path);
    }
    return entryOf('dir', 0);
  }

  async lstat(path: string): Promise<Entry> {
    return this.stat(path);
  }

  /** There are no links, so no path is one. */
  async readlink(path: string): Promise<string> {
    throw new FileError('ENOENT', path);
  }

  async symlink(_target: string, path: string): Promise<void> {
    throw new FileError('ENOENT', path);
  }
}
