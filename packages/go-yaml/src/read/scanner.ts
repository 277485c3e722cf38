import { BlockLevels } from './blockLevels';
import { readBlock } from './blockScalar';
import { isBlank, isBreak, isSpaceOrEnd, HASH, TAB } from './characters';
import { CommentQueue, readComments, readLineComment } from './comments';
import { Cursor } from './cursor';
import { Dialect } from './fault';
import { readPlain } from './plainScalar';
import { PossibleKeys } from './possibleKeys';
import { readDoubleQuoted, readSingleQuoted } from './quotedScalar';
import { readAnchor, readDirective, readTag } from './tags';
import { TokenQueue } from './tokenQueue';
import { KeyState, Token, TokenKind } from './tokens';
import { YamlError } from '../errors';
import { Style } from '../node';

/**
 * Tokens that are read ahead, so that comments find where they belong.
 * yaml.v2 has no comments and hence meets errors later.
 */
const LOOK_AHEAD = { 'yaml.v3': 3, sigs: 1 };

/** Splits a text into tokens, and hands comments to the tokens they belong to. */
export class Scanner {
  readonly comments = new CommentQueue();
  private readonly cursor: Cursor;
  private readonly lookAhead: number;
  private readonly keepsComments: boolean;
  private readonly queue = new TokenQueue();
  private readonly keys: PossibleKeys;
  private readonly blocks: BlockLevels;
  private filled = false;
  private keyAllowed = true;

  constructor(text: string, dialect: Dialect, maxDepth: number) {
    this.cursor = new Cursor(text, dialect);
    this.keys = new PossibleKeys(this.cursor, this.queue);
    this.blocks = new BlockLevels(
      this.cursor,
      this.queue,
      this.comments,
      maxDepth,
    );
    this.lookAhead = LOOK_AHEAD[dialect];
    this.keepsComments = dialect === 'yaml.v3';
    this.queue.append(TokenKind.StreamStart, this.cursor);
  }

  /** The next token, which stays. */
  peek(): Token {
    if (!this.filled) {
      this.fill();
    }
    return this.queue.first;
  }

  /** Consumes the token that peek() gave. */
  skip(): void {
    this.filled = false;
    this.queue.shift();
  }

  private fill(): void {
    for (;;) {
      if (this.queue.waiting >= this.lookAhead) {
        const token = this.queue.first;
        if (!token.isHeld || !this.keys.isPossible(token)) {
          break;
        }
      }
      this.readToken();
    }
    this.filled = true;
  }

  /**
   * Notes that the token about to be read may be a key, if it may.
   * @returns what to hand to `keys.save` with the token, before it is queued
   */
  private offerKey(): number {
    if (!this.keyAllowed) {
      return KeyState.No;
    }
    const required =
      this.keys.flowLevel === 0 && this.blocks.indent === this.cursor.column;
    this.keys.forget();
    return required ? KeyState.Required : KeyState.Possible;
  }

  /** A token that begins here; it is queued when it has been read. */
  private tokenHere(kind: TokenKind): Token {
    const { position, line, lineStart } = this.cursor;
    return new Token(kind, position, line, lineStart);
  }

  private readToken(): void {
    const { cursor } = this;
    const scanStart = cursor.position;
    const scanLine = cursor.line;
    const scanLineStart = cursor.lineStart;
    this.findToken(scanStart, scanLine);
    if (this.keys.flowLevel === 0) {
      this.blocks.close(cursor.column, scanStart, scanLine, scanLineStart);
    }
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
    if (this.keepsComments && this.queue.last.kind !== TokenKind.BlockEntry) {
      readLineComment(cursor, this.comments, commentOwner);
    }
  }

  /** A comment behind `:` or `,` belongs to what stands before that. */
  private lineCommentOwner(code: number): number {
    const separator = this.keys.flowLevel === 0 ? 0x3a : 0x2c;
    return code === separator ? this.queue.last.start : this.cursor.position;
  }

