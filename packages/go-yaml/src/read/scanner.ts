import { readBlock } from './blockScalar';
import { isBlank, isBreak, isSpaceOrEnd, HASH, TAB } from './characters';
import { CommentQueue, readComments, readLineComment } from './comments';
import { Cursor, Place } from './cursor';
import { Dialect } from './fault';
import { readPlain } from './plainScalar';
import { readDoubleQuoted, readSingleQuoted } from './quotedScalar';
import { readAnchor, readDirective, readTag } from './tags';
import { KeyState, Token, TokenKind } from './tokens';
import { YamlError } from '../errors';
import { Style } from '../node';

/**
 * Tokens that are read ahead, so that comments find where they belong.
 * yaml.v2 has no comments and hence meets errors later.
 */
const LOOK_AHEAD = { 'yaml.v3': 3, sigs: 1 };

/** Longest distance between a key and its `:`. */
const KEY_LENGTH = 1024;

/** Tokens that have been used are dropped in portions of this size. */
const QUEUE_CHUNK = 256;

/** Splits a text into tokens, and hands comments to the tokens they belong to. */
export class Scanner {
  readonly comments = new CommentQueue();
  private readonly cursor: Cursor;
  private readonly lookAhead: number;
  private readonly keepsComments: boolean;
  private queue: Token[] = [];
  private head = 0;
  /** Tokens consumed before queue[0]. */
  private dropped = 0;
  private filled = false;
  private indent = -1;
  private readonly indents: number[] = [];
  private flowLevel = 0;
  private keyAllowed = true;
  /** Per flow level the token that may turn out to be a key. */
  private readonly keys: (Token | undefined)[] = [undefined];
  /** The `[` and `{` that are open. */
  private readonly openers: Token[] = [];

  constructor(
    text: string,
    dialect: Dialect,
    private readonly maxDepth: number,
  ) {
    this.cursor = new Cursor(text, dialect);
    this.lookAhead = LOOK_AHEAD[dialect];
    this.keepsComments = dialect === 'yaml.v3';
    this.append(TokenKind.StreamStart, this.cursor);
  }

  /** The next token, which stays. */
  peek(): Token {
    if (!this.filled) {
      this.fill();
    }
    return this.queue[this.head];
  }

  /** Consumes the token that peek() gave. */
  skip(): void {
    this.filled = false;
    this.head++;
    if (this.head === QUEUE_CHUNK) {
      // Two stay, because comments look at the tokens before them.
      this.queue = this.queue.slice(QUEUE_CHUNK - 2);
      this.dropped += QUEUE_CHUNK - 2;
      this.head = 2;
    }
  }

  private fill(): void {
    for (;;) {
      if (this.queue.length - this.head >= this.lookAhead) {
        const token = this.queue[this.head];
        if (!token.isHeld || !this.isPossibleKey(token)) {
          break;
        }
      }
      this.readToken();
    }
    this.filled = true;
  }

  /** Whether the `:` that makes the token a key may still come. */
  private isPossibleKey(token: Token): boolean {
    if (token.keyState === KeyState.No) {
      return false;
    }
    const { cursor } = this;
    if (
      token.line < cursor.line ||
      token.start + KEY_LENGTH < cursor.position
    ) {
      if (token.keyState === KeyState.Required) {
        throw this.missingColon(token);
      }
      token.keyState = KeyState.No;
      return false;
    }
    return true;
  }

  private missingColon(key: Token): YamlError {
    return this.cursor.fault("could not find expected ':'", {
      start: key.start,
      line: key.line,
      lineStart: key.lineStart,
    });
  }

  private forgetKey(): void {
    const key = this.keys[this.flowLevel];
    if (key && key.keyState !== KeyState.No) {
      if (key.keyState === KeyState.Required) {
        throw this.missingColon(key);
      }
      key.keyState = KeyState.No;
    }
  }

  /**
   * Notes that the token about to be read may be a key, if it may.
   * @returns what to hand to `saveKey` with the token, before it is queued
   */
  private offerKey(): number {
    if (!this.keyAllowed) {
      return KeyState.No;
    }
    const required = this.flowLevel === 0 && this.indent === this.cursor.column;
    this.forgetKey();
    return required ? KeyState.Required : KeyState.Possible;
  }

  private saveKey(token: Token, state: number): void {
    if (state !== KeyState.No) {
      token.keyState = state;
      token.isHeld = true;
      token.number = this.dropped + this.queue.length;
      this.keys[this.flowLevel] = token;
    }
  }

