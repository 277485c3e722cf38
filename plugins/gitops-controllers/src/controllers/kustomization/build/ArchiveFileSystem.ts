import type { FileSystem } from '@backstage-gitops/kustomize';
import type { ArchiveImage } from '../../../artifacts/image/ArchiveImage';
import { ARCHIVE_ROOT } from '../../../artifacts/image/makeImage';

/** A file of the archive was asked for and is not there. */
class MissingFileError extends Error {
  override readonly name = 'MissingFileError';
  readonly code = 'ENOENT';
}

const ROOT = '/';

function normalize(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}

function parentOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/')) || ROOT;
}

/** The files of an archive, and changes to them that stay in this object. */
export class ArchiveFileSystem implements FileSystem {
  readonly #files = new Map<string, Uint8Array>();
  readonly #directories = new Map<string, Set<string>>([[ROOT, new Set()]]);

  constructor(private readonly image: ArchiveImage) {}

  writeFile(path: string, content: Uint8Array): void {
    const clean = normalize(path);
    this.#files.set(clean, content);
    this.#register(clean);
  }

  readFile(path: string): Uint8Array {
    const clean = normalize(path);
    const content = this.#find(clean);
    if (content) return content;
    if (clean !== ARCHIVE_ROOT && !clean.startsWith(`${ARCHIVE_ROOT}/`)) {
      throw new MissingFileError(
        `fs-security-constraint read ${path}: path '${path}' is not in or below '${ARCHIVE_ROOT}'`,
      );
    }
    const what = this.stat(path)
      ? `read ${path}: is a directory`
      : `open ${path}: no such file or directory`;
    throw new MissingFileError(what);
  }

  stat(path: string): { readonly kind: 'file' | 'dir' } | undefined {
    const clean = normalize(path);
    if (this.#isFile(clean)) return { kind: 'file' };
    return this.#isDirectory(clean) ? { kind: 'dir' } : undefined;
  }

  readDir(path: string): string[] {
    return [...this.#entries(normalize(path))].sort();
  }

  realPath(path: string): string {
    const clean = normalize(path);
    if (!this.stat(clean)) {
      throw new MissingFileError(`lstat ${clean}: no such file or directory`);
    }
    return clean;
  }

  #find(path: string): Uint8Array | undefined {
    return this.#files.get(path) ?? this.image.readFile(path);
  }

  #isFile(path: string): boolean {
    return this.#files.has(path) || this.image.kindOf(path) === 'file';
  }

  #isDirectory(path: string): boolean {
    return this.#directories.has(path) || this.image.kindOf(path) === 'dir';
  }

  #entries(path: string): Set<string> {
    const own = this.#directories.get(path) ?? [];
    return new Set([...own, ...this.image.readDir(path)]);
  }

  #register(path: string): void {
    let child = path;
    while (child !== ROOT) {
      const parent = parentOf(child);
      const entries = this.#directories.get(parent) ?? new Set();
      entries.add(child.slice(child.lastIndexOf('/') + 1));
      this.#directories.set(parent, entries);
      child = parent;
    }
  }
}
