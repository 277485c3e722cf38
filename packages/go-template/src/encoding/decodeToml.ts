import { GoError } from '../errors';
import { quoteGo } from '../format/quote';
import { parseFloatGo, parseIntGo } from '../format/parseNumber';
import { goInt64 } from '../values/goInt';
import type { GoValue } from '../values/goValue';
import { parseTomlTime } from './tomlTime';

type Table = Map<string, GoValue>;

const BARE_KEY = /[A-Za-z0-9_-]+/y;
const VALUE_WORD = /[A-Za-z0-9+\-_.:]+(?: [0-9]{2}:[0-9:.+\-Zz]+)?/y;
const MAX_DEPTH = 1000;
const ESCAPES: Readonly<Record<string, string>> = {
  b: '\b',
  t: '\t',
  n: '\n',
  f: '\f',
  r: '\r',
  e: '\x1b',
  '"': '"',
  '\\': '\\',
};

/**
 * Reads TOML into Go values: integers as int64, arrays as lists.
 * @throws GoError - not TOML, with the line where it is wrong
 */
export function decodeToml(text: string): GoValue {
  return new Decoder(text.replace(/\r\n/g, '\n')).decode();
}

/** Reads one document. */
class Decoder {
  private at = 0;
  private lastKey = '';
  private depth = 0;
  private readonly root: Table = new Map();
  /** Tables that a header, an inline table or a dotted key has closed. */
  private readonly closed = new Set<Table>();
  private readonly lists = new Set<GoValue[]>();

  constructor(private readonly text: string) {}

  decode(): Table {
    let table = this.root;
    for (this.skipBlank(); this.at < this.text.length; this.skipBlank()) {
      if (this.peek() === '[') {
        table = this.header();
      } else {
        this.pair(table);
      }
      this.endLine();
    }
    return this.root;
  }

  private peek(): string {
    return this.text[this.at] ?? '';
  }

  private fail(message: string, withKey = true): never {
    const line = this.text.slice(0, this.at).split('\n').length;
    const key =
      withKey && this.lastKey ? ` (last key ${quoteGo(this.lastKey)})` : '';
    throw new GoError(`toml: line ${line}${key}: ${message}`);
  }

  private skipSpaces(): void {
    while (this.peek() === ' ' || this.peek() === '\t') {
      this.at += 1;
    }
  }

  private skipComment(): void {
    if (this.peek() === '#') {
      const end = this.text.indexOf('\n', this.at);
      this.at = end < 0 ? this.text.length : end;
    }
  }

  /** Skips spaces, comments and line breaks. */
  private skipBlank(): void {
    for (;;) {
      this.skipSpaces();
      this.skipComment();
      if (this.peek() !== '\n') {
        return;
      }
      this.at += 1;
    }
  }

  private endLine(): void {
    this.skipSpaces();
    this.skipComment();
    const char = this.peek();
    if (char !== '' && char !== '\n') {
      this.lastKey = '';
      this.fail(
        `expected a top-level item to end with a newline, comment, or EOF, but got '${char}' instead`,
      );
    }
  }

  private expect(char: string, message: string): void {
    if (this.peek() !== char) {
      this.fail(
        this.at >= this.text.length
          ? `unexpected EOF; ${message}`
          : `${message}, but got ${quoteChar(this.peek())} instead`,
      );
    }
    this.at += 1;
  }

  private header(): Table {
    this.at += 1;
    const isList = this.peek() === '[';
    this.at += isList ? 1 : 0;
    const path = this.keyPath();
    this.lastKey = '';
    if (this.peek() !== ']') {
      const got = this.at >= this.text.length ? '\\x00' : this.peek();
      this.fail(
        `expected '.' or ']' to end table name, but got '${got}' instead`,
      );
    }
    this.at += 1;
    if (isList) {
      this.expect(']', "expected end of table array name delimiter ']'");
    }
    const parent = this.descend(this.root, path.slice(0, -1));
    const key = path[path.length - 1];
    const table = isList
      ? this.appendTable(parent, key)
      : this.openTable(parent, key, path);
    this.lastKey = path.join('.');
    return table;
  }

  private appendTable(parent: Table, key: string): Table {
    const table: Table = new Map();
    const list = parent.get(key);
    if (list === undefined) {
      const created: GoValue[] = [table];
      this.lists.add(created);
      parent.set(key, created);
    } else if (Array.isArray(list) && this.lists.has(list)) {
      list.push(table);
    } else {
      this.fail(`Key '${key}' has already been defined.`);
    }
    return table;
  }

