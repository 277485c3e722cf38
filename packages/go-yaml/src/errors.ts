/**
 * Why YAML could not be read or written.
 * - `SYNTAX`: the text is not YAML
 * - `ENCODING`: bytes or control characters that YAML does not allow
 * - `ALIAS`: unknown anchor, an anchor that contains itself, alias expansion out of proportion
 * - `LIMIT`: nested too deeply or too large
 * - `DUPLICATE_KEY`: a mapping defines a key twice
 * - `TYPE`: a value does not fit its tag, or is not a thing that can be written
 */
export type YamlErrorCode =
  | 'SYNTAX'
  | 'ENCODING'
  | 'ALIAS'
  | 'LIMIT'
  | 'DUPLICATE_KEY'
  | 'TYPE';

/** An error of this package; `message` is worded as Go's yaml.v3 words it. */
export class YamlError extends Error {
  readonly name = 'YamlError';

  constructor(
    readonly code: YamlErrorCode,
    message: string,
    /** 1-based; undefined where no position is known. */
    readonly line?: number,
    /** 1-based, in characters. */
    readonly column?: number,
  ) {
    super(message);
  }
}
