/**
 * The choice of one text among many, one after the other; none is kept but the
 * best.
 */
export interface TagOrder {
  /**
   * Whether a text is to be chosen instead of `best`, which was one before it.
   * @param best - undefined for the first
   * @throws TagError - the text has no place in the order
   */
  isBetter(text: string, best: string | undefined): boolean;
}

/** Tags that a policy can't choose from; another scan may mend it. */
export class TagError extends Error {
  override readonly name = 'TagError';

  constructor(
    readonly code: 'invalid-number' | 'no-match' | 'no-tags',
    message: string,
  ) {
    super(message);
  }
}

/** A policy that says nothing; only another spec mends it. */
export class InvalidPolicyError extends Error {
  override readonly name = 'InvalidPolicyError';
  readonly code = 'invalid-policy';
}
