/**
 * What went wrong: the text doesn't parse; an action failed; a named
 * template is absent; or a limit was reached.
 */
export type GoTemplateErrorCode =
  | 'PARSE'
  | 'EXECUTE'
  | 'NO_TEMPLATE'
  | 'LIMIT_STEPS'
  | 'LIMIT_DEPTH'
  | 'LIMIT_OUTPUT'
  | 'LIMIT_TIME';

/** Where an error happened: `line` counts from 1, `column` in bytes from 0 as Go prints it. */
export interface TemplatePosition {
  readonly file: string;
  readonly line: number;
  readonly column?: number;
}

/**
 * A template that can't be parsed or executed. `message` is worded as Go's
 * text/template words it, for example
 * `template: a.yaml:3:5: executing "a.yaml" at <.x.y>: nil pointer evaluating interface {}.y`.
 * `cause` is the error that Go's `%w` wraps: that of a called function or of
 * an included template.
 */
export class GoTemplateError extends Error {
  readonly name = 'GoTemplateError';
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;

  constructor(
    readonly code: GoTemplateErrorCode,
    message: string,
    position?: TemplatePosition,
    readonly cause?: Error,
  ) {
    super(message);
    this.file = position?.file;
    this.line = position?.line;
    this.column = position?.column;
  }

  /** True when a limit ended the execution; a template can't catch these. */
  get isLimit(): boolean {
    return this.code.startsWith('LIMIT_');
  }
}

/** An error value that a Go function returns; `cause` is what it wraps with `%w`. */
export class GoError extends Error {
  readonly name = 'GoError';
  readonly code = 'FUNCTION';

  constructor(message: string, readonly cause?: Error) {
    super(message);
  }
}
