import { Cursor, Place } from './cursor';
import { Token, TokenKind } from './tokens';

/** Tokens that have been used are dropped in portions of this size. */
const CHUNK = 256;

/** Tokens that were read and not used yet, with two used ones before them. */
export class TokenQueue {
  private tokens: Token[] = [];
  private head = 0;
  /** Tokens consumed before tokens[0]. */
  private dropped = 0;

  /** The next token to use; undefined when none was read ahead. */
  get first(): Token {
    return this.tokens[this.head];
  }

  /** The token read last; undefined only before the stream's start. */
  get last(): Token {
    return this.tokens[this.tokens.length - 1];
  }

  /** The token before {@link last}. */
  get beforeLast(): Token | undefined {
    return this.tokens[this.tokens.length - 2];
  }

  /** How many tokens were read and not used yet. */
  get waiting(): number {
    return this.tokens.length - this.head;
  }

  /** Position among all tokens of the stream that the next one gets. */
  get nextNumber(): number {
    return this.dropped + this.tokens.length;
  }

  /** Marks the first token as used. */
  shift(): void {
    this.head++;
    if (this.head === CHUNK) {
      // Two stay, because comments look at the tokens before them.
      this.tokens = this.tokens.slice(CHUNK - 2);
      this.dropped += CHUNK - 2;
      this.head = 2;
    }
  }

  push(token: Token): void {
    this.tokens.push(token);
  }

  /** Adds a token without text of its own. */
  append(kind: TokenKind, place: Place | Cursor): Token {
    const start = place instanceof Cursor ? place.position : place.start;
    const token = new Token(kind, start, place.line, place.lineStart);
    this.tokens.push(token);
    return token;
  }

  /** Puts a token where `key` stands or would stand, by its number. */
  insert(kind: TokenKind, key: Token): void {
    const token = new Token(kind, key.start, key.line, key.lineStart);
    const index = key.number - this.dropped;
    if (index < this.head) {
      // The key has been used already; the Go libraries append here.
      this.tokens.push(token);
    } else {
      this.tokens.splice(index, 0, token);
    }
  }
}
