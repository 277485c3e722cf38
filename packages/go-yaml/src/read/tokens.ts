/* eslint-disable @typescript-eslint/no-redeclare -- a type and its values share a name */
/** The kinds of tokens; numbers, because the scanner compares them a lot. */
export const TokenKind = {
  StreamStart: 0,
  StreamEnd: 1,
  VersionDirective: 2,
  TagDirective: 3,
  DocumentStart: 4,
  DocumentEnd: 5,
  BlockSequenceStart: 6,
  BlockMappingStart: 7,
  BlockEnd: 8,
  FlowSequenceStart: 9,
  FlowSequenceEnd: 10,
  FlowMappingStart: 11,
  FlowMappingEnd: 12,
  BlockEntry: 13,
  FlowEntry: 14,
  Key: 15,
  Value: 16,
  Alias: 17,
  Anchor: 18,
  Tag: 19,
  Scalar: 20,
} as const;

export type TokenKind = (typeof TokenKind)[keyof typeof TokenKind];

/** Whether a token may still turn out to be the key of a `key: value`. */
export const KeyState = { No: 0, Possible: 1, Required: 2 } as const;

/** A piece of YAML with its place in the text. */
export class Token {
  /** Text of a scalar, name of an anchor, handle of a tag or directive. */
  value = '';
  /** Suffix of a tag, prefix of a tag directive, `1.1` of a version. */
  suffix = '';
  /** Style of a scalar, flags of `Style`. */
  style = 0;
  keyState: number = KeyState.No;
  /** Nothing may use this token until it is known whether it is a key. */
  isHeld = false;
  /** Position among all tokens of the stream, where a key may start here. */
  number = 0;

  constructor(
    readonly kind: TokenKind,
    /** Offset in the text. */
    readonly start: number,
    /** 0-based. */
    readonly line: number,
    /** Offset of the beginning of the line. */
    readonly lineStart: number,
  ) {}
}

/**
 * A comment that waits for the token that it belongs to. Exactly one of
 * `head`, `line` and `foot` is filled.
 */
export interface Comment {
  /** Offset where the search for the next token began that found it. */
  scanStart: number;
  /** The first token at or behind this offset receives it. */
  tokenStart: number;
  start: number;
  startLine: number;
  /** 0-based; for head and foot comments one more, as in yaml.v3. */
  startColumn: number;
  end: number;
  head: string;
  line: string;
  foot: string;
}
