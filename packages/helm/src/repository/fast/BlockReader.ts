import { hasSpecial, isPlainText } from './plainText';
import { endOfDouble, endOfSingle, readDouble, readSingle } from './quotedText';
import { UnknownFormError } from './UnknownFormError';

const NEWLINE = 10;
const SPACE = 32;
const DASH = 45;
const KEY = /^[A-Za-z][A-Za-z0-9_./-]*$/;

/**
 * Reads block YAML as Helm writes it, line by line. What it does not know it
 * refuses, so that another reader can read the whole.
 */
export class BlockReader {
  /** At the start of a line, or of a value behind its key. */
  #at = 0;

  /** @param text - ends with a line break */
  constructor(private readonly text: string) {}

  get isAtEnd(): boolean {
    return this.#at >= this.text.length;
  }

  /** Passes over a line. */
  skipLine(): void {
    this.#at = this.#lineEnd() + 1;
  }

  /** Blanks at the start of the line. */
  indent(): number {
    let at = this.#at;
    while (this.text.charCodeAt(at) === SPACE) at += 1;
    return at - this.#at;
  }

  /** Whether an item of a list begins in the line, behind so many blanks. */
  isItem(indent: number): boolean {
    const at = this.#at + indent;
    return (
      this.text.charCodeAt(at) === DASH &&
      this.text.charCodeAt(at + 1) === SPACE &&
      this.indent() === indent
    );
  }

  /** Goes into an item of a list. */
  enterItem(indent: number): void {
    this.#at += indent + 2;
    if (this.text.charCodeAt(this.#at) === SPACE) throw this.#odd('an item');
  }

  /**
   * Reads a mapping whose first key is here; no key occurs twice.
   * @param column - of its keys
   * @param readValue - reads the value of a key
   */
  readMapping(column: number, readValue: (key: string) => void): void {
    const keys: string[] = [];
    let last = '';
    for (;;) {
      const key = this.#readKey();
      // Helm writes keys in order, so that none occurs twice.
      if (key <= last && keys.includes(key)) throw this.#odd('a repeated key');
      keys.push(key);
      if (key > last) last = key;
      readValue(key);
      if (this.isAtEnd) return;
      const indent = this.indent();
      if (indent < column) return;
      const code = this.text.charCodeAt(this.#at + indent);
      if (indent > column || code === DASH) throw this.#odd('a mapping');
      this.#at += indent;
    }
  }

  /** Reads a list that is the value of a key in this column. */
  readList<T>(column: number, readItem: (indent: number) => T): T[] {
    if (this.#takeWord('[]')) return [];
    this.#requireBreak();
    const indent = this.indent();
    if (indent < column || !this.isItem(indent)) throw this.#odd('a list');
    const items: T[] = [];
    while (!this.isAtEnd && this.isItem(indent)) {
      this.enterItem(indent);
      items.push(readItem(indent));
    }
    return items;
  }

  /** Reads a mapping of texts that is the value of a key in this column. */
  readTexts(column: number): Map<string, string> {
    const texts = new Map<string, string>();
    if (this.#takeWord('{}')) return texts;
    this.#requireBreak();
    const indent = this.indent();
    if (indent <= column || this.isItem(indent)) throw this.#odd('a mapping');
    this.#at += indent;
    this.readMapping(indent, key => {
      texts.set(key, this.readText(indent));
    });
    return texts;
  }

  /** Reads a flag. */
  readFlag(): boolean {
    if (this.#takeWord('true')) return true;
    if (this.#takeWord('false')) return false;
    throw this.#odd('a flag');
  }

  /**
   * Reads a text.
   * @param column - of the key or of the dash in front of it
   */
  readText(column: number): string {
    switch (this.text[this.#at]) {
      case '"':
        return readDouble(this.#takeQuoted(endOfDouble));
      case "'":
        return readSingle(this.#takeQuoted(endOfSingle));
      case '|':
        return this.#readLiteral(column);
      default:
        return this.#readPlain(column);
    }
  }

  /** Takes the text between two quotes and the rest of the line. */
  #takeQuoted(endOf: (text: string, start: number) => number): string {
    const start = this.#at + 1;
    const end = endOf(this.text, start);
    if (end < 0 || this.text.charCodeAt(end + 1) !== NEWLINE) {
      throw this.#odd('a quoted text');
    }
    this.#at = end + 2;
    return this.text.slice(start, end);
  }

  #readPlain(column: number): string {
    let value = this.#takeLine();
    while (!this.isAtEnd) {
      const indent = this.indent();
      if (indent <= column) break;
      this.#at += indent;
      const line = this.#takeLine();
      if (line === '' || line[0] === '#') throw this.#odd('a text');
      value += ` ${line}`;
    }
    if (!isPlainText(value)) throw this.#odd('a text');
    return value;
  }

  /** The rest of the line without blanks at its end. */
  #takeLine(): string {
    const end = this.#lineEnd();
    let last = end;
    while (last > this.#at && this.text.charCodeAt(last - 1) === SPACE) {
      last -= 1;
    }
    const line = this.text.slice(this.#at, last);
    this.#at = end + 1;
    return line;
  }

  #readLiteral(column: number): string {
    const isStripped = this.#takeWord('|-');
    if (!isStripped && !this.#takeWord('|')) throw this.#odd('a block');
    const indent = this.indent();
    const start = this.#at;
    if (indent <= column || this.text.charCodeAt(start + indent) === NEWLINE) {
      throw this.#odd('a block');
    }
    const lines: string[] = [];
    while (!this.isAtEnd) {
      const blanks = this.indent();
      const end = this.#lineEnd();
      const isBlank = this.#at + blanks === end;
      if (!isBlank && blanks < indent) {
        if (blanks > column) throw this.#odd('a block');
        break;
      }
      lines.push(this.text.slice(Math.min(this.#at + indent, end), end));
      this.#at = end + 1;
    }
    while (lines.at(-1) === '') lines.pop();
    const text = lines.join('\n');
    if (hasSpecial(text) || text.includes('\t')) throw this.#odd('a block');
    return isStripped ? text : `${text}\n`;
  }

  #readKey(): string {
    const colon = this.text.indexOf(':', this.#at);
    if (colon < 0) throw this.#odd('a key');
    const key = this.text.slice(this.#at, colon);
    if (!KEY.test(key) || !isPlainText(key)) throw this.#odd('a key');
    this.#at = colon + 1;
    const code = this.text.charCodeAt(this.#at);
    if (code === SPACE) this.#at += this.indent();
    else if (code !== NEWLINE) throw this.#odd('a key');
    return key;
  }

  /** Takes a word that is all there is in the line. */
  #takeWord(word: string): boolean {
    const end = this.#at + word.length;
    const isThere =
      this.text.startsWith(word, this.#at) &&
      this.text.charCodeAt(end) === NEWLINE;
    if (isThere) this.#at = end + 1;
    return isThere;
  }

  #requireBreak(): void {
    if (this.text.charCodeAt(this.#at) !== NEWLINE) throw this.#odd('a value');
    this.#at += 1;
  }

  #lineEnd(): number {
    return this.text.indexOf('\n', this.#at);
  }

  #odd(what: string): UnknownFormError {
    return new UnknownFormError(what);
  }
}
