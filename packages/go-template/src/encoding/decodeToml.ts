import { GoError } from '../errors';
import { appendedCapacity, withCapacity } from '../values/capacity';
import { GoSlice } from '../values/goCollections';
import { GoTypes } from '../values/goType';
import type { GoValue } from '../values/goValue';
import { encodeUtf8 } from '../values/utf8';
import { TomlCursor } from './tomlCursor';
import { readBasic, readLiteral, readQuoted } from './tomlStrings';
import { readWord } from './tomlWords';

type Table = Map<string, GoValue>;

const BARE_KEY = /[A-Za-z0-9_-]+/y;
const MAX_DEPTH = 1000;
/** Of UTF-16 (two raw bytes, see utf8.ts) or of UTF-8. */
const BYTE_ORDER_MARK = /^(?:\udcff\udcfe|\udcfe\udcff|\ufeff)/;
/** First bytes in which a NUL tells of UTF-16. */
const BYTES_SEEN = 6;

/**
 * Reads TOML into Go values: integers as int64, arrays as lists.
 * @throws GoError - not TOML, with the line where it is wrong
 */
export function decodeToml(text: string): GoValue {
  const body = text.replace(BYTE_ORDER_MARK, '');
  if (
    encodeUtf8(body.slice(0, BYTES_SEEN)).subarray(0, BYTES_SEEN).includes(0)
  ) {
    throw new GoError(
      'toml: line 1: files cannot contain NULL bytes; probably using UTF-16; TOML files must be UTF-8',
    );
  }
  return new Decoder(body.replace(/\r\n/g, '\n')).decode();
}

/** Reads one document. */
class Decoder {
  private readonly cursor: TomlCursor;
  private depth = 0;
  private readonly root: Table = new Map();
  /** Tables that a header, an inline table or a dotted key has closed. */
  private readonly closed = new Set<Table>();
  private readonly tablesWithEmptyKey = new Set<GoValue>();
  private readonly lists = new Set<GoValue[]>();

  constructor(text: string) {
    this.cursor = new TomlCursor(text);
  }

  decode(): Table {
    let table = this.root;
    for (
      this.cursor.skipBlank();
      this.cursor.at < this.cursor.text.length;
      this.cursor.skipBlank()
    ) {
      if (this.cursor.peek() === '[') {
        table = this.header();
      } else {
        this.pair(table);
      }
      this.cursor.endLine();
    }
    return this.root;
  }

