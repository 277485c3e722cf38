import { lstat } from 'fs/promises';
import { dirname, join } from 'path';

/** What the file system tells of a file. */
interface FileState {
  /** Changes with the bytes: inode, size and times. */
  readonly text: string;
  /** Of its last change, in milliseconds since the epoch. */
  readonly changedMs: number;
}

interface Verified {
  readonly path: string;
  readonly digest: string;
  readonly state: string;
  readonly atMs: number;
}

/** A file is read again after this time, whatever its state says. */
const MAX_AGE_MS = 3_600_000;
/** Two changes within less may leave the same state. */
const MIN_AGE_MS = 2_000;

/**
 * Remembers which stored files have had their digest compared, the last one of
 * each directory, so that a file is not read again at each look while the file
 * system says that nobody has touched it.
 */
export class VerifiedFiles {
  readonly #verified = new Map<string, Verified>();

  /** @param root - directory of the store */
  constructor(private readonly root: string) {}

  /** State of a stored file; undefined when nothing can be said of it. */
  async stateOf(path: string): Promise<FileState | undefined> {
    try {
      const found = await lstat(join(this.root, path), { bigint: true });
      if (!found.isFile()) return undefined;
      const { dev, ino, size, mtimeNs, ctimeNs } = found;
      return {
        text: [dev, ino, size, mtimeNs, ctimeNs].join(' '),
        changedMs: Number(found.ctimeMs),
      };
    } catch {
      return undefined;
    }
  }

  /** Whether a file in this state was found to have the digest. */
  has(path: string, digest: string, state: FileState | undefined): boolean {
    const known = this.#verified.get(dirname(path));
    return (
      known !== undefined &&
      known.path === path &&
      known.digest === digest &&
      known.state === state?.text &&
      Date.now() - known.atMs < MAX_AGE_MS
    );
  }

  /** @param state - of before the bytes were read */
  add(path: string, digest: string, state: FileState | undefined): void {
    const atMs = Date.now();
    if (!state || atMs - state.changedMs < MIN_AGE_MS) return;
    const known = { path, digest, state: state.text, atMs };
    this.#verified.set(dirname(path), known);
  }

  /** Forgets the file of a directory. */
  forget(directory: string): void {
    this.#verified.delete(directory);
  }
}