  private readContent(code: number): void {
    const { cursor } = this;
    const inFlow = this.keys.flowLevel > 0;
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
      const tabs = this.keys.flowLevel > 0 || !this.keyAllowed;
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
      if (this.keys.flowLevel === 0) {
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
        indent: this.blocks.indent,
        inFlow: this.keys.flowLevel > 0,
        last: queue.last,
        beforeLast: queue.beforeLast,
      },
      { start: scanStart, line: scanLine, lineStart: 0 },
    );
  }

  /** A comment behind the first `-` of a sequence is the head of its item. */
  private raiseEntryComment(code: number): void {
    const { queue, cursor } = this;
    if (
      queue.last.kind === TokenKind.BlockEntry &&
      queue.beforeLast?.kind === TokenKind.BlockSequenceStart &&
      !isBreak(code)
    ) {
      this.comments.raiseLatest(cursor);
    }
  }

  private closeAllBlocks(): void {
    if (this.keys.flowLevel === 0) {
      const { position, line, lineStart } = this.cursor;
      this.blocks.close(-1, position, line, lineStart);
    }
    this.keys.forget();
    this.keyAllowed = false;
  }

  private readStreamEnd(): void {
    const { cursor } = this;
    if (cursor.position !== cursor.lineStart) {
      cursor.lineStart = cursor.position;
      cursor.line++;
    }
    this.closeAllBlocks();
    this.queue.append(TokenKind.StreamEnd, cursor);
  }

  private readDirectiveToken(): void {
    const { cursor } = this;
    this.closeAllBlocks();
    const place = cursor.place();
    const directive = readDirective(cursor);
    if (directive.name === 'YAML') {
      const token = this.queue.append(TokenKind.VersionDirective, place);
      token.suffix = directive.version;
    } else {
      const token = this.queue.append(TokenKind.TagDirective, place);
      token.value = directive.handle;
      token.suffix = directive.prefix;
    }
  }

  private readDocumentIndicator(isStart: boolean): void {
    this.closeAllBlocks();
    this.queue.append(
      isStart ? TokenKind.DocumentStart : TokenKind.DocumentEnd,
      this.cursor,
    );
    this.cursor.skip(3);
  }

  private openFlow(kind: TokenKind): void {
    const keyState = this.offerKey();
    const token = this.tokenHere(kind);
    this.keys.save(token, keyState);
    this.queue.push(token);
    this.keys.openFlow(token);
    this.blocks.refuseDepth(this.keys.flowLevel);
    this.keyAllowed = true;
    this.cursor.skip();
  }

  private closeFlow(kind: TokenKind): void {
    this.keys.forget();
    if (this.keys.flowLevel > 0) {
      this.keys.closeFlow();
    }
    this.keyAllowed = false;
    this.queue.append(kind, this.cursor);
    this.cursor.skip();
  }

  private readFlowEntry(): void {
    this.keys.forget();
    this.keyAllowed = true;
    this.queue.append(TokenKind.FlowEntry, this.cursor);
    this.cursor.skip();
  }

  private readBlockEntry(): void {
    if (this.keys.flowLevel === 0) {
      if (!this.keyAllowed) {
        throw this.notAllowed('block sequence entries');
      }
      this.blocks.open(this.cursor.column, TokenKind.BlockSequenceStart);
    }
    this.keys.forget();
    this.keyAllowed = true;
    this.queue.append(TokenKind.BlockEntry, this.cursor);
    this.cursor.skip();
  }

  private notAllowed(what: string): YamlError {
    return this.cursor.fault(
      `${what} are not allowed in this context`,
      this.cursor.place(),
    );
  }

  private readKey(): void {
    if (this.keys.flowLevel === 0) {
      if (!this.keyAllowed) {
        throw this.notAllowed('mapping keys');
      }
      this.blocks.open(this.cursor.column, TokenKind.BlockMappingStart);
    }
    this.keys.forget();
    this.keyAllowed = this.keys.flowLevel === 0;
    this.queue.append(TokenKind.Key, this.cursor);
    this.cursor.skip();
  }

  private readValue(): void {
    const { cursor } = this;
    const key = this.keys.current;
    if (key && this.keys.isPossible(key)) {
      this.queue.insert(TokenKind.Key, key);
      if (this.keys.flowLevel === 0) {
        const column = key.start - key.lineStart;
        this.blocks.open(column, TokenKind.BlockMappingStart, key);
      }
      key.keyState = KeyState.No;
      this.keyAllowed = false;
    } else {
      if (this.keys.flowLevel === 0) {
        if (!this.keyAllowed) {
          throw this.notAllowed('mapping values');
        }
        this.blocks.open(cursor.column, TokenKind.BlockMappingStart);
      }
      this.keyAllowed = this.keys.flowLevel === 0;
    }
    this.queue.append(TokenKind.Value, cursor);
    cursor.skip();
  }

  private readAnchorToken(
    kind: typeof TokenKind.Alias | typeof TokenKind.Anchor,
  ): void {
    const keyState = this.offerKey();
    this.keyAllowed = false;
    const token = this.tokenHere(kind);
    this.keys.save(token, keyState);
    token.value = readAnchor(this.cursor);
    this.queue.push(token);
  }

  private readTagToken(): void {
    const keyState = this.offerKey();
    this.keyAllowed = false;
    const token = this.tokenHere(TokenKind.Tag);
    this.keys.save(token, keyState);
    const tag = readTag(this.cursor);
    token.value = tag.handle;
    token.suffix = tag.suffix;
    this.queue.push(token);
  }

  private readBlockScalar(folded: boolean): void {
    const { cursor } = this;
    this.keys.forget();
    this.keyAllowed = true;
    const token = this.tokenHere(TokenKind.Scalar);
    token.value = readBlock(cursor, token, folded, this.blocks.indent, () => {
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
    this.keys.save(token, keyState);
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
    this.keys.save(token, keyState);
    const inFlow = this.keys.flowLevel > 0;
    token.value = readPlain(cursor, token, this.blocks.indent + 1, inFlow);
    this.queue.push(token);
    if (cursor.crossedLines) {
      this.keyAllowed = true;
    }
  }
}
