import { isBlank, isBreak, isHex, isSpaceOrEnd } from './characters';
import { Cursor, Place } from './cursor';
import { FoldedBreaks } from './foldedBreaks';

/** Reads `'…'`; the cursor stands on the opening quote. */
export function readSingleQuoted(cursor: Cursor, context: Place): string {
  cursor.skip();
  let value = '';
  for (;;) {
    checkQuoted(cursor, context);
    for (;;) {
      const run = quotedRun(cursor, 0x27, 0x27);
      value += run;
      if (cursor.peek() === 0x27 && cursor.peek(1) === 0x27) {
        value += "'";
        cursor.skip(2);
      } else {
        break;
      }
    }
    if (cursor.peek() === 0x27) {
      cursor.skip();
      return value;
    }
    value += readQuotedGap(cursor, undefined);
  }
}

/** Reads `"…"`; the cursor stands on the opening quote. */
export function readDoubleQuoted(cursor: Cursor, context: Place): string {
  cursor.skip();
  let value = '';
  for (;;) {
    checkQuoted(cursor, context);
    let folded: FoldedBreaks | undefined;
    for (;;) {
      value += quotedRun(cursor, 0x22, 0x5c);
      if (cursor.peek() !== 0x5c) {
        break;
      }
      if (isBreak(cursor.peek(1))) {
        cursor.skip();
        cursor.skipBreak();
        folded = new FoldedBreaks();
        // The escaped break itself stands for nothing, not for a space.
        folded.add('');
        break;
      }
      value += readEscape(cursor, context);
    }
    if (cursor.peek() === 0x22) {
      cursor.skip();
      return value;
    }
    value += readQuotedGap(cursor, folded);
  }
}

function checkQuoted(cursor: Cursor, context: Place): void {
  if (cursor.atDocumentIndicator()) {
    throw cursor.fault('found unexpected document indicator', context);
  }
  if (cursor.peek() === 0) {
    throw cursor.fault('found unexpected end of stream', context);
  }
}

/** Characters up to a blank, a break, the quote or the escape character. */
function quotedRun(cursor: Cursor, quote: number, escape: number): string {
  const { text } = cursor;
  const start = cursor.position;
  let at = start;
  for (;;) {
    const code = text.charCodeAt(at);
    if (code === quote || code === escape || isSpaceOrEnd(code)) {
      break;
    }
    at++;
  }
  if (at === start) {
    return '';
  }
  cursor.skip(at - start);
  return text.slice(start, at);
}

/** Blanks and breaks inside quotes; `folded` continues an escaped break. */
function readQuotedGap(
  cursor: Cursor,
  folded: FoldedBreaks | undefined,
): string {
  const start = cursor.position;
  let breaks = folded;
  for (;;) {
    const code = cursor.peek();
    if (isBlank(code)) {
      cursor.position++;
    } else if (isBreak(code)) {
      breaks = breaks ?? new FoldedBreaks();
      breaks.add(cursor.readBreak());
    } else {
      break;
    }
  }
  return breaks ? breaks.text() : cursor.text.slice(start, cursor.position);
}

const SIMPLE_ESCAPES = new Map<number, string>([
  [0x30, '\0'],
  [0x61, '\x07'],
  [0x62, '\b'],
  [0x74, '\t'],
  [0x09, '\t'],
  [0x6e, '\n'],
  [0x76, '\v'],
  [0x66, '\f'],
  [0x72, '\r'],
  [0x65, '\x1b'],
  [0x20, ' '],
  [0x22, '"'],
  [0x27, "'"],
  [0x5c, '\\'],
  [0x4e, '\x85'],
  [0x5f, '\xa0'],
  [0x4c, '\u2028'],
  [0x50, '\u2029'],
]);

const CODE_LENGTHS = new Map([
  [0x78, 2],
  [0x75, 4],
  [0x55, 8],
]);

function readEscape(cursor: Cursor, context: Place): string {
  const letter = cursor.peek(1);
  const simple = SIMPLE_ESCAPES.get(letter);
  if (simple !== undefined) {
    cursor.skip(2);
    return simple;
  }
  const length = CODE_LENGTHS.get(letter);
  if (length === undefined) {
    throw cursor.fault('found unknown escape character', context);
  }
  cursor.skip(2);
  for (let k = 0; k < length; k++) {
    if (!isHex(cursor.peek(k))) {
      throw cursor.fault('did not find expected hexdecimal number', context);
    }
  }
  const digits = cursor.text.slice(cursor.position, cursor.position + length);
  const code = parseInt(digits, 16);
  if ((code >= 0xd800 && code <= 0xdfff) || code > 0x10ffff) {
    throw cursor.fault('found invalid Unicode character escape code', context);
  }
  cursor.skip(length);
  return String.fromCodePoint(code);
}
