import { HASH, isBlank, isBreak, isBreakOrEnd } from './characters';
import { Cursor, Place } from './cursor';
import { Comment, Token, TokenKind } from './tokens';

/** Blanks and empty lines that are looked through for a further comment. */
const LOOK_AHEAD = 512;

const NOTHING: Comment = {
  scanStart: 0,
  tokenStart: 0,
  start: 0,
  startLine: 0,
  startColumn: 0,
  end: 0,
  head: '',
  line: '',
  foot: '',
};

/** What of the scanner decides to which token a comment belongs. */
interface CommentContext {
  /** Indentation of the current block, -1 for none. */
  indent: number;
  inFlow: boolean;
  /** The last token, and the one before it. */
  last: Token;
  beforeLast: Token | undefined;
}

/**
 * Comments in the order of the text that no token has taken yet. How they
 * are divided follows yaml.v3: a comment behind a token is its line comment;
 * one that follows its line directly and is followed by an empty line, or is
 * indented otherwise than what follows, is the foot of what precedes it; all
 * others are the head of what follows.
 */
export class CommentQueue {
  private readonly comments: Comment[] = [];
  private next = 0;

  add(comment: Partial<Comment>): void {
    this.comments.push({ ...NOTHING, ...comment });
  }

  /** The comment read last, if no token has taken it. */
  latest(): Comment | undefined {
    return this.next < this.comments.length
      ? this.comments[this.comments.length - 1]
      : undefined;
  }

  /** Makes the comment read last, if it is a line comment, a head comment of what follows. */
  raiseLatest({ line, position }: Cursor): void {
    const comment = this.latest();
    if (comment && comment.line !== '') {
      comment.head = comment.line;
      comment.line = '';
      if (comment.startLine === line - 1) {
        comment.tokenStart = position;
      }
    }
  }

  /** The next comment that a token at `start` takes. */
  peekFor(start: number): Comment | undefined {
    if (this.next >= this.comments.length) {
      return undefined;
    }
    const comment = this.comments[this.next];
    return start >= comment.tokenStart ? comment : undefined;
  }

  /** Removes the comment that peekFor() gave. */
  take(): void {
    this.comments[this.next] = NOTHING;
    this.next++;
    if (this.next > 64 && this.next === this.comments.length) {
      this.comments.length = 0;
      this.next = 0;
    }
  }

  /**
   * Where a block that ends here ends really: before the comments that stand
   * at its parent's indentation and hence belong to the parent.
   */
  endOfBlock(indent: number, place: Place): Place {
    let end = place;
    let stop = place.start;
    for (let i = this.comments.length - 1; i >= 0; i--) {
      const comment = this.comments[i];
      if (comment.end < stop) {
        break;
      }
      if (comment.startColumn === indent + 1) {
        end = {
          start: comment.start,
          line: comment.startLine,
          lineStart: comment.start - comment.startColumn,
        };
      }
      stop = comment.scanStart;
    }
    return end;
  }
}

/** Reads the text of a comment; the cursor ends on the line break. */
function readCommentText(cursor: Cursor): string {
  const start = cursor.position;
  const end = cursor.endOfLine();
  cursor.skip(end - start);
  return cursor.text.slice(start, end);
}

/** Reads a comment on the same line behind a token that began at `tokenStart`. */
export function readLineComment(
  cursor: Cursor,
  queue: CommentQueue,
  tokenStart: number,
): void {
  if (cursor.newlines > 0) {
    return;
  }
  let ahead = 0;
  while (ahead < LOOK_AHEAD && isBlank(cursor.peek(ahead))) {
    ahead++;
  }
  if (ahead === LOOK_AHEAD || cursor.peek(ahead) !== HASH) {
    return;
  }
  cursor.position += ahead;
  const { position: start, line, column } = cursor;
  const text = readCommentText(cursor);
  queue.add({
    tokenStart,
    start,
    startLine: line,
    startColumn: column,
    line: text,
  });
}

/** A run of comment lines that is divided into foot and head comments. */
class CommentBlock {
  private readonly after: Token;
  private readonly nextIndent: number;
  /** Where a comment has to begin to be the foot of what precedes it. */
  private readonly footLine: number;
  private firstEmpty: boolean;
  private recentEmpty = false;
  private scanStart: number;
  private tokenStart: number;
  private text = '';
  private start = 0;
  private startLine = 0;
  private startColumn = 0;
  private line: number;
  private column: number;
  private ahead = 0;

