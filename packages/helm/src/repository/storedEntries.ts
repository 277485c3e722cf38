import { startsWith } from './fast/startsWith';
import { UnknownFormError } from './fast/UnknownFormError';

const NEWLINE = 10;
const decoder = new TextDecoder();

/** An entry of an index in the form in which it is stored. */
interface StoredEntry {
  /** Name of the chart. */
  readonly name: string;
  /** JSON text of its versions. */
  readonly json: string;
}

/**
 * The entries of an index as `formatIndex` writes it, one after the other, by
 * the blanks at the start of its lines, so that no more than one is in memory.
 * @throws UnknownFormError - it is written in another way
 */
export function* storedEntries(bytes: Uint8Array): Generator<StoredEntry> {
  let at = startOfEntries(bytes);
  if (at === undefined) return;
  while (!startsWith(bytes, '  }', at)) {
    if (!startsWith(bytes, '    "', at)) throw unknownForm();
    const end = endOfEntry(bytes, at);
    yield toEntry(decoder.decode(bytes.subarray(at, end)));
    at = nextLine(bytes, end - 1);
  }
}

/** First line of the entries; undefined where there are none. */
function startOfEntries(bytes: Uint8Array): number | undefined {
  if (!startsWith(bytes, '{\n', 0)) throw unknownForm();
  const key = '  "entries": ';
  let at = 2;
  while (!startsWith(bytes, key, at)) {
    at = nextLine(bytes, at);
  }
  const value = at + key.length;
  if (startsWith(bytes, '{\n', value)) return value + 2;
  if (startsWith(bytes, '{}', value)) return undefined;
  if (startsWith(bytes, 'null', value)) return undefined;
  throw unknownForm();
}

/** Offset behind an entry, which takes one line or ends with one of `    ]`. */
function endOfEntry(bytes: Uint8Array, start: number): number {
  let next = nextLine(bytes, start);
  if (bytes[next - 2] !== '['.charCodeAt(0)) return next;
  while (!startsWith(bytes, '    ]', next)) {
    next = nextLine(bytes, next);
  }
  return nextLine(bytes, next);
}

function toEntry(text: string): StoredEntry {
  const pair = text.replace(/,?\n$/, '');
  const [quoted] = /^ {4}"(?:[^"\\]|\\.)*"(?=: )/.exec(pair) ?? [];
  if (quoted === undefined) throw unknownForm();
  return {
    name: JSON.parse(quoted) as string,
    json: pair.slice(quoted.length + 2),
  };
}

function nextLine(bytes: Uint8Array, from: number): number {
  const end = bytes.indexOf(NEWLINE, from);
  if (end < 0) throw unknownForm();
  return end + 1;
}

function unknownForm(): UnknownFormError {
  return new UnknownFormError('an index');
}
