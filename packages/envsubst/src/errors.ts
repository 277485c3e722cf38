/**
 * What is wrong with a substitution.
 *
 * - `BAD_SUBSTITUTION`, `MISSING_CLOSING_BRACE`, `BAD_VARIABLE_NAME`,
 *   `BAD_ARGUMENT`, `BAD_DEFAULT`: the expression cannot be parsed
 * - `NOT_SET`: strict mode, and a variable without a default is undefined
 * - `NEGATIVE_LENGTH`: `${v:1:-1}`; there is no such substring
 * - `INVALID_NAME`: a given variable has a name that no expression can mention
 * - `TOO_DEEP`, `TOO_COMPLEX`, `TOO_LARGE`: a limit was reached
 */
export type EnvsubstErrorCode =
  | 'BAD_SUBSTITUTION'
  | 'MISSING_CLOSING_BRACE'
  | 'BAD_VARIABLE_NAME'
  | 'BAD_ARGUMENT'
  | 'BAD_DEFAULT'
  | 'NOT_SET'
  | 'NEGATIVE_LENGTH'
  | 'INVALID_NAME'
  | 'TOO_DEEP'
  | 'TOO_COMPLEX'
  | 'TOO_LARGE';

/** A substitution that failed. Carries the expression, never a value. */
export class EnvsubstError extends Error {
  readonly name = 'EnvsubstError';

  /**
   * @param expression - the expression as written, cut to 80 characters, e.g.
   *   `${tag:1:-1}`; empty when no single one is at fault
   * @param line - one-based line of the expression in the text; 0 when unknown
   */
  constructor(
    readonly code: EnvsubstErrorCode,
    message: string,
    readonly expression: string = '',
    readonly line: number = 0,
  ) {
    super(message);
  }
}
