/**
 * Why a document was not decrypted.
 *
 * - `NO_METADATA`: no `sops` entry
 * - `BAD_METADATA`: a `sops` entry that cannot be read
 * - `BAD_DOCUMENT`: the document is not of its format
 * - `NO_DATA_KEY`: no given key opens it; the message reports on each
 * - `BAD_VALUE`: a value is not encrypted, broken, or was moved or changed
 * - `BAD_KEY`: a given key cannot be read
 * - `TOO_LARGE`: the document is over the limit
 */
export type SopsErrorCode =
  | 'NO_METADATA'
  | 'BAD_METADATA'
  | 'BAD_DOCUMENT'
  | 'NO_DATA_KEY'
  | 'BAD_VALUE'
  | 'BAD_KEY'
  | 'TOO_LARGE';

/** A document that is not decrypted. Holds no key, no cipher or plain text. */
export class SopsError extends Error {
  readonly name = 'SopsError';

  /** @param path - keys down to the value at fault, e.g. `['data', 'password']` */
  constructor(
    readonly code: SopsErrorCode,
    message: string,
    readonly path: readonly string[] = [],
    options: ErrorOptions = {},
  ) {
    super(message, options);
  }
}
