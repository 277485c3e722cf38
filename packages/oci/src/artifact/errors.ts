/**
 * Why an artifact could not be built or unpacked.
 * - `invalid-path`: nothing is at the path, or it is neither directory nor file
 * - `invalid-option`: an annotation, time or pattern that can't be one
 * - `source-changed`: a file got longer or shorter while it was read
 * - `invalid-artifact`: no layer, or one that is no tar archive in gzip
 * - `unsafe-archive`: an entry that leads out of the directory, or a link
 * - `conflict`: an entry and what is in the directory are of different types
 * - `limit`: more bytes or files than allowed
 */
export type ArtifactErrorCode =
  | 'invalid-path'
  | 'invalid-option'
  | 'source-changed'
  | 'invalid-artifact'
  | 'unsafe-archive'
  | 'conflict'
  | 'limit';

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
