import { CODE_LENGTH_SYMBOLS } from './alphabet';

/** Lengths of codes in the run-length alphabet of RFC 1951, 3.2.7. */
export interface CodeLengths {
  /** Symbols; after 16, 17 and 18 comes the value of their extra bits. */
  readonly symbols: readonly number[];
  readonly frequencies: Int32Array;
}

const REPEAT_PREVIOUS = 16;
const REPEAT_ZERO = 17;
const REPEAT_ZERO_LONG = 18;

/** Extra bits of the symbols that have some. */
export const CODE_LENGTH_EXTRA_BITS: Readonly<Record<number, number>> = {
  [REPEAT_PREVIOUS]: 2,
  [REPEAT_ZERO]: 3,
  [REPEAT_ZERO_LONG]: 7,
};

/** Writes lengths with repetitions, in the way that Go's compress/flate does. */
export function encodeCodeLengths(lengths: readonly number[]): CodeLengths {
  const runs = new RunWriter();
  let start = 0;
  for (let at = 1; at <= lengths.length; at++) {
    if (lengths[at] !== lengths[start]) {
      runs.add(lengths[start], at - start);
      start = at;
    }
  }
  return runs;
}

class RunWriter implements CodeLengths {
  readonly symbols: number[] = [];
  readonly frequencies = new Int32Array(CODE_LENGTH_SYMBOLS);

  add(length: number, count: number): void {
    let left =
      length === 0 ? this.addZeros(count) : this.addSame(length, count);
    for (; left > 0; left--) this.put(length);
  }

  /** @returns how many are left */
  private addSame(length: number, count: number): number {
    this.put(length);
    let left = count - 1;
    while (left >= 3)
      left -= this.repeat(REPEAT_PREVIOUS, Math.min(left, 6), 3);
    return left;
  }

  private addZeros(count: number): number {
    let left = count;
    while (left >= 11) {
      left -= this.repeat(REPEAT_ZERO_LONG, Math.min(left, 138), 11);
    }
    return left >= 3 ? left - this.repeat(REPEAT_ZERO, left, 3) : left;
  }

  private repeat(symbol: number, count: number, least: number): number {
    this.put(symbol);
    this.symbols.push(count - least);
    return count;
  }

  private put(symbol: number): void {
    this.symbols.push(symbol);
    this.frequencies[symbol] += 1;
  }
}
