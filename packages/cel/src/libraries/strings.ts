import type { Budget } from '../evaluate/Budget';
import { describe } from '../values/describe';
import { Fault } from '../values/Fault';
import type { Result, Value } from '../values/Value';
import { ArrayList, CelList } from '../values/Value';
import { formatText } from './format';
import type { Library } from './Library';
import { fn, method } from './Library';

const CHARS_PER_STEP = 32;
const CHAR_BYTES = 2;
const ITEM_BYTES = 8;

/** A text by code points. Most texts have one unit for each. */
class Runes {
  readonly #points: readonly string[] | undefined;

  constructor(readonly text: string, budget: Budget) {
    budget.step(text.length / CHARS_PER_STEP);
    this.#points = /[\ud800-\udfff]/.test(text) ? [...text] : undefined;
  }

  get length(): number {
    return this.#points?.length ?? this.text.length;
  }

  slice(start: number, end = this.length): string {
    return this.#points
      ? this.#points.slice(start, end).join('')
      : this.text.slice(start, end);
  }

  /** The number of code points before a place in the text. */
  #pointsBefore(unit: number): number {
    return this.#points ? [...this.text.slice(0, unit)].length : unit;
  }

  indexOf(part: string, from: number): number {
    const unit = this.text.indexOf(part, this.slice(0, from).length);
    return unit < 0 ? -1 : this.#pointsBefore(unit);
  }

  lastIndexOf(part: string, from: number): number {
    const unit = this.text.lastIndexOf(part, this.slice(0, from).length);
    return unit < 0 ? -1 : this.#pointsBefore(unit);
  }
}

function outOfRange(index: bigint): Fault {
  return new Fault(`index out of range: ${index}`);
}

function charAt([value, at]: readonly Value[], budget: Budget): Result {
  const runes = new Runes(String(value), budget);
  const index = at as bigint;
  if (index < 0n || index > runes.length) return outOfRange(index);
  return runes.slice(Number(index), Number(index) + 1);
}

function chargeSearch(text: string, part: string, budget: Budget): void {
  budget.step(
    (text.length * (1 + part.length / CHARS_PER_STEP)) / CHARS_PER_STEP,
  );
}

function indexOf(
  [value, part, offset = 0n]: readonly Value[],
  budget: Budget,
): Result {
  const from = offset as bigint;
  if (part === '') return from;
  if (from < 0n) return outOfRange(from);
  const runes = new Runes(String(value), budget);
  if (from >= runes.length) return -1n;
  chargeSearch(runes.text, String(part), budget);
  return BigInt(runes.indexOf(String(part), Number(from)));
}

function lastIndexOf(
  [value, part, offset]: readonly Value[],
  budget: Budget,
): Result {
  const runes = new Runes(String(value), budget);
  if (part === '') return (offset as bigint) ?? BigInt(runes.length);
  const from = (offset as bigint) ?? BigInt(runes.length - 1);
  const isLonger = String(part).length > runes.text.length;
  if (from < 0n)
    return isLonger && offset === undefined ? -1n : outOfRange(from);
  if (from >= runes.length) return -1n;
  chargeSearch(runes.text, String(part), budget);
  return BigInt(runes.lastIndexOf(String(part), Number(from)));
}

function substring(
  [value, start, stop]: readonly Value[],
  budget: Budget,
): Result {
  const runes = new Runes(String(value), budget);
  const from = start as bigint;
  const to = (stop as bigint) ?? BigInt(runes.length);
  if (stop !== undefined && from > to) {
    return new Fault(`invalid substring range. start: ${from}, end: ${to}`);
  }
  if (from < 0n || from > runes.length) return outOfRange(from);
  if (to < 0n || to > runes.length) return outOfRange(to);
  budget.allocate(Number(to - from) * CHAR_BYTES);
  return runes.slice(Number(from), Number(to));
}

/** At most as many as Go's `n`: below 0 is all. */
function limitOf(value: Value | undefined): number {
  const limit = value as bigint | undefined;
  return limit === undefined || limit < 0n ? Infinity : Number(limit);
}

/** Splits a text; an empty separator splits between code points. */
function splitText(text: string, separator: string, limit: number): string[] {
  if (limit === 0) return [];
  const parts = separator === '' ? [...text] : text.split(separator);
  if (parts.length <= limit) return parts;
  const rest = parts.slice(limit - 1).join(separator);
  return [...parts.slice(0, limit - 1), rest];
}

