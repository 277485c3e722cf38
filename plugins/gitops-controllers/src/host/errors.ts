/** Why the controllers do not start. */
export type HostErrorCode =
  /** Another installation holds the leases, as a rule Flux itself. */
  | 'cluster-taken'
  /** The cluster lacks the kinds. */
  | 'not-installed'
  /** The artifact directory belongs to another process. */
  | 'storage-taken'
  /** The artifact directory can't be written, or is none of ours. */
  | 'storage-unusable'
  /** An option has a value that can't be used. */
  | 'invalid-option';

/** The controllers can't be started; the message says what to do. */
export class HostError extends Error {
  override readonly name = 'HostError';

  constructor(
    readonly code: HostErrorCode,
    message: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}
