import { showName } from '@backstage-gitops/tar';
import type { TarEntry } from '@backstage-gitops/tar';
import {
  closeSync,
  constants,
  futimesSync,
  lstatSync,
  mkdirSync,
  openSync,
  writeSync,
} from 'fs';
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
  private open?: { readonly descriptor: number; readonly modified: number };

  /** @param now - milliseconds since 1970; no file gets a later time */
  constructor(private readonly root: string, private readonly now: number) {}

  /** @throws ArtifactError - `conflict`: something else is there; errors of the file system */
  makeDirectory(parts: readonly string[], mode: number): void {
    this.closeFile();
    this.requireDirectory(parts, mode);
  }

  /** Opens a file to be written to, emptied if it is there. @throws as {@link makeDirectory} */
  openFile(
    parts: readonly string[],
    { mode, modifiedSeconds }: Pick<TarEntry, 'mode' | 'modifiedSeconds'>,
  ): void {
    this.closeFile();
    this.requireDirectory(parts.slice(0, -1), IMPLIED_MODE);
    const file = toFilePath(join(this.root, ...parts));
    const found = lstatSync(file, { throwIfNoEntry: false });
    if (found && !found.isFile()) throw conflict(parts);
    const flags = O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW;
    this.open = {
      descriptor: openSync(file, flags, mode & PERMISSIONS),
      modified: Math.min(modifiedSeconds, this.now / 1000),
    };
  }

  /** Writes to the file that was opened last. */
  write(data: Uint8Array): void {
    if (!this.open) return;
    for (let at = 0; at < data.length; ) {
      at += writeSync(this.open.descriptor, data, at);
    }
  }

  /** Closes the file that was opened last, with its time. */
  closeFile(): void {
    if (!this.open) return;
    const { descriptor, modified } = this.open;
    this.open = undefined;
    try {
      futimesSync(descriptor, modified, modified);
    } finally {
      closeSync(descriptor);
    }
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