  private append(kind: TokenKind, place: Place | Cursor): Token {
    const start = place instanceof Cursor ? place.position : place.start;
    const token = new Token(kind, start, place.line, place.lineStart);
    this.queue.push(token);
    return token;
  }

  /** A token that begins here; it is queued when it has been read. */
  private tokenHere(kind: TokenKind): Token {
    const { position, line, lineStart } = this.cursor;
    return new Token(kind, position, line, lineStart);
  }

  private insert(kind: TokenKind, number: number, key: Token): void {
    const token = new Token(kind, key.start, key.line, key.lineStart);
    const index = number - this.dropped;
    if (index < this.head) {
      // The key has been used already; the Go libraries append here.
      this.queue.push(token);
    } else {
      this.queue.splice(index, 0, token);
    }
  }

  private readToken(): void {
    const { cursor } = this;
    const scanStart = cursor.position;
    const scanLine = cursor.line;
    const scanLineStart = cursor.lineStart;
    this.findToken(scanStart, scanLine);
    this.closeBlocks(cursor.column, scanStart, scanLine, scanLineStart);
    const code = cursor.peek();
    if (code === 0) {
      this.readStreamEnd();
      return;
    }
    if (cursor.position === cursor.lineStart) {
      if (code === 0x25) {
        this.readDirectiveToken();
        return;
      }
      if (cursor.atDocumentIndicator()) {
        this.readDocumentIndicator(code === 0x2d);
        return;
      }
    }
    const commentOwner = this.lineCommentOwner(code);
    this.readContent(code);
    if (
      this.keepsComments &&
      this.queue[this.queue.length - 1].kind !== TokenKind.BlockEntry
    ) {
      readLineComment(cursor, this.comments, commentOwner);
    }
  }

  /** A comment behind `:` or `,` belongs to what stands before that. */
  private lineCommentOwner(code: number): number {
    const separator = this.flowLevel === 0 ? 0x3a : 0x2c;
    return code === separator && this.queue.length > 0
      ? this.queue[this.queue.length - 1].start
      : this.cursor.position;
  }

  private readContent(code: number): void {
    const { cursor } = this;
    const inFlow = this.flowLevel > 0;
    switch (code) {
      case 0x5b:
        return this.openFlow(TokenKind.FlowSequenceStart);
      case 0x7b:
        return this.openFlow(TokenKind.FlowMappingStart);
      case 0x5d:
        return this.closeFlow(TokenKind.FlowSequenceEnd);
      case 0x7d:
        return this.closeFlow(TokenKind.FlowMappingEnd);
      case 0x2c:
        return this.readFlowEntry();
      case 0x2a:
        return this.readAnchorToken(TokenKind.Alias);
      case 0x26:
        return this.readAnchorToken(TokenKind.Anchor);
      case 0x21:
        return this.readTagToken();
      case 0x27:
      case 0x22:
        return this.readQuoted(code === 0x27);
      case 0x2d:
        if (isSpaceOrEnd(cursor.peek(1))) {
          return this.readBlockEntry();
        }
        return this.readPlainToken();
      case 0x3f:
        if (inFlow || isSpaceOrEnd(cursor.peek(1))) {
          return this.readKey();
        }
        return this.readPlainToken();
      case 0x3a:
        if (inFlow || isSpaceOrEnd(cursor.peek(1))) {
          return this.readValue();
        }
        return this.readPlainToken();
      case 0x7c:
      case 0x3e:
        if (!inFlow) {
          return this.readBlockScalar(code === 0x3e);
        }
        throw this.unexpectedCharacter();
      case HASH:
      case 0x25:
      case 0x40:
      case 0x60:
      case TAB:
        throw this.unexpectedCharacter();
      default:
        return this.readPlainToken();
    }
  }

  private unexpectedCharacter(): YamlError {
    return this.cursor.fault(
      'found character that cannot start any token',
      this.cursor.place(),
    );
  }

  /** Steps over blanks, line breaks and comments to the next token. */
  private findToken(scanStart: number, scanLine: number): void {
    const { cursor } = this;
    for (;;) {
      const tabs = this.flowLevel > 0 || !this.keyAllowed;
      cursor.skipSpaces();
      while (tabs && cursor.peek() === TAB) {
        cursor.skipBlanks();
      }
      let code = cursor.peek();
      if (this.comments.latest() !== undefined) {
        this.raiseEntryComment(code);
      }
      if (code === HASH) {
        this.readCommentBlock(scanStart, scanLine);
        code = cursor.peek();
      }
      if (!isBreak(code)) {
        return;
      }
      cursor.skipBreak();
      if (this.flowLevel === 0) {
        this.keyAllowed = true;
      }
    }
  }

