import { constants, fchmodSync, lstatSync, mkdirSync, openSync } from 'fs';
import { join } from 'path';
import { ArtifactError } from '../errors';

const { O_CREAT, O_TRUNC, O_WRONLY, O_NOFOLLOW = 0 } = constants;

/**
 * Makes files below a directory, and follows no link on the way. Its methods
 * throw ArtifactError `invalid-path` where a link or a file of another type is
 * in the way.
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
    const file = join(directory, parts[parts.length - 1]);
    const found = lstatSync(file, { throwIfNoEntry: false });
    if (found && !found.isFile()) throw notReplaceable(parts);
    const flags = O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW;
    const descriptor = openSync(file, flags);
    fchmodSync(descriptor, isExecutable ? 0o755 : 0o644);
    return descriptor;
  }

  #require(directory: string, parts: readonly string[]): void {
    const found = lstatSync(directory, { throwIfNoEntry: false });
    if (!found) mkdirSync(directory);
    else if (!found.isDirectory()) throw notReplaceable(parts);
    this.#known.add(directory);
  }
}

function notReplaceable(parts: readonly string[]): ArtifactError {
  return new ArtifactError(
    'invalid-path',
    `cannot unpack ${JSON.stringify(
      parts.join('/'),
    )}: a link or a file of another type is in its way`,
  );
}