  private openTable(
    parent: Table,
    key: string,
    path: readonly string[],
  ): Table {
    const known = parent.get(key);
    if (known === undefined) {
      const table: Table = new Map();
      parent.set(key, table);
      this.closed.add(table);
      return table;
    }
    if (!(known instanceof Map) || this.closed.has(known)) {
      return this.fail(`Key '${path.join('.')}' has already been defined.`);
    }
    this.closed.add(known);
    return known;
  }

  /** Follows a path, making tables; the last table of a list stands for the list. */
  private descend(from: Table, path: readonly string[]): Table {
    return path.reduce((table: Table, key) => {
      const known = table.get(key);
      if (known === undefined) {
        const created: Table = new Map();
        table.set(key, created);
        return created;
      }
      const inner = Array.isArray(known) ? known[known.length - 1] : known;
      return inner instanceof Map
        ? inner
        : this.fail(`Key '${key}' has already been defined.`);
    }, from);
  }

  private pair(table: Table): void {
    const path = this.keyPath();
    if (this.peek() !== '=') {
      this.fail(
        this.at >= this.text.length || this.peek() === '\n'
          ? "unexpected EOF; expected key separator '='"
          : `expected '.' or '=', but got ${quoteChar(this.peek())} instead`,
        false,
      );
    }
    this.at += 1;
    this.skipSpaces();
    this.lastKey = path.join('.');
    const value = this.value();
    const parent = this.descend(table, path.slice(0, -1));
    const key = path[path.length - 1];
    if (parent.has(key)) {
      this.fail(`Key '${path.join('.')}' has already been defined.`);
    }
    parent.set(key, value);
  }

  private keyPath(): string[] {
    const path: string[] = [];
    do {
      this.at += path.length > 0 ? 1 : 0;
      this.skipSpaces();
      path.push(this.key());
      this.skipSpaces();
    } while (this.peek() === '.');
    return path;
  }

  private key(): string {
    const char = this.peek();
    if (char === '"' || char === "'") {
      this.at += 1;
      return char === '"' ? this.basicString() : this.literalString();
    }
    BARE_KEY.lastIndex = this.at;
    const word = BARE_KEY.exec(this.text)?.[0];
    if (word === undefined) {
      return this.fail(
        char === ''
          ? 'unexpected EOF; expected key'
          : `unexpected key character ${quoteChar(char)}`,
      );
    }
    this.at += word.length;
    return word;
  }

  private value(): GoValue {
    this.depth += 1;
    if (this.depth > MAX_DEPTH) {
      this.fail('nested too deeply');
    }
    const value = this.anyValue();
    this.depth -= 1;
    return value;
  }

  private anyValue(): GoValue {
    switch (this.peek()) {
      case '':
      case '\n':
        return this.fail('unexpected EOF; expected value');
      case '[':
        return this.list();
      case '{':
        return this.inlineTable();
      case '"':
        return this.quoted('"', () => this.basicString());
      case "'":
        return this.quoted("'", () => this.literalString());
      default:
        return this.word();
    }
  }

  private list(): GoValue[] {
    const items: GoValue[] = [];
    this.at += 1;
    for (;;) {
      this.skipBlank();
      if (this.peek() === ']') {
        this.at += 1;
        return items;
      }
      items.push(this.value());
      this.skipBlank();
      if (this.peek() === ',') {
        this.at += 1;
      } else if (this.peek() !== ']') {
        this.expect(']', "expected a comma (',') or array terminator (']')");
      }
    }
  }

  private inlineTable(): Table {
    const table: Table = new Map();
    const outerKey = this.lastKey;
    this.at += 1;
    this.skipBlank();
    while (this.peek() !== '}') {
      this.pair(table);
      this.skipBlank();
      if (this.peek() === ',') {
        this.at += 1;
        this.skipBlank();
      } else if (this.peek() !== '}') {
        this.expect('}', "expected a comma or an inline table terminator '}'");
      }
    }
    this.at += 1;
    this.lastKey = outerKey;
    this.closed.add(table);
    return table;
  }

  /** A string, or with three quotes one of several lines. */
  private quoted(quote: string, single: () => string): string {
    const triple = quote.repeat(3);
    if (!this.text.startsWith(triple, this.at)) {
      this.at += 1;
      return single();
    }
    this.at += 3;
    if (this.peek() === '\n') {
      this.at += 1;
    }
    return quote === '"'
      ? this.basicString(triple)
      : this.literalString(triple);
  }

