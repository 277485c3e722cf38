/**
 * Why an archive can't be read.
 * - `invalid-header`: a header that is not tar's, or whose checksum is wrong
 * - `truncated`: the archive ends inside an entry
 * - `unsupported`: a sparse file
 * - `unsafe-path`: a name that is absolute or leads out of the archive
 * - `limit`: more headers or bytes than allowed
 */
export type TarErrorCode =
  | 'invalid-header'
  | 'truncated'
  | 'unsupported'
  | 'unsafe-path'
  | 'limit';

/** An archive can't be read. */
export class TarError extends Error {
  override readonly name = 'TarError';

  constructor(readonly code: TarErrorCode, message: string) {
    super(message);
  }
}
