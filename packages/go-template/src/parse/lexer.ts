import { quoteGo, describeRune } from '../format/quote';
import {
  isSpaceAt,
  isTerminator,
  quotedEnd,
  scanNumber,
  skipSpaces,
  wordEnd,
} from './characters';
import type { Token, TokenKind } from './token';

const LEFT = '{{';
const RIGHT = '}}';
const TRIMMING_RIGHT = '-}}';
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

/**
 * Splits template text into tokens, one at a time, with Go's trim markers
 * (`{{- ` and ` -}}`). Faults are tokens of kind `error` whose text is the message.
 */
export class Lexer {
  private position = 0;
  private inAction = false;
  private isSpaced = false;
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
    return { kind, text, position, isSpaced: this.isSpaced };
  }

  private fail(message: string, position: number): Token {
    this.failed = true;
    return this.make('error', message, position);
  }

  /** Emits input[position, end) and moves behind it. */
  private emit(kind: TokenKind, end: number): Token {
    const start = this.position;
    this.position = end;
    return this.make(kind, this.input.slice(start, end), start);
  }

  private lexText(): Token {
    this.isSpaced = false;
    for (;;) {
      const open = this.input.indexOf(LEFT, this.position);
      const textEnd = open < 0 ? this.input.length : open;
      const keep = open < 0 ? textEnd : this.trimmedEnd(open);
      if (keep > this.position) {
        const token = this.emit('text', keep);
        this.position = textEnd;
        return token;
      }
      this.position = textEnd;
      if (open < 0) {
        return this.make('eof', 'EOF', textEnd);
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
    return this.input[at] === '-' && isSpaceAt(this.input, at + 1);
  }

  /** End of the text before the delimiter at `open`, spaces trimmed when it has a marker. */
  private trimmedEnd(open: number): number {
    let end = open;
    if (this.hasLeftTrim(open + LEFT.length)) {
      while (end > this.position && isSpaceAt(this.input, end - 1)) {
        end -= 1;
      }
    }
    return end;
  }

  private openAction(inside: number): Token {
    const token = this.make('leftDelim', LEFT, this.position);
    this.position = inside;
    this.inAction = true;
    this.parens = 0;
    return token;
  }

  private skipComment(inside: number): Token | undefined {
    const { input } = this;
    this.position = inside;
    const close = input.indexOf('*/', inside + 2);
    if (close < 0) {
      return this.fail('unclosed comment', inside);
    }
    const end = close + 2;
    if (input.startsWith(RIGHT, end)) {
      this.position = end + RIGHT.length;
      return undefined;
    }
    if (isSpaceAt(input, end) && input.startsWith(TRIMMING_RIGHT, end + 1)) {
      this.position = skipSpaces(input, end + 1 + TRIMMING_RIGHT.length);
      return undefined;
    }
    return this.fail('comment ends before closing delimiter', inside);
  }

  private lexAction(): Token {
    const { input } = this;
    const start = skipSpaces(input, this.position);
    this.isSpaced = start > this.position;
    this.position = start;
    switch (input[start]) {
      case undefined:
        return this.fail('unclosed action', start);
      case '}':
        return input[start + 1] === '}'
          ? this.closeAction(start, start, false)
          : this.lexOther();
      case '-':
        return this.isSpaced && input.startsWith(TRIMMING_RIGHT, start)
          ? this.closeAction(start - 1, start + 1, true)
          : this.lexNumber();
      case '.':
        return this.lexDot();
      case '$':
        return this.lexName('variable', start + 1);
      default:
        return this.lexSymbol() ?? this.lexOther();
    }
  }

  /**
   * @param start - where the delimiter begins with its trim marker
   * @param braces - where its `}}` are
   */
  private closeAction(start: number, braces: number, trim: boolean): Token {
    if (this.parens > 0) {
      return this.fail('unclosed left paren', start);
    }
    const end = braces + RIGHT.length;
    this.position = trim ? skipSpaces(this.input, end) : end;
    this.inAction = false;
    return this.make('rightDelim', RIGHT, braces);
  }

  private lexSymbol(): Token | undefined {
    const start = this.position;
    switch (this.input[start]) {
      case '=':
        return this.emit('assign', start + 1);
      case ':':
        return this.input[start + 1] === '='
          ? this.emit('declare', start + 2)
          : this.fail('expected :=', start);
      case '|':
        return this.emit('pipe', start + 1);
      case '"':
        return this.lexQuoted('string', 'unterminated quoted string');
      case "'":
        return this.lexQuoted(
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

  private lexQuoted(kind: TokenKind, fault: string): Token {
    const end = quotedEnd(this.input, this.position);
    return end === undefined
      ? this.fail(fault, this.position)
      : this.emit(kind, end);
  }

  private lexRaw(): Token {
    const start = this.position;
    const close = this.input.indexOf('`', start + 1);
    return close < 0
      ? this.fail('unterminated raw quoted string', start)
      : this.emit('string', close + 1);
  }

  /** A dot, a field, or a number that begins with a point. */
  private lexDot(): Token {
    const after = this.position + 1;
    const next = this.input[after];
    if (next === undefined || (next >= '0' && next <= '9')) {
      return this.lexNumber();
    }
    return isTerminator(this.input, after)
      ? this.emit('dot', after)
      : this.lexName('field', after);
  }

  private lexName(kind: TokenKind, from: number): Token {
    const end = wordEnd(this.input, from);
    return isTerminator(this.input, end)
      ? this.emit(kind, end)
      : this.badCharacter(end);
  }

  private badCharacter(at: number): Token {
    const rune = String.fromCodePoint(this.input.codePointAt(at) as number);
    return this.fail(`bad character ${describeRune(rune)}`, this.position);
  }

  /** An identifier, a number, or a character that Go lets the parser refuse. */
  private lexOther(): Token {
    const { input, position: start } = this;
    const first = input[start];
    if (first === '+' || (first >= '0' && first <= '9')) {
      return this.lexNumber();
    }
    const end = wordEnd(input, start);
    if (end > start) {
      return isTerminator(input, end)
        ? this.emit(this.wordKind(input.slice(start, end)), end)
        : this.badCharacter(end);
    }
    if (first >= '!' && first <= '~') {
      return this.emit('char', start + 1);
    }
    const rune = String.fromCodePoint(input.codePointAt(start) as number);
    const message = `unrecognized character in action: ${describeRune(rune)}`;
    return this.fail(message, start);
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
    const { input, position: start } = this;
    const first = scanNumber(input, start);
    if (first.isBad) {
      return this.badNumber(first.end);
    }
    const sign = input[first.end];
    if (sign !== '+' && sign !== '-') {
      return this.emit('number', first.end);
    }
    const second = scanNumber(input, first.end);
    return second.isBad || input[second.end - 1] !== 'i'
      ? this.badNumber(second.end)
      : this.emit('number', second.end);
  }

  private badNumber(end: number): Token {
    const text = this.input.slice(this.position, end);
    return this.fail(`bad number syntax: ${quoteGo(text)}`, this.position);
  }
}