  private readCommentBlock(scanStart: number, scanLine: number): void {
    const { queue, cursor } = this;
    if (!this.keepsComments) {
      cursor.position = cursor.endOfLine();
      return;
    }
    readComments(
      cursor,
      this.comments,
      {
        indent: this.indent,
        inFlow: this.flowLevel > 0,
        last: queue[queue.length - 1],
        beforeLast: queue[queue.length - 2],
      },
      { start: scanStart, line: scanLine, lineStart: 0 },
    );
  }

  /** A comment behind the first `-` of a sequence is the head of its item. */
  private raiseEntryComment(code: number): void {
    const comment = this.comments.latest();
    const { queue, cursor } = this;
    if (
      comment &&
      comment.line !== '' &&
      queue.length > 1 &&
      queue[queue.length - 1].kind === TokenKind.BlockEntry &&
      queue[queue.length - 2].kind === TokenKind.BlockSequenceStart &&
      !isBreak(code)
    ) {
      comment.head = comment.line;
      comment.line = '';
      if (comment.startLine === cursor.line - 1) {
        comment.tokenStart = cursor.position;
      }
    }
  }

  /** Opens a block collection at `column` if it is deeper than the current. */
  private openBlock(column: number, kind: TokenKind, key?: Token): void {
    if (this.flowLevel > 0 || this.indent >= column) {
      return;
    }
    this.indents.push(this.indent);
    this.indent = column;
    if (this.indents.length > this.maxDepth) {
      throw this.tooDeep();
    }
    if (key) {
      this.insert(kind, key.number, key);
    } else {
      this.append(kind, this.cursor);
    }
  }

  private tooDeep(): YamlError {
    return this.cursor.fault(
      `exceeded max depth of ${this.maxDepth}`,
      undefined,
      'LIMIT',
    );
  }

  private closeBlocks(
    column: number,
    scanStart: number,
    line: number,
    lineStart: number,
  ): void {
    if (this.flowLevel > 0 || this.indent <= column) {
      return;
    }
    let end: Place = { start: scanStart - 1, line, lineStart };
    while (this.indent > column) {
      end = this.comments.endOfBlock(this.indent, end);
      this.append(TokenKind.BlockEnd, end);
      this.indent = this.indents.pop() ?? -1;
    }
  }

  private closeAllBlocks(): void {
    const { position, line, lineStart } = this.cursor;
    this.closeBlocks(-1, position, line, lineStart);
  }

  private readStreamEnd(): void {
    const { cursor } = this;
    if (cursor.position !== cursor.lineStart) {
      cursor.lineStart = cursor.position;
      cursor.line++;
    }
    this.closeAllBlocks();
    this.forgetKey();
    this.keyAllowed = false;
    this.append(TokenKind.StreamEnd, cursor);
  }

  private readDirectiveToken(): void {
    const { cursor } = this;
    this.closeAllBlocks();
    this.forgetKey();
    this.keyAllowed = false;
    const place = cursor.place();
    const directive = readDirective(cursor);
    if (directive.name === 'YAML') {
      const token = this.append(TokenKind.VersionDirective, place);
      token.suffix = directive.version;
    } else {
      const token = this.append(TokenKind.TagDirective, place);
      token.value = directive.handle;
      token.suffix = directive.prefix;
    }
  }

  private readDocumentIndicator(isStart: boolean): void {
    this.closeAllBlocks();
    this.forgetKey();
    this.keyAllowed = false;
    this.append(
      isStart ? TokenKind.DocumentStart : TokenKind.DocumentEnd,
      this.cursor,
    );
    this.cursor.skip(3);
  }

  private openFlow(kind: TokenKind): void {
    const keyState = this.offerKey();
    const token = this.tokenHere(kind);
    this.saveKey(token, keyState);
    this.queue.push(token);
    this.openers.push(token);
    this.flowLevel++;
    this.keys[this.flowLevel] = undefined;
    if (this.flowLevel > this.maxDepth) {
      throw this.tooDeep();
    }
    this.keyAllowed = true;
    this.cursor.skip();
  }

  private closeFlow(kind: TokenKind): void {
    this.forgetKey();
    if (this.flowLevel > 0) {
      this.releaseKey();
      this.flowLevel--;
    }
    this.keyAllowed = false;
    this.append(kind, this.cursor);
    this.cursor.skip();
  }

