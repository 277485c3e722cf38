import { BASE_LENGTH } from './alphabet';
import { BlockWriter } from './BlockWriter';
import { LENGTH_SHIFT, MATCH, MAX_TOKENS } from './tokens';

// Looking these up for every byte takes time where globals are looked up by name.
const { imul, max, min } = Math;
const WINDOW_BYTES = 1 << 15;
const WINDOW_MASK = WINDOW_BYTES - 1;
const MIN_MATCH = 4;
const MAX_MATCH = 258;
/** A match is looked for with so many bytes in front, until the end is known. */
const LOOKAHEAD = MIN_MATCH + MAX_MATCH;
const HASH_BITS = 17;
const HASH_FACTOR = 0x1e35a7bd;
/** Positions in the chains count from here at most; then they start over. */
const MAX_BASE = 1 << 24;
/** The settings of level 6: candidates tried, length that ends the search, length that is not bettered. */
const MAX_TRIES = 128;
const NICE_LENGTH = 128;
const LAZY_LENGTH = 16;
/** A match of the least length pays only from nearby. */
const MAX_OFFSET_OF_SHORT = 4096;

/**
 * Compresses bytes to the DEFLATE stream that Go's compress/flate writes at its
 * default level, so that a digest of the result equals Go's. As in Go, the
 * result depends in rare cases on how the input is cut into pieces.
 */
export class Deflater {
  private readonly blocks = new BlockWriter();
  private readonly window = new Uint8Array(2 * WINDOW_BYTES);
  /** By hash: the newest position with it, plus {@link base}. */
  private readonly heads = new Int32Array(1 << HASH_BITS);
  /** By position: the position with the same hash before it, plus {@link base}. */
  private readonly previous = new Int32Array(WINDOW_BYTES);
  private base = 1;
  private chainHead = -1;
  /** The byte that is looked at, and the end of the bytes in the window. */
  private index = 0;
  private end = 0;
  /** Positions from here on have too few bytes after them for a hash. */
  private hashEnd = 0;
  /** Where the bytes of the block start; infinite when they left the window. */
  private blockStart = 0;
  private readonly tokens = new Int32Array(MAX_TOKENS);
  private tokenCount = 0;
  /** The match at the byte before, if its length is that of one. */
  private length = MIN_MATCH - 1;
  private offset = 0;
  /** Whether the byte before is in no token yet. */
  private isByteWaiting = false;

  write(bytes: Uint8Array): void {
    let rest = bytes;
    while (rest.length > 0) {
      this.compress(false);
      rest = rest.subarray(this.fill(rest));
    }
  }

  /** Compresses what is left and ends the stream. */
  finish(): void {
    this.compress(true);
    this.blocks.writeEnd();
  }

  /** @returns the whole bytes since the last call */
  take(): Uint8Array {
    return this.blocks.take();
  }

  /** @returns how many bytes found room in the window */
  private fill(bytes: Uint8Array): number {
    if (this.index >= 2 * WINDOW_BYTES - LOOKAHEAD) this.shift();
    const taken = bytes.subarray(0, this.window.length - this.end);
    this.window.set(taken, this.end);
    this.end += taken.length;
    return taken.length;
  }

  private shift(): void {
    this.window.copyWithin(0, WINDOW_BYTES);
    this.index -= WINDOW_BYTES;
    this.end -= WINDOW_BYTES;
    this.blockStart =
      this.blockStart >= WINDOW_BYTES
        ? this.blockStart - WINDOW_BYTES
        : Infinity;
    this.base += WINDOW_BYTES;
    if (this.base > MAX_BASE) this.rebase();
  }

  private rebase(): void {
    const delta = this.base - 1;
    this.base = 1;
    this.chainHead -= delta;
    for (const table of [this.previous, this.heads]) {
      for (let at = 0; at < table.length; at++) {
        table[at] = max(table[at] - delta, 0);
      }
    }
  }

