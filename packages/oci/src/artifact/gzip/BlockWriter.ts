import {
  CODE_LENGTH_SYMBOLS,
  END_OF_BLOCK,
  FIRST_LENGTH,
  LENGTH_BASES,
  LENGTH_EXTRA_BITS,
  LENGTH_SYMBOL,
  LITERAL_SYMBOLS,
  OFFSET_BASES,
  OFFSET_EXTRA_BITS,
  OFFSET_SYMBOL,
  OFFSET_SYMBOLS,
} from './alphabet';
import { BitWriter } from './BitWriter';
import { CODE_LENGTH_EXTRA_BITS, encodeCodeLengths } from './codeLengths';
import type { CodeLengths } from './codeLengths';
import { FIXED_LITERALS, FIXED_OFFSETS } from './fixedCodes';
import { HuffmanCode } from './HuffmanCode';
import { LENGTH_SHIFT, MATCH, OFFSET_MASK } from './tokens';

const STORED = 0;
const FIXED = 1;
const DYNAMIC = 2;
const MAX_STORED_BYTES = 65_535;
/** The order in which the lengths of the codes of code lengths are written. */
const CODE_LENGTH_ORDER = [
  ...[16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15],
];

/** What the codes of a block are described by. */
interface Description {
  readonly literals: number;
  readonly offsets: number;
  readonly lengths: CodeLengths;
  /** How many lengths of {@link CODE_LENGTH_ORDER} are written. */
  readonly orderLength: number;
  /** Bits of the description. */
  readonly size: number;
}

/** Writes the blocks of a DEFLATE stream, each in the smallest of the three ways. */
export class BlockWriter {
  private readonly out = new BitWriter();
  private readonly literalCounts = new Int32Array(LITERAL_SYMBOLS);
  private readonly offsetCounts = new Int32Array(OFFSET_SYMBOLS);
  private readonly literalCode = new HuffmanCode(LITERAL_SYMBOLS);
  private readonly offsetCode = new HuffmanCode(OFFSET_SYMBOLS);
  private readonly lengthCode = new HuffmanCode(CODE_LENGTH_SYMBOLS);

  /** @returns the whole bytes since the last call */
  take(): Uint8Array {
    return this.out.take();
  }

  /** @param content - what the tokens stand for, if it may be stored as it is */
  writeBlock(tokens: Int32Array, content: Uint8Array | undefined): void {
    const isStorable = content && content.length <= MAX_STORED_BYTES;
    this.count(tokens);
    const description = this.describe();
    // Extra bits are the same in both codes; they count against the stored block only.
    const extra = isStorable ? this.sizeOfExtraBits() : 0;
    const fixed = 3 + this.sizeOf(FIXED_LITERALS, FIXED_OFFSETS) + extra;
    const dynamic =
      description.size + this.sizeOf(this.literalCode, this.offsetCode) + extra;
    if (isStorable && (content.length + 5) * 8 < Math.min(fixed, dynamic)) {
      this.writeStored(content, false);
    } else if (dynamic < fixed) {
      this.writeDescription(description);
      this.writeTokens(tokens, this.literalCode, this.offsetCode);
    } else {
      this.out.writeBits(FIXED << 1, 3);
      this.writeTokens(tokens, FIXED_LITERALS, FIXED_OFFSETS);
    }
  }

  /** Ends the stream by an empty block, as Go does. */
  writeEnd(): void {
    this.writeStored(new Uint8Array(), true);
    this.out.align();
  }

  private writeStored(content: Uint8Array, isLast: boolean): void {
    this.out.writeBits((STORED << 1) | Number(isLast), 3);
    this.out.align();
    this.out.writeBits(content.length, 16);
    this.out.writeBits(~content.length & 0xffff, 16);
    this.out.align();
    this.out.writeBytes(content);
  }

  private count(tokens: Int32Array): void {
    const { literalCounts, offsetCounts } = this;
    literalCounts.fill(0);
    offsetCounts.fill(0);
    for (const token of tokens) {
      if (token < MATCH) {
        literalCounts[token]++;
      } else {
        const length = (token - MATCH) >> LENGTH_SHIFT;
        literalCounts[FIRST_LENGTH + LENGTH_SYMBOL[length]]++;
        offsetCounts[OFFSET_SYMBOL[token & OFFSET_MASK]]++;
      }
    }
    literalCounts[END_OF_BLOCK] = 1;
    // A dynamic block has one offset at least.
    if (offsetCounts.every(count => count === 0)) offsetCounts[0] = 1;
    this.literalCode.assign(literalCounts, 15);
    this.offsetCode.assign(offsetCounts, 15);
  }

