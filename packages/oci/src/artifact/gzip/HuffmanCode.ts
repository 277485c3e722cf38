import { countLengths } from './countLengths';

/** A prefix code: bits and their number for each symbol. */
export class HuffmanCode {
  /** The bits of each symbol, the first one lowest. */
  readonly codes: Uint16Array;
  /** How many bits; 0 for a symbol that is not used. */
  readonly lengths: Uint8Array;

  constructor(symbols: number) {
    this.codes = new Uint16Array(symbols);
    this.lengths = new Uint8Array(symbols);
  }

  /**
   * Makes the best code for symbols of these frequencies, as Go's
   * compress/flate does where several are equally good.
   * @param maxBits - most bits of a symbol
   */
  assign(frequencies: Int32Array, maxBits: number): void {
    const used: number[] = [];
    for (let symbol = 0; symbol < frequencies.length; symbol++) {
      this.lengths[symbol] = 0;
      if (frequencies[symbol] > 0) used.push(symbol);
    }
    if (used.length <= 2) {
      used.forEach((symbol, code) => this.set(symbol, code, 1));
      return;
    }
    used.sort((a, b) => frequencies[a] - frequencies[b] || a - b);
    const sorted = used.map(symbol => frequencies[symbol]);
    this.assignBits(countLengths(sorted, maxBits), used);
  }

  /** @returns bits of a text with these frequencies */
  sizeOf(frequencies: Int32Array): number {
    let size = 0;
    for (let symbol = 0; symbol < frequencies.length; symbol++) {
      size += frequencies[symbol] * this.lengths[symbol];
    }
    return size;
  }

  /** @param code - the bits, the first one highest */
  set(symbol: number, code: number, length: number): void {
    let reversed = 0;
    for (let bit = 0; bit < length; bit++) {
      reversed = (reversed << 1) | ((code >> bit) & 1);
    }
    this.codes[symbol] = reversed;
    this.lengths[symbol] = length;
  }

  /** The most frequent symbols get the shortest codes; within a length, codes grow with symbols. */
  private assignBits(counts: readonly number[], used: readonly number[]): void {
    let code = 0;
    let end = used.length;
    for (let length = 1; length < counts.length; length++) {
      code <<= 1;
      const start = end - counts[length];
      const symbols = used.slice(start, end).sort((a, b) => a - b);
      for (const symbol of symbols) this.set(symbol, code++, length);
      end = start;
    }
  }
}
