import { characterTable, HASH, isBreak, isSpaceOrEnd, TAB } from './characters';
import { Cursor, Place } from './cursor';
import { FoldedBreaks } from './foldedBreaks';

/** What a character may mean inside a plain scalar; 0: nothing. */
const LINE_END = 1;
const COLON = 2;
const FLOW = 3;
const SPACES = 4;
const COMMENT = 5;
const WIDE = 6;
const STOP = characterTable([
  ['\0\r\n', LINE_END],
  [':', COLON],
  [',?[]{}', FLOW],
  [' \t', SPACES],
  ['#', COMMENT],
]);

/** The end of a plain scalar on this line, trailing blanks left out. */
function endOfLine(text: string, from: number, inFlow: boolean): number {
  let end = from;
  for (let at = from; ; at++) {
    const code = text.charCodeAt(at);
    const stop = code < 128 ? STOP[code] : WIDE;
    if (
      stop === LINE_END ||
      (stop === WIDE && isBreak(code)) ||
      (stop === COLON && isSpaceOrEnd(text.charCodeAt(at + 1))) ||
      (stop === FLOW && inFlow) ||
      (stop === COMMENT && at > end)
    ) {
      return end;
    }
    if (stop !== SPACES) {
      end = at + 1;
    }
  }
}

/**
 * Reads an unquoted scalar; sets `cursor.crossedLines`.
 * @param start - where it begins, for errors
 * @param indent - least column of its further lines
 */
export function readPlain(
  cursor: Cursor,
  start: Place,
  indent: number,
  inFlow: boolean,
): string {
  const { text } = cursor;
  let value = '';
  let joint = '';
  cursor.crossedLines = false;
  for (;;) {
    if (cursor.atDocumentIndicator() || cursor.peek() === HASH) {
      return value;
    }
    const from = cursor.position;
    const end = endOfLine(text, from, inFlow);
    if (end > from) {
      const words = text.slice(from, end);
      value = joint === '' ? words : value + joint + words;
      cursor.crossedLines = false;
      cursor.skip(end - from);
    }
    cursor.skipBlanks();
    if (!isBreak(cursor.peek())) {
      return value;
    }
    joint = readLineBreaks(cursor, start, indent);
    if (!inFlow && cursor.column < indent) {
      return value;
    }
  }
}

/** Reads the line breaks inside a plain scalar; gives what they stand for. */
function readLineBreaks(cursor: Cursor, start: Place, indent: number): string {
  const folded = new FoldedBreaks();
  cursor.crossedLines = true;
  for (;;) {
    cursor.skipSpaces();
    const code = cursor.peek();
    if (isBreak(code)) {
      folded.add(cursor.readBreak());
    } else if (code === TAB) {
      if (cursor.column < indent) {
        throw cursor.fault(
          'found a tab character that violates indentation',
          start,
        );
      }
      cursor.position++;
    } else {
      return folded.text();
    }
  }
}
