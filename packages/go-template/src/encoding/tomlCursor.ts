import { GoError } from '../errors';
import { quoteGo, quoteRune } from '../format/quote';
import { RAW_BYTE } from '../values/utf8';

/** Control characters, and bytes that are not UTF-8. */
const BAD_CHARACTER = new RegExp(
  `[\\u0000-\\u0008\\u000b-\\u001f\\u007f]|${RAW_BYTE.source}`,
);

/** A place in a TOML document, and how what stands there is refused. */
export class TomlCursor {
  /** In UTF-16 units. */
  at = 0;
  /** The table that is being filled. */
  context: readonly string[] = [];
  /** The key in that table. */
  currentKey = '';

  constructor(readonly text: string) {}

  peek(): string {
    return this.text[this.at] ?? '';
  }

  /** @throws GoError - with the line and the last key; a character that is wrong anywhere goes first */
  fail(message: string): never {
    throw this.fault(this.badCharacter() ?? message);
  }

  /** As {@link fail}, for a character that Go has read already: behind a line break it counts the next line. */
  failBehind(message: string): never {
    const isNextLine = this.peek() === '\n';
    throw this.fault(this.badCharacter() ?? message, isNextLine ? 1 : 0);
  }

  private fault(reason: string, moreLines = 0): GoError {
    const before = this.text.slice(0, this.at);
    const isAfterLine = this.at >= this.text.length && before.endsWith('\n');
    const line = before.split('\n').length - (isAfterLine ? 1 : 0) + moreLines;
    const path = [...this.context, this.currentKey].filter(Boolean).join('.');
    const key = path === '' ? '' : ` (last key ${quoteGo(path)})`;
    return new GoError(`toml: line ${line}${key}: ${reason}`);
  }

  /** Characters that are wrong wherever they stand. */
  private badCharacter(): string | undefined {
    const code = this.text.codePointAt(this.at) ?? 0x20;
    if (code >= 0xdc80 && code <= 0xdcff) {
      const byte = (code - 0xdc00).toString(16).padStart(2, '0');
      return `invalid UTF-8 byte: 0x${byte}`;
    }
    const isControl = code < 0x20 && code !== 0x09 && code !== 0x0a;
    return isControl || code === 0x7f
      ? `TOML files cannot contain control characters: '0x${code
          .toString(16)
          .padStart(2, '0')}'`
      : undefined;
  }

  /** Refuses such a character among the next ones. */
  refuseBadIn(length: number): void {
    const at = this.text.slice(this.at, this.at + length).search(BAD_CHARACTER);
    if (at >= 0) {
      this.at += at;
      this.fail('unexpected character');
    }
  }

  /** The next character in quotes. */
  shown(): string {
    const code = this.text.codePointAt(this.at);
    return code === undefined
      ? "'\\x00'"
      : quoteRune(String.fromCodePoint(code));
  }

  skipSpaces(): void {
    while (this.peek() === ' ' || this.peek() === '\t') {
      this.at += 1;
    }
  }

  skipComment(): void {
    if (this.peek() === '#') {
      const end = this.text.indexOf('\n', this.at);
      const stop = end < 0 ? this.text.length : end;
      this.refuseBadIn(stop - this.at);
      this.at = stop;
    }
  }

  /** Skips spaces, comments and line breaks. */
  skipBlank(): void {
    for (;;) {
      this.skipSpaces();
      this.skipComment();
      if (this.peek() !== '\n') {
        return;
      }
      this.at += 1;
    }
  }

  endLine(): void {
    this.skipSpaces();
    this.skipComment();
    const char = this.peek();
    if (char !== '' && char !== '\n') {
      this.fail(
        `expected a top-level item to end with a newline, comment, or EOF, but got ${this.shown()} instead`,
      );
    }
  }

  /** Ends a list or an inline table, whose messages don't escape. */
  expectEnd(char: string, message: string): void {
    const code = this.text.codePointAt(this.at);
    const isEnd = this.peek() === char;
    if (!isEnd) {
      const got =
        code === undefined ? 'end of file' : `'${String.fromCodePoint(code)}'`;
      this.fail(message.replace('%s', got));
    }
    this.at += 1;
  }

  /** What matches here, which is read; empty when nothing does. */
  take(pattern: RegExp): string {
    pattern.lastIndex = this.at;
    const word = pattern.exec(this.text)?.[0] ?? '';
    this.at += word.length;
    return word;
  }

  nextCharacter(): string {
    return String.fromCodePoint(this.text.codePointAt(this.at) ?? 0);
  }
}