  constructor(
    private readonly cursor: Cursor,
    private readonly queue: CommentQueue,
    private readonly context: CommentContext,
    scan: Place,
  ) {
    const { last, beforeLast, indent } = context;
    this.after =
      last.kind === TokenKind.FlowEntry && beforeLast ? beforeLast : last;
    this.nextIndent = Math.max(indent, 0);
    this.firstEmpty = cursor.newlines <= 1;
    this.scanStart = scan.start;
    this.tokenStart = this.after.start;
    this.line = cursor.line;
    this.column = cursor.column;
    this.footLine = scan.line > 0 ? this.findFootLine() : -1;
  }

  private findFootLine(): number {
    const { newlines, line, column } = this.cursor;
    const behindContent = newlines === 0 && column > 1;
    return line - newlines + 1 + (behindContent ? 1 : 0);
  }

  read(): void {
    const { cursor } = this;
    for (; this.ahead < LOOK_AHEAD; this.ahead++) {
      const code = cursor.peek(this.ahead);
      this.column++;
      if (isBlank(code)) {
        continue;
      }
      const closesFlow =
        this.context.inFlow && (code === 0x5d || code === 0x7d);
      if (closesFlow || isBreakOrEnd(code)) {
        this.endLine(closesFlow, code);
        if (!isBreak(code)) {
          break;
        }
        this.enterNextLine();
        if (code < 0x80) {
          continue;
        }
        // yaml.v3 stops at the second byte of such a line break.
        this.column++;
      }
      if (this.text !== '' && this.isDedented()) {
        this.addFoot();
      }
      if (code !== HASH) {
        break;
      }
      this.readLine();
      if (cursor.peek() > 0x7f) {
        this.stopBehindWideBreak();
        break;
      }
    }
    this.addHead();
  }

  /** yaml.v3 takes the second byte of such a line break for content. */
  private stopBehindWideBreak(): void {
    this.ahead = 1;
    this.column = 1;
    if (this.isDedented()) {
      this.addFoot();
    }
  }

  private isDedented(): boolean {
    return (
      this.column - 1 < this.nextIndent && this.column !== this.startColumn
    );
  }

  private enterNextLine(): void {
    this.firstEmpty = false;
    this.recentEmpty = true;
    this.column = 0;
    this.line++;
  }

  /** At an empty line, the end of the text or of a flow collection. */
  private endLine(closesFlow: boolean, code: number): void {
    if (!closesFlow && this.recentEmpty) {
      return;
    }
    if (closesFlow || (this.firstEmpty && this.belongsToPrevious())) {
      if (this.text !== '') {
        if (this.startColumn - 1 < this.nextIndent) {
          this.tokenStart = this.start;
        }
        this.addFoot();
      }
    } else if (this.text !== '' && code !== 0) {
      this.text += '\n';
    }
  }

  private belongsToPrevious(): boolean {
    return (
      (this.startLine === this.footLine &&
        this.after.kind !== TokenKind.Value) ||
      this.startColumn - 1 < this.nextIndent
    );
  }

  private addFoot(): void {
    const end = this.cursor.position + this.ahead;
    this.queue.add({
      scanStart: this.scanStart,
      tokenStart: this.tokenStart,
      start: this.start,
      startLine: this.startLine,
      startColumn: this.startColumn,
      end,
      foot: this.text,
    });
    this.scanStart = end;
    this.tokenStart = end;
    this.text = '';
  }

  private addHead(): void {
    if (this.text === '') {
      return;
    }
    this.queue.add({
      scanStart: this.scanStart,
      tokenStart: this.start,
      start: this.start,
      startLine: this.startLine,
      startColumn: this.startColumn,
      end: this.cursor.position + this.ahead - 1,
      head: this.text,
    });
  }

  private readLine(): void {
    const { cursor } = this;
    if (this.text === '') {
      this.start = cursor.position + this.ahead;
      this.startLine = this.line;
      this.startColumn = this.column;
    } else {
      this.text += '\n';
    }
    this.recentEmpty = false;
    const target = cursor.position + this.ahead;
    while (cursor.position < target) {
      if (isBreak(cursor.peek())) {
        cursor.skipBreak();
      } else {
        cursor.position++;
      }
    }
    this.text += readCommentText(cursor);
    this.ahead = 0;
    this.column = 0;
    this.line = cursor.line;
  }
}

/** Reads the comments between two tokens; the cursor stands on `#`. */
export function readComments(
  cursor: Cursor,
  queue: CommentQueue,
  context: CommentContext,
  scan: Place,
): void {
  new CommentBlock(cursor, queue, context, scan).read();
}
