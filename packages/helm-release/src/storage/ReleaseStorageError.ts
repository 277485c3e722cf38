/**
 * Why a release could not be read or kept.
 *
 * - `not-found`, `exists`: the revision is not there, or is there already
 * - `corrupt`: what is stored is no release
 * - `too-large`: the stored release unpacks to more than is read
 * - `unencodable`: the release holds what JSON can't: NaN, a broken time
 * - `invalid-name`: no name of a release
 * - `rejected`: the cluster refused or gave no answer; `cause` is its own error
 */
export type ReleaseStorageErrorCode =
  | 'not-found'
  | 'exists'
  | 'corrupt'
  | 'too-large'
  | 'unencodable'
  | 'invalid-name'
  | 'rejected';

/** A release that could not be read or kept; the message is Helm's own where Helm has one. */
export class ReleaseStorageError extends Error {
  override readonly name = 'ReleaseStorageError';

  constructor(
    readonly code: ReleaseStorageErrorCode,
    message: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}
