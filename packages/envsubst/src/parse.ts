import { characterWidth, fromByteString } from './bytes';
import { EnvsubstError, EnvsubstErrorCode } from './errors';

/** One piece of a parsed text, in byte strings. */
export type Segment = string | Expression;

/** `${…}`: a variable, an operator and its arguments. */
export interface Expression {
  /** Variable name as text. */
  readonly variable: string;
  /** `''`, `,`, `^^`, `#`, `%%`, `:`, `:=`, `//` and so on. */
  readonly operator: string;
  /** Arguments; those of a default are concatenated. */
  readonly args: readonly Segment[];
  /** The expression as written, from `${`, for messages. */
  readonly source: string;
  /** Offset of `${` in the byte string. */
  readonly offset: number;
}

const MAX_DEPTH = 200;
const MESSAGES: Partial<Record<EnvsubstErrorCode, string>> = {
  BAD_SUBSTITUTION: 'bad substitution',
  MISSING_CLOSING_BRACE: 'missing closing brace',
  BAD_VARIABLE_NAME: 'unable to parse variable name',
  BAD_ARGUMENT: 'unable to parse substitution within function',
  BAD_DEFAULT: 'unable to parse default function',
  TOO_DEEP: `expressions nested more than ${MAX_DEPTH} deep`,
};

type Accept = (character: string) => boolean;

const isNotClosing: Accept = character => character !== '}';
const isNotColonOrClosing: Accept = character =>
  character !== ':' && character !== '}';
const isNotSlash: Accept = character => character !== '/';
const isLetterOrDigit = /^[\p{L}\p{Nd}_]$/u;
const isNameCharacter: Accept = character =>
  isLetterOrDigit.test(fromByteString(character));

/** Reads one text from left to right. */
class Parser {
  private position = 0;
  private depth = 0;

  constructor(private readonly text: string) {}

  parse(): Segment[] {
    const segments: Segment[] = [];
    let literal = '';
    while (this.position < this.text.length) {
      const dollar = this.text.indexOf('$', this.position);
      if (dollar < 0) {
        literal += this.text.slice(this.position);
        break;
      }
      literal += this.text.slice(this.position, dollar);
      this.position = dollar;
      if (this.isOpening()) {
        if (literal) segments.push(literal);
        literal = '';
        segments.push(this.parseExpression());
      } else {
        // `$$` is one dollar sign; what follows it is plain text.
        this.position += this.text[dollar + 1] === '$' ? 2 : 1;
        literal += '$';
      }
    }
    if (literal) segments.push(literal);
    return segments;
  }

  private isOpening(): boolean {
    return this.text.startsWith('${', this.position);
  }

  private peek(): string {
    return this.text[this.position] ?? '';
  }

  private fail(code: EnvsubstErrorCode, start: number): never {
    throw new EnvsubstError(
      code,
      MESSAGES[code] ?? code,
      this.excerpt(start),
      lineOf(this.text, start),
    );
  }

  private excerpt(start: number): string {
    const line = this.text.slice(start, start + 80).split('\n', 1)[0];
    const end = line.indexOf('}');
    return fromByteString(end < 0 ? line : line.slice(0, end + 1));
  }

  private parseExpression(): Expression {
    const start = this.position;
    if (++this.depth > MAX_DEPTH) this.fail('TOO_DEEP', start);
    this.position += 2;
    const parsed =
      this.peek() === '#' ? this.parseLength(start) : this.parseNamed(start);
    this.depth--;
    return {
      ...parsed,
      offset: start,
      source: fromByteString(this.text.slice(start, this.position)),
    };
  }

  private parseLength(start: number) {
    this.position++;
    const variable = this.takeWhile(isNameCharacter);
    if (variable === undefined) this.fail('BAD_SUBSTITUTION', start);
    this.close(start);
    return { variable: fromByteString(variable), operator: '#', args: [] };
  }

