import {
  HASH,
  isBlank,
  isBreak,
  isBreakOrEnd,
  isDigit,
  SPACE,
  TAB,
} from './characters';
import { Cursor, Place } from './cursor';
import { YamlError } from '../errors';

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
  const start = cursor.position;
  const end = cursor.endOfLine();
  cursor.skipBlanks();
  if (cursor.position < end) {
    cursor.newlines = 0;
    cursor.position = end;
  }
  return cursor.text.slice(start, end);
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
    cursor.skip(cursor.endOfLine() - cursor.position);
  }
  if (!isBreakOrEnd(cursor.peek())) {
    throw cursor.fault('did not find expected comment or line break', context);
  }
  cursor.skipBreak();
}
