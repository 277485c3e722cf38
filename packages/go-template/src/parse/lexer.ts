import { quoteGo, describeRune } from '../format/quote';

/** Kinds of tokens; keywords are tokens of kind `keyword`. */
export type TokenKind =
  | 'text'
  | 'leftDelim'
  | 'rightDelim'
  | 'space'
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

/** A piece of template text; `position` is an index into the text, `line` counts from 1. */
export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  readonly position: number;
  readonly line: number;
}

const LEFT = '{{';
const RIGHT = '}}';
const SPACES = ' \t\r\n';
const KEYWORDS = new Set([
  'block',
  'break',
  'continue',
  'define',
  'else',
  'end',
  'if',
  'range',
  'template',
  'with',
]);
const WORD = /[_\p{L}\p{Nd}]*/uy;
const WORD_CHAR = /[_\p{L}\p{Nd}]/uy;
const SCAN_NUMBER =
  /[+-]?(?:0[xX][0-9a-fA-F_]*(?:\.[0-9a-fA-F_]*)?(?:[pP][+-]?[0-9_]*)?|0[oO][0-7_]*(?:\.[0-7_]*)?|0[bB][01_]*(?:\.[01_]*)?|[0-9_]*(?:\.[0-9_]*)?(?:[eE][+-]?[0-9_]*)?)i?/y;

function isSpace(char: string): boolean {
  return char !== '' && SPACES.includes(char);
}

/**
 * Splits template text into tokens, one at a time, with Go's trim markers
 * (`{{- ` and ` -}}`). Faults are tokens of kind `error` whose text is the message.
 */
export class Lexer {
  private position = 0;
  private line = 1;
  private inAction = false;
  private parens = 0;
  private failed = false;

  constructor(
    private readonly input: string,
    private readonly hasFunction: (name: string) => boolean,
  ) {}

  next(): Token {
    if (this.failed) {
      return this.make('eof', 'EOF', this.position);
    }
    return this.inAction ? this.lexAction() : this.lexText();
  }

  private make(kind: TokenKind, text: string, position: number): Token {
    const token = { kind, text, position, line: this.line };
    return token;
  }

  private fail(message: string, start: number, line = this.line): Token {
    this.failed = true;
    return { kind: 'error', text: message, position: start, line };
  }

  /** Emits input[position, end) and moves behind it. */
  private emit(kind: TokenKind, end: number): Token {
    const start = this.position;
    const token = this.make(kind, this.input.slice(start, end), start);
    this.moveTo(end);
    return token;
  }

  private moveTo(end: number): void {
    for (
      let at = this.input.indexOf('\n', this.position);
      at >= 0 && at < end;
      at = this.input.indexOf('\n', at + 1)
    ) {
      this.line += 1;
    }
    this.position = end;
  }

  private lexText(): Token {
    for (;;) {
      const open = this.input.indexOf(LEFT, this.position);
      const textEnd = open < 0 ? this.input.length : open;
      const keep = open < 0 ? textEnd : this.trimmedEnd(open);
      if (keep > this.position) {
        const token = this.emit('text', keep);
        this.moveTo(textEnd);
        return token;
      }
      this.moveTo(textEnd);
      if (open < 0) {
        return this.make('eof', 'EOF', this.position);
      }
      const marker = this.hasLeftTrim(open + LEFT.length) ? 2 : 0;
      const inside = open + LEFT.length + marker;
      if (!this.input.startsWith('/*', inside)) {
        return this.openAction(inside);
      }
      const fault = this.skipComment(inside);
      if (fault) {
        return fault;
      }
    }
  }

  private hasLeftTrim(at: number): boolean {
    return this.input[at] === '-' && isSpace(this.input[at + 1] ?? '');
  }

  /** End of the text before the delimiter at `open`, spaces trimmed when it has a marker. */
  private trimmedEnd(open: number): number {
    let end = open;
    if (this.hasLeftTrim(open + LEFT.length)) {
      while (end > this.position && isSpace(this.input[end - 1])) {
        end -= 1;
      }
    }
    return end;
  }

  private openAction(inside: number): Token {
    const token = this.make('leftDelim', LEFT, this.position);
    this.moveTo(inside);
    this.inAction = true;
    this.parens = 0;
    return token;
  }

  private skipComment(inside: number): Token | undefined {
    this.moveTo(inside);
    const close = this.input.indexOf('*/', inside + 2);
    if (close < 0) {
      return this.fail('unclosed comment', inside);
    }
    const end = this.rightDelimAt(close + 2);
    if (!end) {
      return this.fail('comment ends before closing delimiter', inside);
    }
    this.moveTo(end.trim ? this.skipSpaces(end.end) : end.end);
    return undefined;
  }

  private skipSpaces(from: number): number {
    let at = from;
    while (isSpace(this.input[at] ?? '')) {
      at += 1;
    }
    return at;
  }

  private rightDelimAt(
    at: number,
  ): { end: number; start: number; trim: boolean } | undefined {
    if (
      isSpace(this.input[at] ?? '') &&
      this.input.startsWith(`-${RIGHT}`, at + 1)
    ) {
      return { start: at + 2, end: at + 4, trim: true };
    }
    return this.input.startsWith(RIGHT, at)
      ? { start: at, end: at + 2, trim: false }
      : undefined;
  }

  private lexAction(): Token {
    const close = this.rightDelimAt(this.position);
    if (close) {
      return this.parens === 0
        ? this.closeAction(close)
        : this.fail('unclosed left paren', this.position);
    }
    const char = this.input[this.position];
    if (char === undefined) {
      return this.fail('unclosed action', this.position);
    }
    if (isSpace(char)) {
      return this.lexSpace();
    }
    return this.lexSymbol(char) ?? this.lexWord(char);
  }

