import { decodeUtf8, encodeUtf8 } from '../bytes';
import { SopsError } from '../errors';
import { Comment, Timestamp, TreeBranch, TreeItem, TreeValue } from '../tree';
import { Store } from './format';
import { textOf } from './text';

const MAX_DEPTH = 1000;
const INT64_MAX = 2n ** 63n - 1n;
const INT64_MIN = -(2n ** 63n);
// eslint-disable-next-line no-control-regex
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
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
    return JSON.parse(this.take(STRING, 'a string')) as string;
  }

  private number(): TreeValue {
    const text = this.take(NUMBER, 'a value');
    if (/^-?\d+$/.test(text)) {
      const integer = BigInt(text);
      if (integer >= INT64_MIN && integer <= INT64_MAX) return integer;
    }
    return Number(text);
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
  return JSON.stringify(text).replace(
    /[<>&\u2028\u2029\u007f]|\\[bf]/g,
    character => {
      if (character === '\u007f') return character;
      if (character === '\\b' || character === '\\f') return character;
      const code = character.charCodeAt(0).toString(16).padStart(4, '0');
      return `\\u${code}`;
    },
  );
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
  if (typeof value === 'number') return JSON.stringify(value);
  if (
    typeof value === 'string' ||
    value instanceof Timestamp ||
    value instanceof Uint8Array
  ) {
    return quote(textOf(value));
  }
  return textOf(value);
}

/** One object; indented by tabs. */
export const jsonStore: Store = {
  load: document => [new Reader(decodeUtf8(document)).document()],
  emit: ([branch]) => encodeUtf8(`${encode(branch, '')}\n`),
};

/** Any bytes, kept as the one entry `data` of a JSON object. */
export const binaryStore: Store = {
  load: jsonStore.load,
  emit([branch]) {
    const data = branch.get('data');
    if (data instanceof Uint8Array) return data;
    if (typeof data === 'string') return encodeUtf8(data);
    throw new SopsError(
      'BAD_DOCUMENT',
      'error emitting binary store: no binary data found in tree',
    );
  },
};
