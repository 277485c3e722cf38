/** Kinds of tokens; keywords are tokens of kind `keyword`. */
export type TokenKind =
  | 'text'
  | 'leftDelim'
  | 'rightDelim'
  | 'assign'
  | 'declare'
  | 'pipe'
  | 'char'
  | 'leftParen'
  | 'rightParen'
  | 'string'
  | 'number'
  | 'charConstant'
  | 'bool'
  | 'field'
  | 'variable'
  | 'identifier'
  | 'dot'
  | 'nil'
  | 'keyword'
  | 'error'
  | 'eof';

/** A piece of template text. Spaces are no tokens of their own: the next token tells of them. */
export interface Token {
  readonly kind: TokenKind;
  /** As written; of an error its message. */
  readonly text: string;
  /** Index into the text. */
  readonly position: number;
  /** True when spaces stand before it inside its action. */
  readonly isSpaced: boolean;
}
