import { showName } from '@backstage-gitops/tar';
import { isGitmodules, unsafeReason } from '../checkout/names';
import { GitError } from '../errors';

const MAX_PATH_BYTES = 4096;
const SHOWN = 200;

/** A path in a message. */
export function showPath(path: string): string {
  return path.length > SHOWN
    ? `${showName(path.slice(0, SHOWN))}…`
    : showName(path);
}

function refuse(path: string, reason: string): never {
  throw new GitError('unsafe-path', `can't write ${showPath(path)}: ${reason}`);
}

/**
 * The parts of a path in a tree, `a/b.yaml`; raw bytes as `decodeName` has them.
 * @throws GitError - `unsafe-path`: it is absolute, has a part that is empty,
 *   `.`, `..` or `.git`, or one that Git or a file system refuses
 */
export function checkPath(path: string, isLink = false): string[] {
  if (path === '' || path.startsWith('/') || path.endsWith('/')) {
    refuse(path, 'it must be the path of a file inside the repository');
  }
  if (Buffer.byteLength(path) > MAX_PATH_BYTES) {
    refuse(path, `it is longer than ${MAX_PATH_BYTES} bytes`);
  }
  const parts = path.split('/');
  for (const part of parts) {
    const reason = unsafeReason(part);
    if (reason !== undefined) {
      refuse(path, `${showPath(part)} is ${reason}`);
    }
  }
  if (isLink && isGitmodules(parts[parts.length - 1])) {
    refuse(path, 'Git refuses a link of this name');
  }
  return parts;
}

/** What two names have in common that are one where case does not count. */
export function foldCase(name: string): string {
  return name.normalize('NFC').toLowerCase();
}
