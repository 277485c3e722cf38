/**
 * Why an artifact could not be built or unpacked.
 * - `invalid-path`: nothing is at the path, or it is neither directory nor file
 * - `invalid-option`: an annotation, time or pattern that can't be one
 * - `source-changed`: a file got longer or shorter while it was read
 * - `invalid-artifact`: no layer, or one that is no tar archive in gzip
 * - `unsafe-archive`: an entry that leads out of the directory, or a link
 * - `conflict`: an entry and what is in the directory are of different types
 * - `limit`: more bytes or files than allowed
 * - `no-space`: the disk is full, or the user's share of it
 */
export type ArtifactErrorCode =
  | 'invalid-path'
  | 'invalid-option'
  | 'source-changed'
  | 'invalid-artifact'
  | 'unsafe-archive'
  | 'conflict'
  | 'limit'
  | 'no-space';

/** An artifact could not be built or unpacked. */
export class ArtifactError extends Error {
  override readonly name = 'ArtifactError';

  constructor(
    readonly code: ArtifactErrorCode,
    message: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}

const FULL = ['ENOSPC', 'EDQUOT'];

/**
 * The error of work that writes to a path: names the path where a disk is full,
 * which the system's error does not.
 */
export function whileWriting(path: string, error: unknown): unknown {
  const { code = '' } = error as NodeJS.ErrnoException;
  if (!FULL.includes(code)) return error;
  return new ArtifactError('no-space', `no space left to write ${path}`, {
    cause: error,
  });
}