  private literalString(end = "'"): string {
    const close = this.text.indexOf(end, this.at);
    const body = this.text.slice(this.at, close);
    if (close < 0 || (end.length === 1 && body.includes('\n'))) {
      this.fail(`unexpected EOF; expected "'"`);
    }
    let stop = close;
    while (end.length === 3 && this.text[stop + 3] === "'") {
      stop += 1;
    }
    const value = this.text.slice(this.at, stop);
    this.at = stop + end.length;
    return value;
  }

  private basicString(end = '"'): string {
    let value = '';
    for (;;) {
      const char = this.peek();
      if (char === '' || (char === '\n' && end.length === 1)) {
        this.fail(`unexpected EOF; expected '"'`);
      }
      if (this.text.startsWith(end, this.at)) {
        const isInside = end.length === 3 && this.text[this.at + 3] === '"';
        if (!isInside) {
          this.at += end.length;
          return value;
        }
      }
      this.at += 1;
      value += char === '\\' ? this.escape(end.length === 3) : char;
    }
  }

  private escape(isMultiline: boolean): string {
    const char = this.peek();
    if (isMultiline && /\s/.test(char)) {
      while (/\s/.test(this.peek())) {
        this.at += 1;
      }
      return '';
    }
    const length = { u: 4, U: 8, x: 2 }[char];
    this.at += 1;
    if (length === undefined) {
      return (
        ESCAPES[char] ??
        this.fail(
          `invalid escape character ${quoteChar(
            char,
          )}; only the following escape characters are allowed: \\b, \\t, \\n, \\f, \\r, \\", \\\\, \\uXXXX, and \\UXXXXXXXX`,
        )
      );
    }
    const digits = this.text.slice(this.at, this.at + length);
    const code = /^[0-9a-fA-F]+$/.test(digits) ? parseInt(digits, 16) : -1;
    if (digits.length < length || code < 0 || code > 0x10ffff) {
      this.fail(`expected hexadecimal digits after '\\${char}'`);
    }
    this.at += length;
    return String.fromCodePoint(code);
  }

  private word(): GoValue {
    VALUE_WORD.lastIndex = this.at;
    const word = VALUE_WORD.exec(this.text)?.[0];
    if (word === undefined) {
      return this.fail(
        `expected value but found ${quoteChar(this.peek())} instead`,
      );
    }
    this.at += word.length;
    if (word === 'true' || word === 'false') {
      return word === 'true';
    }
    return parseTomlTime(word) ?? this.number(word);
  }

  private number(word: string): GoValue {
    if (/^[+-]?(?:inf|nan)$/.test(word)) {
      return parseFloatGo(word);
    }
    if (!/^[+-]?[0-9]/.test(word)) {
      const hint = /^[A-Za-z]/.test(word)
        ? `expected value but found '${word[0]}' instead`
        : `Invalid value: ${quoteGo(word)}`;
      return this.fail(hint);
    }
    const isFloat = /[.]|^[^xX]*[eE]/.test(word);
    return isFloat ? this.float(word) : this.integer(word);
  }

  private float(word: string): GoValue {
    const fail = (why: string) =>
      this.fail(`Invalid float ${quoteGo(word)}: ${why}`);
    if (/^[+-]?0[0-9]/.test(word)) {
      return fail('cannot have leading zeroes');
    }
    if (/\.(?![0-9])/.test(word)) {
      return fail("'.' must be followed by one or more digits");
    }
    if (/(?<![0-9])_|_(?![0-9])/.test(word)) {
      return fail('underscores must be surrounded by digits');
    }
    return parseFloatGo(word.replace(/_/g, '')) ?? fail('not a number');
  }

  private integer(word: string): GoValue {
    const fail = (why: string) =>
      this.fail(`Invalid integer ${quoteGo(word)}: ${why}`);
    if (/^[+-]?0[0-9_]/.test(word)) {
      return fail('cannot have leading zeroes');
    }
    if (/__|_$/.test(word)) {
      return fail('underscores must be surrounded by digits');
    }
    const value = parseIntGo(word, 0);
    if (value === undefined) {
      return fail('not a number');
    }
    if (BigInt.asIntN(64, value) !== value) {
      return this.fail(`${word} is out of the valid range for int64`);
    }
    return goInt64(value);
  }
}

function quoteChar(char: string): string {
  return char === '\n' ? "'\\n'" : `'${char}'`;
}
