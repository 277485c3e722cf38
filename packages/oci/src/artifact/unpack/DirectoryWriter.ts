import { showName } from '@backstage-gitops/tar';
import { closeSync, constants, lstatSync, mkdirSync, openSync } from 'fs';
import { writeSync } from 'fs';
import { join } from 'path';
import { toFilePath } from '../archive/filePath';
import { ArtifactError } from '../errors';

const { O_CREAT, O_TRUNC, O_WRONLY, O_NOFOLLOW = 0 } = constants;
/** Mode of a directory that no entry describes, as with Flux. */
const IMPLIED_MODE = 0o750;
/** The owner may always look into a directory and remove what is in it. */
const OWNER_MODE = 0o700;
const PERMISSIONS = 0o777;

/** Makes directories and files below a directory, and follows no link on the way. */
export class DirectoryWriter {
  private readonly known = new Set<string>();
  private descriptor?: number;

  constructor(private readonly root: string) {}

  /** @throws ArtifactError - `conflict`: something else is there; errors of the file system */
  makeDirectory(parts: readonly string[], mode: number): void {
    this.closeFile();
    this.requireDirectory(parts, mode);
  }

  /** Opens a file to be written to, emptied if it is there. @throws as {@link makeDirectory} */
  openFile(parts: readonly string[], mode: number): void {
    this.closeFile();
    this.requireDirectory(parts.slice(0, -1), IMPLIED_MODE);
    const file = toFilePath(join(this.root, ...parts));
    const found = lstatSync(file, { throwIfNoEntry: false });
    if (found && !found.isFile()) throw conflict(parts);
    const flags = O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW;
    this.descriptor = openSync(file, flags, mode & PERMISSIONS);
  }

  /** Writes to the file that was opened last. */
  write(data: Uint8Array): void {
    if (this.descriptor === undefined) return;
    for (let at = 0; at < data.length; ) {
      at += writeSync(this.descriptor, data, at);
    }
  }

  closeFile(): void {
    if (this.descriptor !== undefined) closeSync(this.descriptor);
    this.descriptor = undefined;
  }

  private requireDirectory(parts: readonly string[], mode: number): void {
    parts.forEach((_, index) => {
      const path = parts.slice(0, index + 1);
      const isLast = path.length === parts.length;
      this.requireOne(path, isLast ? mode : IMPLIED_MODE);
    });
  }

  private requireOne(parts: readonly string[], mode: number): void {
    const key = parts.join('/');
    if (this.known.has(key)) return;
    const path = toFilePath(join(this.root, ...parts));
    const found = lstatSync(path, { throwIfNoEntry: false });
    if (!found) {
      mkdirSync(path, { mode: (mode & PERMISSIONS) | OWNER_MODE });
    } else if (!found.isDirectory()) {
      throw conflict(parts);
    }
    this.known.add(key);
  }
}

/** The error of an entry that another one, or a file of the user, stands in the way of. */
export function conflict(parts: readonly string[]): ArtifactError {
  return new ArtifactError(
    'conflict',
    `cannot write ${showName(
      parts.join('/'),
    )}: a link or a file of another type is in its way`,
  );
}
