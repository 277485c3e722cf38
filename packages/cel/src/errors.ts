/**
 * Why an expression was refused or failed:
 * `syntax` it can't be parsed; `check` its names or types are wrong;
 * `program` a constant in it can't work, e.g. a regular expression;
 * `evaluation` it failed on the values it was given; `type` its result is not
 * of the kind that was asked for; `budget` it is too large, or used up the
 * steps or memory that it may use.
 */
export type CelErrorCode =
  | 'syntax'
  | 'check'
  | 'program'
  | 'evaluation'
  | 'type'
  | 'budget';

/** A fault at a place of an expression. Lines and columns count from 1, columns in code points. */
export interface Diagnostic {
  readonly message: string;
  readonly line: number;
  readonly column: number;
}

/** What every function of this package throws. */
export class CelError extends Error {
  override readonly name = 'CelError';

  /** @param diagnostics - places, for the codes `syntax` and `check` */
  constructor(
    readonly code: CelErrorCode,
    message: string,
    readonly diagnostics: readonly Diagnostic[] = [],
  ) {
    super(message);
  }
}
