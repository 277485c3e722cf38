import {
  HASH,
  isBlank,
  isBreak,
  isBreakOrEnd,
  isDigit,
  isHex,
  isSpaceOrEnd,
  SPACE,
  TAB,
} from './characters';
import { Cursor, Place } from './cursor';
import { YamlError } from '../errors';

/** Line breaks inside a flow scalar: one becomes a space, n become n-1. */
class FoldedBreaks {
  private first: string | undefined;
  private rest = '';

  add(lineBreak: string): void {
    if (this.first === undefined) {
      this.first = lineBreak;
    } else {
      this.rest += lineBreak;
    }
  }

  text(): string {
    if (this.first === '\n') {
      return this.rest === '' ? ' ' : this.rest;
    }
    return (this.first ?? '') + this.rest;
  }
}

/** What a character may mean inside a plain scalar; 0: nothing. */
const LINE_END = 1;
const COLON = 2;
const FLOW = 3;
const SPACES = 4;
const COMMENT = 5;
const WIDE = 6;
const STOP = buildStopTable();

function buildStopTable(): Uint8Array {
  const table = new Uint8Array(128);
  const mark = (characters: string, meaning: number) => {
    for (const character of characters) {
      table[character.charCodeAt(0)] = meaning;
    }
  };
  mark('\0\r\n', LINE_END);
  mark(':', COLON);
  mark(',?[]{}', FLOW);
  mark(' \t', SPACES);
  mark('#', COMMENT);
  return table;
}

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
    const code = cursor.peek();
    if (isBreak(code)) {
      folded.add(cursor.readBreak());
    } else if (isBlank(code)) {
      if (code === TAB && cursor.column < indent) {
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

/** What the header of a block scalar says: `|2-` and the like. */
interface BlockHeader {
  chomping: '' | '+' | '-';
  /** 0: to be found from the content. */
  increment: number;
}

/** Indentation and empty lines of a block scalar. */
class BlockState {
  /** Column of the content; 0 while it is not known. */
  indent = 0;
  /** Empty lines that were read and not used yet. */
  breaks = '';

  constructor(
    private readonly cursor: Cursor,
    private readonly context: Place,
    private readonly parentIndent: number,
  ) {}

  takeBreaks(): string {
    const { breaks } = this;
    this.breaks = '';
    return breaks;
  }

  /** Reads indentation and empty lines; finds the indentation if unknown. */
  readBreaks(): void {
    const { cursor } = this;
    let widest = 0;
    for (;;) {
      while (this.isIndentation() && cursor.peek() === SPACE) {
        cursor.position++;
      }
      widest = Math.max(widest, cursor.column);
      if (this.isIndentation() && cursor.peek() === TAB) {
        throw this.tabError();
      }
      if (!isBreak(cursor.peek())) {
        break;
      }
      this.breaks += cursor.readBreak();
    }
    if (this.indent === 0) {
      this.indent = Math.max(widest, this.parentIndent + 1, 1);
    }
  }

  private isIndentation(): boolean {
    return this.indent === 0 || this.cursor.column < this.indent;
  }

  private tabError(): YamlError {
    return this.cursor.fault(
      'found a tab character where an indentation space is expected',
      this.context,
    );
  }
}

/**
 * Reads a literal or folded scalar; the cursor stands on `|` or `>`.
 * @param parentIndent - indentation of the enclosing block, -1 for none
 * @param readComment - reads a comment behind the header
 */
export function readBlock(
  cursor: Cursor,
  context: Place,
  folded: boolean,
  parentIndent: number,
  readComment: () => void,
): string {
  cursor.skip();
  const { chomping, increment } = readBlockHeader(cursor, context);
  finishHeaderLine(cursor, context, readComment);

  const state = new BlockState(cursor, context, parentIndent);
  if (increment > 0) {
    state.indent = Math.max(parentIndent, 0) + increment;
  }
  state.readBreaks();
  let value = '';
  let leadingBreak = '';
  let leadingBlank = false;
  while (cursor.column === state.indent && cursor.peek() !== 0) {
    const startsBlank = isBlank(cursor.peek());
    if (folded && leadingBreak === '\n' && !leadingBlank && !startsBlank) {
      value += state.breaks === '' ? ' ' : '';
    } else {
      value += leadingBreak;
    }
    value += state.takeBreaks() + readBlockLine(cursor);
    leadingBlank = startsBlank;
    leadingBreak = isBreak(cursor.peek()) ? cursor.readBreak() : '';
    state.readBreaks();
  }
  if (chomping !== '-') {
    value += leadingBreak;
  }
  return chomping === '+' ? value + state.breaks : value;
}

function readBlockLine(cursor: Cursor): string {
  const { text } = cursor;
  const start = cursor.position;
  let at = start;
  while (!isBreakOrEnd(text.charCodeAt(at))) {
    if (cursor.newlines !== 0 && !isBlank(text.charCodeAt(at))) {
      cursor.newlines = 0;
    }
    at++;
  }
  cursor.position = at;
  return text.slice(start, at);
}

function readBlockHeader(cursor: Cursor, context: Place): BlockHeader {
  let chomping = readChomping(cursor);
  let increment = 0;
  if (isDigit(cursor.peek())) {
    increment = cursor.peek() - 0x30;
    if (increment === 0) {
      throw cursor.fault('found an indentation indicator equal to 0', context);
    }
    cursor.skip();
    chomping = chomping || readChomping(cursor);
  }
  return { chomping, increment };
}

function readChomping(cursor: Cursor): BlockHeader['chomping'] {
  const code = cursor.peek();
  if (code !== 0x2b && code !== 0x2d) {
    return '';
  }
  cursor.skip();
  return code === 0x2b ? '+' : '-';
}

function finishHeaderLine(
  cursor: Cursor,
  context: Place,
  readComment: () => void,
): void {
  cursor.skipBlanks();
  if (cursor.peek() === HASH) {
    readComment();
    while (!isBreakOrEnd(cursor.peek())) {
      cursor.skip();
    }
  }
  if (!isBreakOrEnd(cursor.peek())) {
    throw cursor.fault('did not find expected comment or line break', context);
  }
  cursor.skipBreak();
}
