import type { Lexer } from './lexer';
import type { Token } from './token';

/** Tokens one after the other, with a look at the next two. */
export class TokenStream {
  private first: Token | undefined;
  private second: Token | undefined;
  private farthest = 0;

  constructor(private readonly lexer: Lexer) {}

  /** The next token, which stays. */
  peek(): Token {
    return (this.first ??= this.read());
  }

  /** The token behind the next one; both stay. */
  peekSecond(): Token {
    this.peek();
    return (this.second ??= this.read());
  }

  /** The next token, which is used up. */
  next(): Token {
    const token = this.peek();
    this.first = this.second;
    this.second = undefined;
    return token;
  }

  /** Position of the last token that was looked at: where Go reports parse errors. */
  get lastPosition(): number {
    return this.farthest;
  }

  private read(): Token {
    const token = this.lexer.next();
    this.farthest = token.position;
    return token;
  }
}
