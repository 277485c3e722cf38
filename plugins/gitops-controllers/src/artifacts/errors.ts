/** What went wrong with an artifact, for a program to decide on. */
export type ArtifactErrorCode =
  /** The server has no such file: the source is not ready. */
  | 'not-found'
  /** The bytes are not those that the digest stands for. */
  | 'digest-mismatch'
  /** More bytes or files than allowed. */
  | 'limit'
  /** The archive is damaged or holds an unsafe path. */
  | 'invalid-archive'
  /** The server could not be reached or refused. */
  | 'unavailable'
  /** The network policy refuses the server. */
  | 'denied'
  /** A path leads out of the store. */
  | 'invalid-path';

/** An artifact could not be stored, served, fetched or unpacked. */
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

/** A store has no file with this path. */
export function artifactNotFound(path: string): ArtifactError {
  return new ArtifactError('not-found', `artifact '${path}' not found`);
}