  private describe(): Description {
    const literals = usedLength(this.literalCounts);
    const offsets = usedLength(this.offsetCounts);
    const lengths = encodeCodeLengths([
      ...this.literalCode.lengths.subarray(0, literals),
      ...this.offsetCode.lengths.subarray(0, offsets),
    ]);
    const { frequencies } = lengths;
    this.lengthCode.assign(frequencies, 7);
    let orderLength = CODE_LENGTH_ORDER.length;
    while (
      orderLength > 4 &&
      frequencies[CODE_LENGTH_ORDER[orderLength - 1]] === 0
    ) {
      orderLength--;
    }
    let size = 3 + 5 + 5 + 4 + 3 * orderLength;
    size += this.lengthCode.sizeOf(frequencies);
    for (const [symbol, bits] of Object.entries(CODE_LENGTH_EXTRA_BITS)) {
      size += frequencies[Number(symbol)] * bits;
    }
    return { literals, offsets, lengths, orderLength, size };
  }

  private sizeOf(literals: HuffmanCode, offsets: HuffmanCode): number {
    return (
      literals.sizeOf(this.literalCounts) + offsets.sizeOf(this.offsetCounts)
    );
  }

  private sizeOfExtraBits(): number {
    const lengths = this.literalCounts.subarray(FIRST_LENGTH);
    let size = 0;
    LENGTH_EXTRA_BITS.forEach((bits, symbol) => {
      size += lengths[symbol] * bits;
    });
    OFFSET_EXTRA_BITS.forEach((bits, symbol) => {
      size += this.offsetCounts[symbol] * bits;
    });
    return size;
  }

  private writeDescription(description: Description): void {
    const { out, lengthCode } = this;
    const { literals, offsets, lengths, orderLength } = description;
    out.writeBits(DYNAMIC << 1, 3);
    out.writeBits(literals - 257, 5);
    out.writeBits(offsets - 1, 5);
    out.writeBits(orderLength - 4, 4);
    for (const symbol of CODE_LENGTH_ORDER.slice(0, orderLength)) {
      out.writeBits(lengthCode.lengths[symbol], 3);
    }
    const { symbols } = lengths;
    for (let at = 0; at < symbols.length; at++) {
      const symbol = symbols[at];
      out.writeBits(lengthCode.codes[symbol], lengthCode.lengths[symbol]);
      const extraBits = CODE_LENGTH_EXTRA_BITS[symbol];
      if (extraBits !== undefined) out.writeBits(symbols[++at], extraBits);
    }
  }

  private writeTokens(
    tokens: Int32Array,
    literals: HuffmanCode,
    offsets: HuffmanCode,
  ): void {
    const { out } = this;
    for (const token of tokens) {
      if (token < MATCH) {
        out.writeBits(literals.codes[token], literals.lengths[token]);
      } else {
        this.writeMatch(token, literals, offsets);
      }
    }
    out.writeBits(literals.codes[END_OF_BLOCK], literals.lengths[END_OF_BLOCK]);
  }

  private writeMatch(
    token: number,
    literals: HuffmanCode,
    offsets: HuffmanCode,
  ): void {
    const { out } = this;
    const length = (token - MATCH) >> LENGTH_SHIFT;
    const lengthSymbol = LENGTH_SYMBOL[length];
    const literal = FIRST_LENGTH + lengthSymbol;
    out.writeBits(literals.codes[literal], literals.lengths[literal]);
    out.writeBits(
      length - LENGTH_BASES[lengthSymbol],
      LENGTH_EXTRA_BITS[lengthSymbol],
    );
    const offset = token & OFFSET_MASK;
    const offsetSymbol = OFFSET_SYMBOL[offset];
    out.writeBits(offsets.codes[offsetSymbol], offsets.lengths[offsetSymbol]);
    out.writeBits(
      offset - OFFSET_BASES[offsetSymbol],
      OFFSET_EXTRA_BITS[offsetSymbol],
    );
  }
}

/** Symbols up to the last one that is used. */
function usedLength(counts: Int32Array): number {
  let length = counts.length;
  while (length > 0 && counts[length - 1] === 0) length--;
  return length;
}
