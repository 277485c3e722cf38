import { showName } from '@backstage-gitops/tar';
import { constants, fchmodSync, lstatSync, mkdirSync, openSync } from 'fs';
import type { Stats } from 'fs';
import { join } from 'path';
import { ArtifactError } from '../errors';
import { toFilePath } from './filePath';

const { O_CREAT, O_TRUNC, O_WRONLY, O_NOFOLLOW = 0 } = constants;
/** Codes of errors that the path is to blame for. */
const UNUSABLE = ['EILSEQ', 'EINVAL', 'ENAMETOOLONG'];
/** Characters of a path that a message repeats. */
const SHOWN = 200;

/**
 * Makes files below a directory, and follows no link on the way. Its methods
 * throw ArtifactError `invalid-path` where a link or a file of another type is
 * in the way, and for a path that the file system does not take.
 */
export class DirectoryWriter {
  /** Directories that are known to be ones. */
  readonly #known = new Set<string>();

  constructor(private readonly root: string) {}

  /** @returns the directory, with those above it */
  makeDirectory(parts: readonly string[]): string {
    let directory = this.root;
    for (const part of parts) {
      directory = join(directory, part);
      if (!this.#known.has(directory)) this.#require(directory, parts);
    }
    return directory;
  }

  /** @returns descriptor of the emptied file */
  openFile(parts: readonly string[], isExecutable: boolean): number {
    const directory = this.makeDirectory(parts.slice(0, -1));
    // A file in the place of the root itself, such as one of the name `.`.
    const name = parts[parts.length - 1] ?? '.';
    const file = toFilePath(join(directory, name));
    const found = find(file, parts);
    if (found && !found.isFile()) throw notReplaceable(parts);
    const flags = O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW;
    const descriptor = make(parts, () => openSync(file, flags));
    fchmodSync(descriptor, isExecutable ? 0o755 : 0o644);
    return descriptor;
  }

  #require(directory: string, parts: readonly string[]): void {
    const path = toFilePath(directory);
    const found = find(path, parts);
    if (!found) make(parts, () => mkdirSync(path));
    else if (!found.isDirectory()) throw notReplaceable(parts);
    this.#known.add(directory);
  }
}

function find(
  file: string | Buffer,
  parts: readonly string[],
): Stats | undefined {
  return make(parts, () => lstatSync(file, { throwIfNoEntry: false }));
}

/** Does what fails for a path that the file system does not take. */
function make<T>(parts: readonly string[], work: () => T): T {
  try {
    return work();
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    throw UNUSABLE.includes(code)
      ? notUnpacked(parts, `this file system does not take the path (${code})`)
      : error;
  }
}

function notReplaceable(parts: readonly string[]): ArtifactError {
  return notUnpacked(parts, 'a link or a file of another type is in its way');
}

function notUnpacked(parts: readonly string[], why: string): ArtifactError {
  const path = parts.join('/') || '.';
  const shown = showName(path.slice(0, SHOWN));
  return new ArtifactError(
    'invalid-path',
    `cannot unpack ${shown}${path.length > SHOWN ? '…' : ''}: ${why}`,
  );
}