  private parseNamed(start: number) {
    const name = this.takeWhile(isNameCharacter);
    if (name === undefined) this.fail('BAD_VARIABLE_NAME', start);
    const variable = fromByteString(name);
    switch (this.peek()) {
      case '}':
        this.position++;
        return { variable, operator: '', args: [] };
      case ':':
        return '=-?+'.includes(this.text[this.position + 1] || ' ')
          ? { variable, ...this.parseDefault(2, start) }
          : { variable, ...this.parseSubstring(start) };
      case '=':
        return { variable, ...this.parseDefault(1, start) };
      case ',':
      case '^': {
        const operator = this.takeOperator(',^');
        this.close(start);
        return { variable, operator, args: [] };
      }
      case '/':
        return { variable, ...this.parseReplace(start) };
      case '#':
      case '%': {
        const operator = this.takeOperator(this.peek());
        const args = [this.argument(isNotClosing, false, start)];
        this.close(start);
        return { variable, operator, args };
      }
      default:
        return this.fail('MISSING_CLOSING_BRACE', start);
    }
  }

  private parseDefault(length: number, start: number) {
    const operator = this.text.slice(this.position, this.position + length);
    this.position += length;
    const args: Segment[] = [];
    while (this.peek() !== '}') {
      args.push(this.argument(isNotClosing, false, start));
    }
    this.position++;
    return { operator, args };
  }

  private parseSubstring(start: number) {
    this.position++;
    // Flux's parser steps back by the width of what follows the colon, so
    // nothing, or a character beyond ASCII, loses its place there.
    if (!(this.text.charCodeAt(this.position) < 0x80)) {
      this.fail('BAD_SUBSTITUTION', start);
    }
    const args = [this.argument(isNotColonOrClosing, false, start)];
    if (this.peek() === '}') {
      this.position++;
      return { operator: ':', args };
    }
    this.skipRun(':', start);
    args.push(this.argument(isNotClosing, false, start));
    this.close(start);
    return { operator: ':', args };
  }

  private parseReplace(start: number) {
    const second = this.text[this.position + 1] || ' ';
    const operator = '/#%'.includes(second) ? `/${second}` : '/';
    this.position += operator.length;
    const args = [this.argument(isNotSlash, true, start)];
    this.skipRun('/', start);
    if (this.peek() !== '}') {
      args.push(this.argument(isNotClosing, true, start));
    }
    this.close(start);
    return { operator, args };
  }

  /** One or two of `allowed`. */
  private takeOperator(allowed: string): string {
    const first = this.text[this.position++];
    const second = this.peek();
    if (second === '' || !allowed.includes(second)) return first;
    this.position++;
    return first + second;
  }

  private skipRun(character: string, start: number): void {
    if (this.peek() !== character) this.fail('BAD_SUBSTITUTION', start);
    while (this.peek() === character) this.position++;
  }

  private close(start: number): void {
    if (this.peek() !== '}') this.fail('BAD_SUBSTITUTION', start);
    this.position++;
  }

  /** A nested expression, or text up to what `accept` refuses or the next `${`. */
  private argument(accept: Accept, escapes: boolean, start: number): Segment {
    if (this.isOpening()) return this.parseExpression();
    const text = this.takeWhile(accept, escapes);
    return text ?? this.fail('BAD_ARGUMENT', start);
  }

  /** @returns undefined when the first character is refused or missing */
  private takeWhile(accept: Accept, escapes = false): string | undefined {
    const begin = this.position;
    let taken = '';
    let runStart = begin;
    while (this.position < this.text.length && !this.isOpening()) {
      if (escapes && this.isEscape()) {
        taken += this.text.slice(runStart, this.position);
        runStart = this.position + 1;
        this.position += 2;
        continue;
      }
      const width = characterWidth(this.text, this.position);
      if (!accept(this.text.slice(this.position, this.position + width))) break;
      this.position += width;
    }
    if (this.position === begin) return undefined;
    return taken + this.text.slice(runStart, this.position);
  }

  /** `$$`, `\/` and `\\` stand for their second character. */
  private isEscape(): boolean {
    const first = this.text[this.position];
    const second = this.text[this.position + 1];
    if (first === '$') return second === '$';
    return first === '\\' && (second === '/' || second === '\\');
  }
}

/** One-based line of an offset. */
export function lineOf(text: string, offset: number): number {
  let line = 1;
  for (
    let newline = text.indexOf('\n');
    newline >= 0 && newline < offset;
    newline = text.indexOf('\n', newline + 1)
  ) {
    line++;
  }
  return line;
}

/**
 * Parses a byte string into literal text and expressions.
 * @throws EnvsubstError - an expression is malformed
 */
export function parse(text: string): Segment[] {
  return new Parser(text).parse();
}
