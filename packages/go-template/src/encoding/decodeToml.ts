import { GoError } from '../errors';
import { quoteGo, quoteRune } from '../format/quote';
import { parseFloatGo, parseIntGo } from '../format/parseNumber';
import { appendedCapacity, withCapacity } from '../values/capacity';
import { GoSlice } from '../values/goCollections';
import { goInt64 } from '../values/goInt';
import { GoTypes } from '../values/goType';
import type { GoValue } from '../values/goValue';
import { normalTomlTime, parseTomlTime } from './tomlTime';

type Table = Map<string, GoValue>;

const BARE_KEY = /[A-Za-z0-9_-]+/y;
/** What may be a date or a time, with the spaces in and after it. */
const TIME_WORD = /(?:[1-9]|0[0-9])[0-9]*[-:][0-9\-: Tt.Zz+]*/y;
/** A number that TIME_WORD doesn't match. */
const NUMBER_WORD =
  /0x[0-9a-fA-F][0-9a-fA-F_]*|0o[0-7][0-7_]*|0b[01][01_]*|[+-]?[0-9][0-9_]*(?:[.eE][0-9_.+\-eE]*)?/y;
const WRONG_BASE = /0x(?![0-9a-fA-F])|0o(?![0-7])|0b(?![01])/y;
/** `inf` and `nan`, and what the library's lexer takes for them. */
const SPECIAL_FLOAT = /[+-](?:inf|nan)|[in](?:nf|n?an)/y;
const LETTERS = /\p{L}+/uy;
/** What the lexer has read in search of a special float when it turns to words: all but one letter. */
const HALF_SPECIAL = /[in]n(?=a)|[in](?=[na])/y;
/** Control characters, and bytes that are not UTF-8. */
const BAD_CHARACTER =
  /[\u0000-\u0008\u000b-\u001f\u007f]|(?<![\ud800-\udbff])[\udc80-\udcff]/;
const MAX_DEPTH = 1000;
const LEADING_ZERO = /^(?:0[^box]|[+-]0.)/;
const BASES: Readonly<Record<string, string | undefined>> = {
  b: 'a binary',
  o: 'an octal',
  x: 'a hexadecimal',
};
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
  const body = text.replace(/^\ufeff/, '');
  if (body.slice(0, 6).includes('\0')) {
    throw new GoError(
      'toml: line 1: files cannot contain NULL bytes; probably using UTF-16; TOML files must be UTF-8',
    );
  }
  return new Decoder(body.replace(/\r\n/g, '\n')).decode();
}

/** Reads one document. */
class Decoder {
  private at = 0;
  /** The table that is being filled, and the key in it. */
  private context: readonly string[] = [];
  private currentKey = '';
  private depth = 0;
  private readonly root: Table = new Map();
  /** Tables that a header, an inline table or a dotted key has closed. */
  private readonly closed = new Set<Table>();
  private readonly tablesWithEmptyKey = new Set<GoValue>();
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

  private fail(message: string): never {
    throw this.fault(this.badCharacter() ?? message);
  }

