import { Cursor } from './cursor';
import { TokenQueue } from './tokenQueue';
import { KeyState, Token } from './tokens';
import { YamlError } from '../errors';

/** Longest distance between a key and its `:`. */
const KEY_LENGTH = 1024;

/** The tokens that turn out to be keys if a `:` follows: one per flow level. */
export class PossibleKeys {
  /** How many `[` and `{` are open. */
  flowLevel = 0;
  private readonly keys: (Token | undefined)[] = [undefined];
  /** The `[` and `{` that are open. */
  private readonly openers: Token[] = [];

  constructor(
    private readonly cursor: Cursor,
    private readonly queue: TokenQueue,
  ) {}

  /** The token of this level that may be a key. */
  get current(): Token | undefined {
    return this.keys[this.flowLevel];
  }

  /**
   * Whether the `:` that makes the token a key may still come.
   * @throws YamlError - it had to be a key, and the `:` can't come any more
   */
  isPossible(token: Token): boolean {
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

  /**
   * Ends the wait for the `:` of this level.
   * @throws YamlError - the token had to be a key
   */
  forget(): void {
    const key = this.keys[this.flowLevel];
    if (key && key.keyState !== KeyState.No) {
      if (key.keyState === KeyState.Required) {
        throw this.missingColon(key);
      }
      key.keyState = KeyState.No;
    }
  }

  /** Makes a token that is queued next the possible key of this level. */
  save(token: Token, state: number): void {
    if (state !== KeyState.No) {
      token.keyState = state;
      token.isHeld = true;
      token.number = this.queue.nextNumber;
      this.keys[this.flowLevel] = token;
    }
  }

  /** Begins the level inside a `[` or `{`. */
  openFlow(opener: Token): void {
    this.openers.push(opener);
    this.flowLevel++;
    this.keys[this.flowLevel] = undefined;
  }

  /**
   * Ends a level. The Go libraries release the last key of the collection that
   * ends, or if there was none, the collection itself. It shows in which error
   * comes first.
   */
  closeFlow(): void {
    const opener = this.openers.pop();
    const key = this.keys[this.flowLevel] ?? opener;
    if (key) {
      key.isHeld = false;
    }
    this.flowLevel--;
  }

  private missingColon(key: Token): YamlError {
    return this.cursor.fault("could not find expected ':'", {
      start: key.start,
      line: key.line,
      lineStart: key.lineStart,
    });
  }
}