function split([value, by, limit]: readonly Value[], budget: Budget): Result {
  const text = String(value);
  chargeSearch(text, String(by), budget);
  const parts = splitText(text, String(by), limitOf(limit));
  budget.allocate(parts.length * ITEM_BYTES + text.length * CHAR_BYTES);
  return new ArrayList(parts);
}

function replace(
  [value, old, by, limit]: readonly Value[],
  budget: Budget,
): Result {
  const [text, from, to] = [value, old, by].map(String);
  const most = limitOf(limit);
  chargeSearch(text, from, budget);
  const parts = from === '' ? ['', ...text, ''] : text.split(from);
  const places = parts.length - 1;
  const count = Math.min(places, most);
  budget.allocate((text.length + count * to.length) * CHAR_BYTES);
  if (from === '') return replaceBetween([...text], to, count);
  const head = parts.slice(0, count + 1).join(to);
  return [head, ...parts.slice(count + 1)].join(from);
}

/** Puts a text before each code point and at the end, at most `count` times. */
function replaceBetween(
  points: readonly string[],
  to: string,
  count: number,
): string {
  const head = points.map((point, index) => (index < count ? to : '') + point);
  return head.join('') + (count > points.length ? to : '');
}

const ESCAPES: Readonly<Record<string, string>> = {
  '\x07': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
  '\\': '\\\\',
  '"': '\\"',
};

function quote([value]: readonly Value[], budget: Budget): Result {
  const text = String(value);
  budget.allocate(text.length * CHAR_BYTES * 2);
  // eslint-disable-next-line no-control-regex -- the characters that have an escape
  return `"${text.replace(/[\x07\b\f\n\r\t\v\\"]/g, char => ESCAPES[char])}"`;
}

function join(
  [list, separator = '']: readonly Value[],
  budget: Budget,
): Result {
  const parts: string[] = [];
  for (const item of list as CelList) {
    if (typeof item !== 'string') {
      return new Fault(`join: invalid input: ${describe(item)}`);
    }
    budget.allocate((item.length + String(separator).length) * CHAR_BYTES);
    parts.push(item);
  }
  return parts.join(String(separator));
}

/** A function that makes a text of the same size. */
function mapped(change: (text: string) => string) {
  return ([value]: readonly Value[], budget: Budget): Result => {
    const text = String(value);
    budget.allocate(text.length * CHAR_BYTES);
    return change(text);
  };
}

/** What Go takes for white space. */
const SPACE =
  '[\\t\\n\\v\\f\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]+';
const TRIMMED = new RegExp(`^${SPACE}`, 'u');

function trim(text: string): string {
  const start = text.replace(TRIMMED, '');
  let end = start.length;
  while (end > 0 && TRIMMED.test(start[end - 1])) end--;
  return start.slice(0, end);
}

/** The `strings` extension of cel-go. */
export const strings: Library = {
  overloads: [
    method('charAt', '(string, int) string', charAt),
    method('indexOf', '(string, string) int', indexOf),
    method('indexOf', '(string, string, int) int', indexOf),
    method('lastIndexOf', '(string, string) int', lastIndexOf),
    method('lastIndexOf', '(string, string, int) int', lastIndexOf),
    method(
      'lowerAscii',
      '(string) string',
      mapped(text => text.replace(/[A-Z]+/g, part => part.toLowerCase())),
    ),
    method(
      'upperAscii',
      '(string) string',
      mapped(text => text.replace(/[a-z]+/g, part => part.toUpperCase())),
    ),
    method('replace', '(string, string, string) string', replace),
    method('replace', '(string, string, string, int) string', replace),
    method('split', '(string, string) list(string)', split),
    method('split', '(string, string, int) list(string)', split),
    method('substring', '(string, int) string', substring),
    method('substring', '(string, int, int) string', substring),
    method('trim', '(string) string', mapped(trim)),
    method('format', '(string, list(dyn)) string', ([text, args], budget) =>
      formatText(String(text), args as CelList, budget),
    ),
    fn('strings.quote', '(string) string', quote),
    method('join', '(list(string)) string', join),
    method('join', '(list(string), string) string', join),
    method(
      'reverse',
      '(string) string',
      mapped(text => [...text].reverse().join('')),
    ),
  ],
};
