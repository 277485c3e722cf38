import { CommentQueue } from './comments';
import { Cursor, Place } from './cursor';
import { TokenQueue } from './tokenQueue';
import { Token, TokenKind } from './tokens';
import { YamlError } from '../errors';

/** The block collections that are open, by their indentation. */
export class BlockLevels {
  /** Column of the innermost block, -1 for none. */
  indent = -1;
  private readonly outer: number[] = [];

  constructor(
    private readonly cursor: Cursor,
    private readonly queue: TokenQueue,
    private readonly comments: CommentQueue,
    private readonly maxDepth: number,
  ) {}

  /**
   * Opens a block collection at `column` if it is deeper than the current.
   * @param key - the token that turned out to be the collection's first key
   * @throws YamlError - code LIMIT, nested too deep
   */
  open(column: number, kind: TokenKind, key?: Token): void {
    if (this.indent >= column) {
      return;
    }
    this.outer.push(this.indent);
    this.indent = column;
    this.refuseDepth(this.outer.length);
    if (key) {
      this.queue.insert(kind, key);
    } else {
      this.queue.append(kind, this.cursor);
    }
  }

  /** Closes the blocks that are deeper than `column`. */
  close(
    column: number,
    scanStart: number,
    line: number,
    lineStart: number,
  ): void {
    if (this.indent <= column) {
      return;
    }
    let end: Place = { start: scanStart - 1, line, lineStart };
    while (this.indent > column) {
      end = this.comments.endOfBlock(this.indent, end);
      this.queue.append(TokenKind.BlockEnd, end);
      this.indent = this.outer.pop() ?? -1;
    }
  }

  /** @throws YamlError - code LIMIT, more than maxDepth levels */
  refuseDepth(depth: number): void {
    if (depth > this.maxDepth) {
      throw this.tooDeep();
    }
  }

  private tooDeep(): YamlError {
    return this.cursor.fault(
      `exceeded max depth of ${this.maxDepth}`,
      undefined,
      'LIMIT',
    );
  }
}