  private closeAction(close: { start: number; end: number; trim: boolean }) {
    this.moveTo(close.start);
    const token = this.emit('rightDelim', close.end);
    if (close.trim) {
      this.moveTo(this.skipSpaces(close.end));
    }
    this.inAction = false;
    return token;
  }

  private lexSpace(): Token {
    const start = this.position;
    const end = this.skipSpaces(start);
    const beforeMarker = this.input.startsWith(`-${RIGHT}`, end);
    if (beforeMarker && end - start === 1) {
      return this.lexAction();
    }
    return this.emit('space', beforeMarker ? end - 1 : end);
  }

  private lexSymbol(char: string): Token | undefined {
    const start = this.position;
    switch (char) {
      case '=':
        return this.emit('assign', start + 1);
      case ':':
        return this.input[start + 1] === '='
          ? this.emit('declare', start + 2)
          : this.fail('expected :=', start);
      case '|':
        return this.emit('pipe', start + 1);
      case '"':
        return this.lexQuoted('"', 'string', 'unterminated quoted string');
      case "'":
        return this.lexQuoted(
          "'",
          'charConstant',
          'unterminated character constant',
        );
      case '`':
        return this.lexRaw();
      case '(':
        this.parens += 1;
        return this.emit('leftParen', start + 1);
      case ')':
        this.parens -= 1;
        return this.parens < 0
          ? this.fail('unexpected right paren', start)
          : this.emit('rightParen', start + 1);
      default:
        return undefined;
    }
  }

  private lexQuoted(quote: string, kind: TokenKind, fault: string): Token {
    const start = this.position;
    for (let at = start + 1; at < this.input.length; at++) {
      const char = this.input[at];
      if (char === quote) {
        return this.emit(kind, at + 1);
      }
      if (char === '\n' || (char === '\\' && this.input[at + 1] === '\n')) {
        break;
      }
      if (char === '\\') {
        at += 1;
      }
    }
    return this.fail(fault, start);
  }

  private lexRaw(): Token {
    const start = this.position;
    const close = this.input.indexOf('`', start + 1);
    return close < 0
      ? this.fail('unterminated raw quoted string', start)
      : this.emit('string', close + 1);
  }

  private lexWord(char: string): Token {
    const start = this.position;
    if (char === '$') {
      return this.lexName('variable', start + 1);
    }
    const next = this.input[start + 1] ?? '';
    if (char === '.' && next !== '' && !/[0-9]/.test(next)) {
      return this.atTerminator(start + 1)
        ? this.emit('dot', start + 1)
        : this.lexName('field', start + 1);
    }
    if (char === '.' || /[-+0-9]/.test(char)) {
      return this.lexNumber();
    }
    WORD_CHAR.lastIndex = start;
    if (WORD_CHAR.test(this.input)) {
      return this.lexIdentifier();
    }
    const rune = String.fromCodePoint(this.input.codePointAt(start) as number);
    return rune >= '!' && rune <= '~'
      ? this.emit('char', start + 1)
      : this.fail(
          `unrecognized character in action: ${describeRune(rune)}`,
          start,
        );
  }

  private wordEnd(from: number): number {
    WORD.lastIndex = from;
    WORD.test(this.input);
    return WORD.lastIndex;
  }

  private lexName(kind: TokenKind, from: number): Token {
    const end = this.wordEnd(from);
    return this.atTerminator(end)
      ? this.emit(kind, end)
      : this.badCharacter(end);
  }

  private badCharacter(at: number): Token {
    const rune = String.fromCodePoint(this.input.codePointAt(at) as number);
    return this.fail(`bad character ${describeRune(rune)}`, this.position);
  }

  private lexIdentifier(): Token {
    const end = this.wordEnd(this.position);
    if (!this.atTerminator(end)) {
      return this.badCharacter(end);
    }
    return this.emit(this.wordKind(this.input.slice(this.position, end)), end);
  }

  private wordKind(word: string): TokenKind {
    if (word === 'nil') {
      return 'nil';
    }
    if (word === 'true' || word === 'false') {
      return 'bool';
    }
    if (!KEYWORDS.has(word)) {
      return 'identifier';
    }
    const mayBeFunction = word === 'break' || word === 'continue';
    return mayBeFunction && this.hasFunction(word) ? 'identifier' : 'keyword';
  }

  private lexNumber(): Token {
    const start = this.position;
    const first = this.scanNumber(start);
    if (first.isBad) {
      return this.badNumber(first.end);
    }
    const sign = this.input[first.end];
    if (sign !== '+' && sign !== '-') {
      return this.emit('number', first.end);
    }
    const second = this.scanNumber(first.end);
    return second.isBad || this.input[second.end - 1] !== 'i'
      ? this.badNumber(second.end)
      : this.emit('number', second.end);
  }

  private scanNumber(from: number): { end: number; isBad: boolean } {
    SCAN_NUMBER.lastIndex = from;
    SCAN_NUMBER.test(this.input);
    const end = SCAN_NUMBER.lastIndex;
    WORD_CHAR.lastIndex = end;
    const isBad = WORD_CHAR.test(this.input);
    return { end: isBad ? WORD_CHAR.lastIndex : end, isBad };
  }

  private badNumber(end: number): Token {
    const text = this.input.slice(this.position, end);
    return this.fail(`bad number syntax: ${quoteGo(text)}`, this.position);
  }

  private atTerminator(at: number): boolean {
    const char = this.input[at];
    return (
      char === undefined ||
      isSpace(char) ||
      '.,|:)('.includes(char) ||
      this.input.startsWith(RIGHT, at)
    );
  }
}
