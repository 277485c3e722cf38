/** What is wrong with a text that should be a version or a range. */
export type SemverErrorCode =
  /** The text is no version. */
  | 'invalid-version'
  /** The text is no range. */
  | 'invalid-constraint'
  /** The text is longer than a version or a range may be. */
  | 'limit';

/** A text that can't be read; the message is worded as the Go library words it. */
export class SemverError extends Error {
  override readonly name = 'SemverError';

  /**
   * @param part - the alternative of a range that is none; the message has it
   *   in quotes
   */
  constructor(
    readonly code: SemverErrorCode,
    message: string,
    readonly part?: string,
  ) {
    super(message);
  }
}
