import { showName } from '@backstage-gitops/tar';
import { GitError } from '../errors';

/** Characters of a path that a message repeats. */
const SHOWN = 80;

/** A path for a message, with its length where not all of it is shown. */
export function shortenPath(path: string): string {
  const bytes = Buffer.byteLength(path);
  return path.length > SHOWN
    ? `${showName(path.slice(0, SHOWN))}… (${bytes} bytes)`
    : showName(path);
}

/** Why a file system did not take a name of a tree, by the code of its error. */
const REASONS: Readonly<Record<string, string>> = {
  EEXIST:
    'stands twice in the tree, or this file system takes it for another name (EEXIST)',
  EILSEQ: 'has bytes that this file system does not take (EILSEQ)',
  EINVAL: 'is no name on this file system (EINVAL)',
  ELOOP: 'leads through links (ELOOP)',
  ENAMETOOLONG: 'is too long for this file system (ENAMETOOLONG)',
  ENOTDIR: 'stands in the tree as file and as directory (ENOTDIR)',
};

/**
 * The failure to write a path of a tree. What the tree itself is to blame for
 * becomes `unsafe-path`, so that it is told from a full or broken disk.
 */
export function toPathError(error: unknown, path: string): unknown {
  const { code = '' } = error as NodeJS.ErrnoException;
  const reason = REASONS[code];
  return reason === undefined
    ? error
    : new GitError('unsafe-path', `the path ${shortenPath(path)} ${reason}`, {
        cause: error,
      });
}
