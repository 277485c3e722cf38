import type { Lexer } from './lexer';
import type { Token } from './token';

/** Tokens with look-ahead: reading moves on, `rewind` goes back to a mark. */
export class TokenStream {
  private readonly tokens: Token[] = [];
  private index = 0;
  private farthest = 0;

  constructor(private readonly lexer: Lexer) {}

  next(): Token {
    const token = this.peek();
    this.index += 1;
    return token;
  }

  peek(): Token {
    if (this.index === this.tokens.length) {
      const token = this.lexer.next();
      this.farthest = token.position;
      this.tokens.push(token);
    }
    return this.tokens[this.index];
  }

  mark(): number {
    return this.index;
  }

  rewind(mark: number): void {
    this.index = mark;
  }

  /** Lets go of what was read; marks set before are void. */
  forget(): void {
    this.tokens.splice(0, this.index);
    this.index = 0;
  }

  /** Position of the last token that was read ahead: where Go reports parse errors. */
  get lastPosition(): number {
    return this.farthest;
  }
}