  private compress(isLast: boolean): void {
    if (this.end - this.index < LOOKAHEAD && !isLast) return;
    this.hashEnd = this.end - (MIN_MATCH - 1);
    for (;;) {
      const lookahead = this.end - this.index;
      if (lookahead < LOOKAHEAD && !isLast) return;
      if (lookahead === 0) break;
      this.step(lookahead);
    }
    if (this.isByteWaiting) this.putToken(this.window[this.index - 1]);
    this.isByteWaiting = false;
    if (this.tokenCount > 0) this.writeBlock();
  }

  /** Looks at one byte: a match is used only when the next byte has no better one. */
  private step(lookahead: number): void {
    if (this.index < this.hashEnd) this.chainHead = this.insert(this.index);
    const { length: lastLength, offset: lastOffset } = this;
    this.length = MIN_MATCH - 1;
    this.offset = 0;
    const candidate = this.chainHead - this.base;
    const isWorthwhile = lookahead > lastLength && lastLength < LAZY_LENGTH;
    if (isWorthwhile && candidate >= max(this.index - WINDOW_BYTES, 0)) {
      this.findMatch(candidate, min(lookahead, MAX_MATCH));
    }
    if (lastLength >= MIN_MATCH && this.length <= lastLength) {
      this.useMatch(lastLength, lastOffset);
    } else {
      this.useLiteral();
    }
  }

  private useMatch(length: number, offset: number): void {
    this.putToken(
      MATCH + ((length - BASE_LENGTH) << LENGTH_SHIFT) + (offset - 1),
    );
    const next = this.index + length - 1;
    const hashed = min(next, this.hashEnd);
    for (let at = this.index + 1; at < hashed; at++) this.insert(at);
    this.index = next;
    this.isByteWaiting = false;
    this.length = MIN_MATCH - 1;
    if (this.tokenCount === MAX_TOKENS) this.writeBlock();
  }

  private useLiteral(): void {
    if (this.isByteWaiting) {
      this.putToken(this.window[this.index - 1]);
      if (this.tokenCount === MAX_TOKENS) this.writeBlock();
    }
    this.index += 1;
    this.isByteWaiting = true;
  }

  private putToken(token: number): void {
    this.tokens[this.tokenCount++] = token;
  }

  private writeBlock(): void {
    const { blockStart, index } = this;
    const tokens = this.tokens.subarray(0, this.tokenCount);
    this.blocks.writeBlock(
      tokens,
      blockStart <= index ? this.window.subarray(blockStart, index) : undefined,
    );
    this.blockStart = index;
    this.tokenCount = 0;
  }

  /** Puts a position into its chain. @returns the one before, plus {@link base} */
  private insert(at: number): number {
    const { window, heads } = this;
    const word =
      (window[at] << 24) |
      (window[at + 1] << 16) |
      (window[at + 2] << 8) |
      window[at + 3];
    const hash = imul(word, HASH_FACTOR) >>> (32 - HASH_BITS);
    const before = heads[hash];
    this.previous[at & WINDOW_MASK] = before;
    heads[hash] = at + this.base;
    return before;
  }

  /** Follows the chain from a position on; keeps the longest match. */
  private findMatch(from: number, longest: number): void {
    const { window, previous, index, base } = this;
    const nice = min(NICE_LENGTH, longest);
    const first = index - WINDOW_BYTES;
    let candidate = from;
    let length = MIN_MATCH - 1;
    for (let tries = MAX_TRIES; tries > 0; tries--) {
      if (window[candidate + length] === window[index + length]) {
        let matched = 0;
        while (
          matched < longest &&
          window[candidate + matched] === window[index + matched]
        ) {
          matched++;
        }
        if (
          matched > length &&
          (matched > MIN_MATCH || index - candidate <= MAX_OFFSET_OF_SHORT)
        ) {
          length = matched;
          this.length = length;
          this.offset = index - candidate;
          if (matched >= nice) return;
        }
      }
      if (candidate === first) return;
      candidate = previous[candidate & WINDOW_MASK] - base;
      if (candidate < first || candidate < 0) return;
    }
  }
}
