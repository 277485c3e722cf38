/** A text that a fast reader leaves to the one that reads all forms. */
export class UnknownFormError extends Error {
  override readonly name = 'UnknownFormError';

  constructor(what: string) {
    super(`${what} is not of the form that is read fast`);
  }
}