  /** @param isNextLine - whether Go has read the line break already */
  private fault(reason: string, isNextLine = false): GoError {
    const before = this.text.slice(0, this.at);
    const isAfterLine = this.at >= this.text.length && before.endsWith('\n');
    const line =
      before.split('\n').length - (isAfterLine ? 1 : 0) + (isNextLine ? 1 : 0);
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
  private refuseBadIn(length: number): void {
    const at = this.text.slice(this.at, this.at + length).search(BAD_CHARACTER);
    if (at >= 0) {
      this.at += at;
      this.fail('unexpected character');
    }
  }

  /** The next character in quotes. */
  private shown(): string {
    const code = this.text.codePointAt(this.at);
    return code === undefined
      ? "'\\x00'"
      : quoteRune(String.fromCodePoint(code));
  }

  private skipSpaces(): void {
    while (this.peek() === ' ' || this.peek() === '\t') {
      this.at += 1;
    }
  }

  private skipComment(): void {
    if (this.peek() === '#') {
      const end = this.text.indexOf('\n', this.at);
      const stop = end < 0 ? this.text.length : end;
      this.refuseBadIn(stop - this.at);
      this.at = stop;
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
      this.fail(
        `expected a top-level item to end with a newline, comment, or EOF, but got ${this.shown()} instead`,
      );
    }
  }

  private expect(char: string, message: string): void {
    if (this.peek() !== char) {
      this.fail(`${message}, but got ${this.shown()} instead`);
    }
    this.at += 1;
  }

  /** Ends a list or an inline table, whose messages don't escape. */
  private expectEnd(char: string, message: string): void {
    const code = this.text.codePointAt(this.at);
    const isEnd = this.peek() === char;
    if (!isEnd) {
      const got =
        code === undefined ? 'end of file' : `'${String.fromCodePoint(code)}'`;
      this.fail(message.replace('%s', got));
    }
    this.at += 1;
  }

  private header(): Table {
    this.at += 1;
    const isList = this.peek() === '[';
    this.at += isList ? 1 : 0;
    const path = this.keyPath(true);
    if (this.peek() !== ']') {
      const shown = this.shown();
      const bad = this.badCharacter();
      const isLineEnd = this.peek() === '\n';
      throw this.fault(
        bad ??
          `expected '.' or ']' to end table name, but got ${shown} instead`,
        isLineEnd,
      );
    }
    this.at += 1;
    if (isList) {
      this.expect(']', "expected end of table array name delimiter ']'");
    }
    const parent = this.descend(this.root, path.slice(0, -1));
    this.context = path.slice(0, -1);
    const key = path[path.length - 1];
    const table = isList
      ? this.appendTable(parent, key)
      : this.openTable(parent, key, path);
    this.context = path;
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
      this.fail(
        `Key '${key}' was already created and cannot be used as an array.`,
      );
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
  private descend(
    from: Table,
    path: readonly string[],
    fault = 'was already created as a hash.',
  ): Table {
    return path.reduce((table: Table, key) => {
      const known = table.get(key);
      if (known === undefined) {
        const created: Table = new Map();
        table.set(key, created);
        return created;
      }
      const inner = Array.isArray(known) ? known[known.length - 1] : known;
      return inner instanceof Map ? inner : this.fail(`Key '${key}' ${fault}`);
    }, from);
  }

  private pair(table: Table): void {
    this.startKey();
    const path = this.keyPath();
    if (this.peek() !== '=') {
      this.fail(
        this.at >= this.text.length
          ? "unexpected EOF; expected key separator '='"
          : `expected '.' or '=', but got ${this.shown()} instead`,
      );
    }
    this.at += 1;
    this.skipSpaces();
    const outer = this.context;
    const key = path[path.length - 1];
    this.context = [...outer, ...path.slice(0, -1)];
    this.currentKey = key;
    const value = this.value();
    this.currentKey = key;
    const parent = this.descend(
      table,
      path.slice(0, -1),
      'has already been defined.',
    );
    if (parent.has(key)) {
      this.fail(`Key '${path.join('.')}' has already been defined.`);
    }
    if (path.length === 1 && key === '' && !Array.isArray(value)) {
      this.tablesWithEmptyKey.add(table);
    }
    parent.set(key, value);
    this.context = outer;
    this.currentKey = '';
  }

  /** Refuses what no key starts with. */
  private startKey(): void {
    this.skipSpaces();
    const char = this.peek();
    if (char === '=' || char === '') {
      this.fail("unexpected '=': key name appears blank");
    }
    if (char === '.') {
      this.fail("unexpected '.': keys cannot start with a '.'");
    }
  }

  /** Refuses what no part of a table's name starts with. */
  private startName(): void {
    const char = this.peek();
    if (char === ']' || char === '') {
      this.fail('unexpected end of table name (table names cannot be empty)');
    }
    if (char === '.') {
      this.fail('unexpected table separator (table names cannot be empty)');
    }
  }

  private keyPath(isTable = false): string[] {
    const path: string[] = [];
    do {
      this.at += path.length > 0 ? 1 : 0;
      this.skipSpaces();
      if (isTable) {
        this.startName();
      } else if (path.length > 0 && /^[=.]?$/.test(this.peek())) {
        this.fail(`unexpected '${this.peek() || '='}'`);
      }
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
    const word = BARE_KEY.exec(this.text)?.[0] ?? '';
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
        return this.fail('unexpected EOF; expected value');
      case '.':
        return this.fail("floats must start with a digit, not '.'");
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

  /**
   * A list; of one that has an inline table with an empty key the library
   * keeps the tables only.
   */
  private list(): GoValue {
    const items: GoValue[] = [];
    this.at += 1;
    for (;;) {
      this.skipBlank();
      if (this.peek() === ']') {
        this.at += 1;
        if (
          this.tablesWithEmptyKey.size > 0 &&
          items.some(item => this.tablesWithEmptyKey.has(item))
        ) {
          return new GoSlice(
            GoTypes.maps,
            items.filter(item => item instanceof Map),
          );
        }
        const room = appendedCapacity(GoTypes.slice, items.length, 2);
        return withCapacity(items, room);
      }
      if (this.peek() === ',') {
        this.fail('unexpected comma');
      }
      items.push(this.value());
      this.skipBlank();
      if (this.peek() === ',') {
        this.at += 1;
      } else if (this.peek() !== ']') {
        this.expectEnd(
          ']',
          "expected a comma (',') or array terminator (']'), but got %s",
        );
      }
    }
  }

  private inlineTable(): Table {
    const table: Table = new Map();
    const outer = this.context;
    this.context = [...outer, this.currentKey];
    this.currentKey = '';
    this.at += 1;
    this.skipBlank();
    while (this.peek() !== '}') {
      if (this.peek() === ',') {
        this.fail('unexpected comma');
      }
      this.pair(table);
      this.skipBlank();
      if (this.peek() === ',') {
        this.at += 1;
        this.skipBlank();
      } else if (this.peek() !== '}') {
        this.expectEnd(
          '}',
          "expected a comma or an inline table terminator '}', but got %s instead",
        );
      }
    }
    this.at += 1;
    this.context = outer;
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
    const body = this.text.slice(this.at, close < 0 ? undefined : close);
    if (end.length === 1 && body.includes('\n')) {
      this.at += body.indexOf('\n');
      this.fail('strings cannot contain newlines');
    }
    if (close < 0) {
      this.at = this.text.length;
      this.fail(`unexpected EOF; expected "${end}"`);
    }
    let stop = close;
    while (end.length === 3 && this.text[stop + 3] === "'") {
      stop += 1;
    }
    const value = this.text.slice(this.at, stop);
    this.refuseBadIn(value.length);
    this.at = stop + end.length;
    return value;
  }

  private basicString(end = '"'): string {
    let value = '';
    const start = this.at;
    for (;;) {
      const char = this.peek();
      if (char === '') {
        this.fail(`unexpected EOF; expected '${end}'`);
      }
      if (char === '\n' && end.length === 1) {
        this.fail('strings cannot contain newlines');
      }
      this.refuseBadIn(1);
      if (this.text.startsWith(end, this.at)) {
        const isInside = end.length === 3 && this.text[this.at + 3] === '"';
        if (!isInside) {
          this.at += end.length;
          return value;
        }
      }
      this.at += 1;
      value += char === '\\' ? this.escape(end.length === 3, start) : char;
    }
  }

  private escape(isMultiline: boolean, start: number): string {
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
      return ESCAPES[char] ?? this.fail(`invalid escape in string '\\${char}'`);
    }
    const digits = this.text.slice(this.at, this.at + length);
    const good = /^[0-9a-fA-F]*/.exec(digits)?.[0] ?? '';
    if (good.length < length) {
      const got = quoteGo(this.text.slice(start, this.at + good.length + 1));
      const count = { 2: 'two', 4: 'four', 8: 'eight' }[length];
      this.fail(
        `expected ${count} hexadecimal digits after '\\${char}', but got ${got} instead`,
      );
    }
    const code = parseInt(digits, 16);
    if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) {
      this.fail(`Escaped character '\\u${digits}' is not valid UTF-8.`);
    }
    this.at += length;
    return String.fromCodePoint(code);
  }

  /** What matches here, which is read; empty when nothing does. */
  private take(pattern: RegExp): string {
    pattern.lastIndex = this.at;
    const word = pattern.exec(this.text)?.[0] ?? '';
    this.at += word.length;
    return word;
  }

  private word(): GoValue {
    const time = this.take(TIME_WORD);
    if (time !== '') {
      this.refuseBadIn(1);
      return this.time(time);
    }
    const special = this.take(SPECIAL_FLOAT);
    if (special !== '') {
      return /^[+-]?(?:inf|nan)$/.test(special)
        ? parseFloatGo(special)
        : this.float(special);
    }
    this.refuseWrongNumber();
    const word = this.take(NUMBER_WORD);
    if (word === '') {
      return this.boolean();
    }
    this.refuseBadIn(1);
    const isFloat = /^[^box]*[.eE]/.test(word);
    return isFloat ? this.float(word) : this.integer(word);
  }

  private boolean(): boolean {
    this.take(HALF_SPECIAL);
    const word = this.take(LETTERS);
    if (word === '') {
      return this.fail(`expected value but found ${this.shown()} instead`);
    }
    this.refuseBadIn(1);
    return word === 'true' || word === 'false'
      ? word === 'true'
      : this.fail(`expected value but found ${quoteGo(word)} instead`);
  }

  /** Refuses a sign without a decimal number, and a base without digits. */
  private refuseWrongNumber(): void {
    const wrongBase = this.take(WRONG_BASE);
    if (wrongBase !== '') {
      const next = this.nextCharacter();
      this.fail(`not ${BASES[wrongBase[1]]} number: '${wrongBase}${next}'`);
    }
    const sign = this.take(/[+-](?:in?|na?|0(?=[box]))|[+-](?![0-9])/y);
    if (sign.length > 1) {
      this.fail(
        sign[1] === '0'
          ? `cannot use sign with non-decimal numbers: '${sign}${this.peek()}'`
          : `invalid float: '${sign}'`,
      );
    }
    if (sign !== '' && this.peek() === '.') {
      this.fail("floats must start with a digit, not '.'");
    }
    if (sign !== '') {
      const reason = `expected a digit but got ${this.shown()}`;
      const isLineEnd = this.peek() === '\n';
      throw this.fault(this.badCharacter() ?? reason, isLineEnd);
    }
  }

  private nextCharacter(): string {
    return String.fromCodePoint(this.text.codePointAt(this.at) ?? 0);
  }

  private time(word: string): GoValue {
    const text = normalTomlTime(word.trimEnd());
    return (
      parseTomlTime(text) ?? this.fail(`invalid datetime: ${quoteGo(text)}`)
    );
  }

  private float(word: string): GoValue {
    const fail = (why: string) =>
      this.fail(`Invalid float ${quoteGo(word)}: ${why}`);
    const parts = word.split(/[.eE]/).filter(Boolean);
    if (!parts.every(hasGoodUnderscores)) {
      return fail('underscores must be surrounded by digits');
    }
    if (LEADING_ZERO.test(parts[0])) {
      return fail('cannot have leading zeroes');
    }
    if (/\.(?![0-9])/.test(word)) {
      return fail("'.' must be followed by one or more digits");
    }
    const isNumber = /^[+-]?[0-9]+(?:[.][0-9]+)?(?:[eE][+-]?[0-9]+)?$/;
    const text = word.replace(/_/g, '');
    return (
      parseFloatGo(text) ??
      this.fail(
        isNumber.test(text)
          ? `${word} is out of range for float64`
          : `Invalid float value: ${quoteGo(word)}`,
      )
    );
  }

  private integer(word: string): GoValue {
    const fail = (why: string) =>
      this.fail(`Invalid integer ${quoteGo(word)}: ${why}`);
    if (!hasGoodUnderscores(word)) {
      return fail('underscores must be surrounded by digits');
    }
    if (LEADING_ZERO.test(word)) {
      return fail('cannot have leading zeroes');
    }
    const value = parseIntGo(word, 0);
    if (value === undefined) {
      return fail('not a number');
    }
    if (BigInt.asIntN(64, value) !== value) {
      return this.fail(`${word} is out of range for int64`);
    }
    return goInt64(value);
  }
}

/** Whether a digit stands before each underscore, and at the end. */
function hasGoodUnderscores(word: string): boolean {
  return !/(?<![0-9a-fA-F])_|[^0-9a-fA-F]$/.test(word);
}