  /**
   * The Go libraries release the last key of the collection that ends, or if
   * there was none, the collection itself. It shows in which error comes first.
   */
  private releaseKey(): void {
    const opener = this.openers.pop();
    const key = this.keys[this.flowLevel] ?? opener;
    if (key) {
      key.isHeld = false;
    }
  }

  private readFlowEntry(): void {
    this.forgetKey();
    this.keyAllowed = true;
    this.append(TokenKind.FlowEntry, this.cursor);
    this.cursor.skip();
  }

  private readBlockEntry(): void {
    if (this.flowLevel === 0) {
      if (!this.keyAllowed) {
        throw this.notAllowed('block sequence entries');
      }
      this.openBlock(this.cursor.column, TokenKind.BlockSequenceStart);
    }
    this.forgetKey();
    this.keyAllowed = true;
    this.append(TokenKind.BlockEntry, this.cursor);
    this.cursor.skip();
  }

  private notAllowed(what: string): YamlError {
    return this.cursor.fault(
      `${what} are not allowed in this context`,
      this.cursor.place(),
    );
  }

  private readKey(): void {
    if (this.flowLevel === 0) {
      if (!this.keyAllowed) {
        throw this.notAllowed('mapping keys');
      }
      this.openBlock(this.cursor.column, TokenKind.BlockMappingStart);
    }
    this.forgetKey();
    this.keyAllowed = this.flowLevel === 0;
    this.append(TokenKind.Key, this.cursor);
    this.cursor.skip();
  }

  private readValue(): void {
    const { cursor } = this;
    const key = this.keys[this.flowLevel];
    if (key && this.isPossibleKey(key)) {
      this.insert(TokenKind.Key, key.number, key);
      this.openBlock(
        key.start - key.lineStart,
        TokenKind.BlockMappingStart,
        key,
      );
      key.keyState = KeyState.No;
      this.keyAllowed = false;
    } else {
      if (this.flowLevel === 0) {
        if (!this.keyAllowed) {
          throw this.notAllowed('mapping values');
        }
        this.openBlock(cursor.column, TokenKind.BlockMappingStart);
      }
      this.keyAllowed = this.flowLevel === 0;
    }
    this.append(TokenKind.Value, cursor);
    cursor.skip();
  }

  private readAnchorToken(
    kind: typeof TokenKind.Alias | typeof TokenKind.Anchor,
  ): void {
    const keyState = this.offerKey();
    this.keyAllowed = false;
    const token = this.tokenHere(kind);
    this.saveKey(token, keyState);
    token.value = readAnchor(this.cursor);
    this.queue.push(token);
  }

  private readTagToken(): void {
    const keyState = this.offerKey();
    this.keyAllowed = false;
    const token = this.tokenHere(TokenKind.Tag);
    this.saveKey(token, keyState);
    const tag = readTag(this.cursor);
    token.value = tag.handle;
    token.suffix = tag.suffix;
    this.queue.push(token);
  }

  private readBlockScalar(folded: boolean): void {
    const { cursor } = this;
    this.forgetKey();
    this.keyAllowed = true;
    const token = this.tokenHere(TokenKind.Scalar);
    token.value = readBlock(cursor, token, folded, this.indent, () => {
      if (this.keepsComments) {
        readLineComment(cursor, this.comments, token.start);
      }
    });
    this.queue.push(token);
    token.style = folded ? Style.Folded : Style.Literal;
  }

  private readQuoted(single: boolean): void {
    const { cursor } = this;
    const keyState = this.offerKey();
    this.keyAllowed = false;
    const token = this.tokenHere(TokenKind.Scalar);
    this.saveKey(token, keyState);
    token.value = single
      ? readSingleQuoted(cursor, token)
      : readDoubleQuoted(cursor, token);
    this.queue.push(token);
    token.style = single ? Style.Single : Style.Double;
  }

  private readPlainToken(): void {
    const { cursor } = this;
    if (isBlank(cursor.peek())) {
      throw this.unexpectedCharacter();
    }
    const keyState = this.offerKey();
    this.keyAllowed = false;
    const token = this.tokenHere(TokenKind.Scalar);
    this.saveKey(token, keyState);
    const inFlow = this.flowLevel > 0;
    token.value = readPlain(cursor, token, this.indent + 1, inFlow);
    this.queue.push(token);
    if (cursor.crossedLines) {
      this.keyAllowed = true;
    }
  }
}