  private header(): Table {
    this.cursor.at += 1;
    const isList = this.cursor.peek() === '[';
    this.cursor.at += isList ? 1 : 0;
    const path = this.keyPath(true);
    if (this.cursor.peek() !== ']') {
      this.cursor.failBehind(
        `expected '.' or ']' to end table name, but got ${this.cursor.shown()} instead`,
      );
    }
    this.cursor.at += 1;
    if (isList && this.cursor.peek() !== ']') {
      this.cursor.failBehind(
        `expected end of table array name delimiter ']', but got ${this.cursor.shown()} instead`,
      );
    }
    this.cursor.at += isList ? 1 : 0;
    const parent = this.descend(this.root, path.slice(0, -1));
    this.cursor.context = path.slice(0, -1);
    const key = path[path.length - 1];
    const table = isList
      ? this.appendTable(parent, key)
      : this.openTable(parent, key, path);
    this.cursor.context = path;
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
      this.cursor.fail(
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
      return this.cursor.fail(
        `Key '${path.join('.')}' has already been defined.`,
      );
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
      return inner instanceof Map
        ? inner
        : this.cursor.fail(`Key '${key}' ${fault}`);
    }, from);
  }

  private pair(table: Table): void {
    this.startKey();
    const path = this.keyPath();
    if (this.cursor.peek() !== '=') {
      this.cursor.fail(
        this.cursor.at >= this.cursor.text.length
          ? "unexpected EOF; expected key separator '='"
          : `expected '.' or '=', but got ${this.cursor.shown()} instead`,
      );
    }
    this.cursor.at += 1;
    this.cursor.skipSpaces();
    const outer = this.cursor.context;
    const key = path[path.length - 1];
    this.cursor.context = [...outer, ...path.slice(0, -1)];
    this.cursor.currentKey = key;
    const value = this.value();
    this.cursor.currentKey = key;
    const parent = this.descend(
      table,
      path.slice(0, -1),
      'has already been defined.',
    );
    if (parent.has(key)) {
      this.cursor.fail(`Key '${path.join('.')}' has already been defined.`);
    }
    if (path.length === 1 && key === '' && !Array.isArray(value)) {
      this.tablesWithEmptyKey.add(table);
    }
    parent.set(key, value);
    this.cursor.context = outer;
    this.cursor.currentKey = '';
  }

  /** Refuses what no key starts with. */
  private startKey(): void {
    this.cursor.skipSpaces();
    const char = this.cursor.peek();
    if (char === '=' || char === '') {
      this.cursor.fail("unexpected '=': key name appears blank");
    }
    if (char === '.') {
      this.cursor.fail("unexpected '.': keys cannot start with a '.'");
    }
  }

  /** Refuses what no part of a table's name starts with. */
  private startName(): void {
    const char = this.cursor.peek();
    if (char === ']' || char === '') {
      this.cursor.fail(
        'unexpected end of table name (table names cannot be empty)',
      );
    }
    if (char === '.') {
      this.cursor.fail(
        'unexpected table separator (table names cannot be empty)',
      );
    }
  }

  private keyPath(isTable = false): string[] {
    const path: string[] = [];
    do {
      this.cursor.at += path.length > 0 ? 1 : 0;
      this.cursor.skipSpaces();
      if (isTable) {
        this.startName();
      } else if (path.length > 0 && /^[=.]?$/.test(this.cursor.peek())) {
        this.cursor.fail(`unexpected '${this.cursor.peek() || '='}'`);
      }
      path.push(this.key());
      this.cursor.skipSpaces();
    } while (this.cursor.peek() === '.');
    return path;
  }

  private key(): string {
    const char = this.cursor.peek();
    if (char === '"' || char === "'") {
      this.cursor.at += 1;
      return char === '"' ? readBasic(this.cursor) : readLiteral(this.cursor);
    }
    BARE_KEY.lastIndex = this.cursor.at;
    const word = BARE_KEY.exec(this.cursor.text)?.[0] ?? '';
    this.cursor.at += word.length;
    return word;
  }

  private value(): GoValue {
    this.depth += 1;
    if (this.depth > MAX_DEPTH) {
      this.cursor.fail('nested too deeply');
    }
    const value = this.anyValue();
    this.depth -= 1;
    return value;
  }

  private anyValue(): GoValue {
    switch (this.cursor.peek()) {
      case '':
        return this.cursor.fail('unexpected EOF; expected value');
      case '.':
        return this.cursor.fail("floats must start with a digit, not '.'");
      case '[':
        return this.list();
      case '{':
        return this.inlineTable();
      case '"':
        return readQuoted(this.cursor, '"');
      case "'":
        return readQuoted(this.cursor, "'");
      default:
        return readWord(this.cursor);
    }
  }

  /**
   * A list; of one that has an inline table with an empty key the library
   * keeps the tables only.
   */
  private list(): GoValue {
    const items: GoValue[] = [];
    this.cursor.at += 1;
    for (;;) {
      this.cursor.skipBlank();
      if (this.cursor.peek() === ']') {
        this.cursor.at += 1;
        if (
          this.tablesWithEmptyKey.size > 0 &&
          items.some(item => this.tablesWithEmptyKey.has(item))
        ) {
          return new GoSlice(
            GoTypes.maps,
            items.filter(item => item instanceof Map),
          );
        }
        const capacity = appendedCapacity(GoTypes.slice, items.length, 2);
        return withCapacity(items, capacity);
      }
      if (this.cursor.peek() === ',') {
        this.cursor.fail('unexpected comma');
      }
      items.push(this.value());
      this.cursor.skipBlank();
      if (this.cursor.peek() === ',') {
        this.cursor.at += 1;
      } else if (this.cursor.peek() !== ']') {
        this.cursor.expectEnd(
          ']',
          "expected a comma (',') or array terminator (']'), but got %s",
        );
      }
    }
  }

  private inlineTable(): Table {
    const table: Table = new Map();
    const outer = this.cursor.context;
    this.cursor.context = [...outer, this.cursor.currentKey];
    this.cursor.currentKey = '';
    this.cursor.at += 1;
    this.cursor.skipBlank();
    while (this.cursor.peek() !== '}') {
      if (this.cursor.peek() === ',') {
        this.cursor.fail('unexpected comma');
      }
      this.pair(table);
      this.cursor.skipBlank();
      if (this.cursor.peek() === ',') {
        this.cursor.at += 1;
        this.cursor.skipBlank();
      } else if (this.cursor.peek() !== '}') {
        this.cursor.expectEnd(
          '}',
          "expected a comma or an inline table terminator '}', but got %s instead",
        );
      }
    }
    this.cursor.at += 1;
    this.cursor.context = outer;
    this.closed.add(table);
    return table;
  }
}
