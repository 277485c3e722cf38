import { decodeUtf8, encodeUtf8 } from '../bytes';
import { SopsError } from '../errors';
import { parseFloat64, parseInt64 } from '../numbers';
import {
  Comment,
  Leaf,
  Timestamp,
  TreeBranch,
  TreeItem,
  TreeValue,
} from '../tree';
import { Store } from './format';

const MAX_DEPTH = 1000;
/** Half of a pair without the other, or a byte that is no UTF-8. */
const LONE_SURROGATE = /[\ud800-\udfff]/gu;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const LITERALS: readonly [string, TreeValue][] = [
  ['true', true],
  ['false', false],
  ['null', null],
];

/** Reads JSON in its order, with integers kept whole. */
class Reader {
  private position = 0;
  private depth = 0;

  constructor(private readonly text: string) {}

  document(): TreeBranch {
    this.skipSpace();
    if (this.text[this.position] !== '{') {
      throw this.fault('SOPS only supports JSON files with a top-level object');
    }
    const branch = this.object();
    this.skipSpace();
    if (this.position < this.text.length) throw this.fault('unexpected text');
    return branch;
  }

  private object(): TreeBranch {
    const items: TreeItem[] = [];
    this.sequence('}', () => {
      const key = this.string();
      this.skipSpace();
      if (this.text[this.position] !== ':') throw this.fault('expected ":"');
      this.position++;
      items.push({ key, value: this.value() });
    });
    return new TreeBranch(items);
  }

  private list(): TreeValue[] {
    const values: TreeValue[] = [];
    this.sequence(']', () => values.push(this.value()));
    return values;
  }

  /** Entries between brackets; the opening one is next. */
  private sequence(end: string, readEntry: () => void): void {
    if (++this.depth > MAX_DEPTH) throw this.fault('nested too deep');
    this.position++;
    this.skipSpace();
    while (this.text[this.position] !== end) {
      this.skipSpace();
      readEntry();
      this.skipSpace();
      if (this.text[this.position] === ',') {
        this.position++;
        this.skipSpace();
        if (this.text[this.position] === end)
          throw this.fault('unexpected ","');
      } else if (this.text[this.position] !== end) {
        throw this.fault(`expected "," or "${end}"`);
      }
    }
    this.position++;
    this.depth--;
  }

  private value(): TreeValue {
    this.skipSpace();
    const first = this.text[this.position];
    if (first === '{') return this.object();
    if (first === '[') return this.list();
    if (first === '"') return this.string();
    for (const [word, value] of LITERALS) {
      if (this.text.startsWith(word, this.position)) {
        this.position += word.length;
        return value;
      }
    }
    return this.number();
  }

  private string(): string {
    const start = this.position;
    if (this.text[start] !== '"') throw this.fault('expected a string');
    this.position = this.endOfString(start);
    try {
      const quoted = this.text.slice(start, this.position);
      return (JSON.parse(quoted) as string).replace(LONE_SURROGATE, '\ufffd');
    } catch {
      throw this.fault('a string holds a control character or a bad escape');
    }
  }

  /** No pattern does this: one over 50 MB of text overflows the stack. */
  private endOfString(start: number): number {
    let mark = start;
    for (;;) {
      mark = this.text.indexOf('"', mark + 1);
      if (mark < 0) throw this.fault('expected the end of a string');
      let slashes = 0;
      while (this.text[mark - 1 - slashes] === '\\') slashes++;
      if (slashes % 2 === 0) return mark + 1;
    }
  }

  private number(): TreeValue {
    const text = this.take(NUMBER, 'a value');
    const value = parseInt64(text) ?? parseFloat64(text);
    if (value === undefined) throw this.fault('number out of range');
    return value;
  }

  private take(pattern: RegExp, what: string): string {
    pattern.lastIndex = this.position;
    const match = pattern.exec(this.text);
    if (!match) throw this.fault(`expected ${what}`);
    this.position = pattern.lastIndex;
    return match[0];
  }

  private skipSpace(): void {
    while (' \t\r\n'.includes(this.text[this.position] || 'x')) this.position++;
  }

  private fault(message: string): SopsError {
    const line = this.text.slice(0, this.position).split('\n').length;
    return new SopsError(
      'BAD_DOCUMENT',
      `Could not unmarshal input data: line ${line}: ${message}`,
    );
  }
}

/** A text as Go's encoding/json writes it. */
function quote(text: string): string {
  return JSON.stringify(text)
    .replace(
      /[<>&\u2028\u2029]/g,
      character =>
        `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
    )
    .replace(/\\ud[89a-f][0-9a-f]{2}/g, '\\ufffd');
}

/** A value that holds no others. */
function encodeLeaf(value: Leaf | null): string {
  if (typeof value === 'string') return quote(value);
  if (value instanceof Timestamp) return quote(value.text);
  if (value instanceof Comment) {
    throw new SopsError('BAD_DOCUMENT', 'JSON holds no comment as a value');
  }
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) {
      throw new SopsError('BAD_DOCUMENT', `JSON holds no ${value}`);
    }
    return Object.is(value, -0) ? '-0' : String(value);
  }
  return String(value);
}

function encode(value: TreeValue, indent: string): string {
  const inner = `${indent}\t`;
  const wrap = (open: string, entries: string[], close: string) =>
    entries.length === 0
      ? open + close
      : `${open}\n${entries
          .map(entry => inner + entry)
          .join(',\n')}\n${indent}${close}`;
  if (value instanceof TreeBranch) {
    const entries = value.items.flatMap(({ key, value: entry }) =>
      key instanceof Comment ? [] : [`${quote(key)}: ${encode(entry, inner)}`],
    );
    return wrap('{', entries, '}');
  }
  if (Array.isArray(value)) {
    const entries = value
      .filter(entry => !(entry instanceof Comment))
      .map(entry => encode(entry, inner));
    return wrap('[', entries, ']');
  }
  return encodeLeaf(value);
}

/** One object; indented by tabs. */
export const jsonStore: Store = {
  load: document => [new Reader(decodeUtf8(document)).document()],
  emit: ([branch]) => encodeUtf8(`${encode(branch, '')}\n`),
};

/** Any bytes, kept as the one entry `data` of a JSON object. */
export const binaryStore: Store = {
  load: jsonStore.load,
  emit(branches) {
    if (branches.length !== 1) {
      throw new SopsError(
        'BAD_DOCUMENT',
        'error emitting binary store: there must be exactly one tree branch',
      );
    }
    const data = branches[0].get('data');
    if (typeof data === 'string') return encodeUtf8(data);
    throw new SopsError(
      'BAD_DOCUMENT',
      'error emitting binary store: no binary data found in tree',
    );
  },
};
