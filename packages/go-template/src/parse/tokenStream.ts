import { Lexer, Token } from './lexer';

/** Tokens with look-ahead: reading moves on, `rewind` goes back to a mark. */
export class TokenStream {
  private readonly tokens: Token[] = [];
  private index = 0;

  constructor(private readonly lexer: Lexer) {}

  next(): Token {
    if (this.index === this.tokens.length) {
      this.tokens.push(this.lexer.next());
    }
    const token = this.tokens[this.index];
    this.index += 1;
    return token;
  }

  peek(): Token {
    const token = this.next();
    this.index -= 1;
    return token;
  }

  nextNonSpace(): Token {
    let token = this.next();
    while (token.kind === 'space') {
      token = this.next();
    }
    return token;
  }

  /** Skips spaces and shows the next token. */
  peekNonSpace(): Token {
    const token = this.nextNonSpace();
    this.index -= 1;
    return token;
  }

  mark(): number {
    return this.index;
  }

  rewind(mark: number): void {
    this.index = mark;
  }

  /** Line of the last token that was read ahead: where Go reports parse errors. */
  get lastLine(): number {
    return this.tokens[this.tokens.length - 1]?.line ?? 0;
  }
}
