import { quoteGo } from '../format/quote';
import type { TomlCursor } from './tomlCursor';

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

/** A string, or with three quotes one of several lines. @throws GoError - it does not end */
export function readQuoted(cursor: TomlCursor, quote: '"' | "'"): string {
  const triple = quote.repeat(3);
  if (!cursor.text.startsWith(triple, cursor.at)) {
    cursor.at += 1;
    return quote === '"' ? readBasic(cursor) : readLiteral(cursor);
  }
  cursor.at += 3;
  if (cursor.peek() === '\n') {
    cursor.at += 1;
  }
  return quote === '"'
    ? readBasic(cursor, triple)
    : readLiteral(cursor, triple);
}

/** A string without escapes, after its first quote. @throws GoError - it does not end */
export function readLiteral(cursor: TomlCursor, end = "'"): string {
  const close = cursor.text.indexOf(end, cursor.at);
  const body = cursor.text.slice(cursor.at, close < 0 ? undefined : close);
  if (end.length === 1 && body.includes('\n')) {
    cursor.at += body.indexOf('\n');
    cursor.fail('strings cannot contain newlines');
  }
  if (close < 0) {
    cursor.at = cursor.text.length;
    cursor.fail(`unexpected EOF; expected "${end}"`);
  }
  let stop = close;
  while (end.length === 3 && cursor.text[stop + 3] === "'") {
    stop += 1;
  }
  const value = cursor.text.slice(cursor.at, stop);
  cursor.refuseBadIn(value.length);
  cursor.at = stop + end.length;
  return value;
}

/** A string with escapes, after its first quote. @throws GoError - it does not end */
export function readBasic(cursor: TomlCursor, end = '"'): string {
  let value = '';
  const start = cursor.at;
  for (;;) {
    const char = cursor.peek();
    if (char === '') {
      cursor.fail(`unexpected EOF; expected '${end}'`);
    }
    if (char === '\n' && end.length === 1) {
      cursor.fail('strings cannot contain newlines');
    }
    cursor.refuseBadIn(1);
    if (cursor.text.startsWith(end, cursor.at)) {
      const isInside = end.length === 3 && cursor.text[cursor.at + 3] === '"';
      if (!isInside) {
        cursor.at += end.length;
        return value;
      }
    }
    cursor.at += 1;
    value += char === '\\' ? readEscape(cursor, end.length === 3, start) : char;
  }
}

function readEscape(
  cursor: TomlCursor,
  isMultiline: boolean,
  start: number,
): string {
  const char = cursor.peek();
  if (isMultiline && /\s/.test(char)) {
    while (/\s/.test(cursor.peek())) {
      cursor.at += 1;
    }
    return '';
  }
  const length = { u: 4, U: 8, x: 2 }[char];
  cursor.at += 1;
  if (length === undefined) {
    return ESCAPES[char] ?? cursor.fail(`invalid escape in string '\\${char}'`);
  }
  const digits = cursor.text.slice(cursor.at, cursor.at + length);
  const good = /^[0-9a-fA-F]*/.exec(digits)?.[0] ?? '';
  if (good.length < length) {
    const got = quoteGo(cursor.text.slice(start, cursor.at + good.length + 1));
    const count = { 2: 'two', 4: 'four', 8: 'eight' }[length];
    cursor.fail(
      `expected ${count} hexadecimal digits after '\\${char}', but got ${got} instead`,
    );
  }
  const code = parseInt(digits, 16);
  if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) {
    cursor.fail(`Escaped character '\\u${digits}' is not valid UTF-8.`);
  }
  cursor.at += length;
  return String.fromCodePoint(code);
}
