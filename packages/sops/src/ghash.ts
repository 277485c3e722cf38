/* eslint-disable no-bitwise -- arithmetic in GF(2^128) */

/** A block of 128 bits as four words, the first bit of the block in the first. */
type Block = readonly [number, number, number, number];

/** Times x: a shift to the right, folded back by x^128 = x^7 + x^2 + x + 1. */
function timesX([a, b, c, d]: Block): Block {
  const folded = (a >>> 1) ^ (d & 1 ? 0xe1000000 : 0);
  return [
    folded >>> 0,
    ((a << 31) | (b >>> 1)) >>> 0,
    ((b << 31) | (c >>> 1)) >>> 0,
    ((c << 31) | (d >>> 1)) >>> 0,
  ];
}

/** What the last four bits of a block add to its first word when shifted out. */
const FOLDS = Uint32Array.from({ length: 16 }, (_, bits) => {
  let block: Block = [0, 0, 0, bits];
  for (let step = 0; step < 4; step++) block = timesX(block);
  return block[0];
});

/** Products of the key with all sixteen polynomials of degree three. */
function productTable(key: Uint8Array): Uint32Array {
  const view = new DataView(key.buffer, key.byteOffset, 16);
  let power: Block = [0, 4, 8, 12].map(at => view.getUint32(at)) as never;
  const table = new Uint32Array(16 * 4);
  for (let bit = 8; bit >= 1; bit >>= 1) {
    for (let index = 0; index < 16; index++) {
      if (!(index & bit)) continue;
      power.forEach((word, at) => {
        table[index * 4 + at] ^= word;
      });
    }
    power = timesX(power);
  }
  return table;
}

/**
 * GHASH of one key, four bits at a time. The key's table is made once, for all
 * the values of a document.
 * @see NIST SP 800-38D, section 6.4
 */
export class Ghash {
  private readonly table: Uint32Array;
  private readonly state = new Uint32Array(4);

  /** @param key - 16 bytes */
  constructor(key: Uint8Array) {
    this.table = productTable(key);
  }

  /** Adds a text, filled up with zeros to whole blocks. */
  update(bytes: Uint8Array): this {
    for (let at = 0; at < bytes.length; at += 16) this.block(bytes, at);
    return this;
  }

  /** Gives the hash and starts anew. */
  digest(): Uint8Array {
    const hash = new Uint8Array(16);
    const view = new DataView(hash.buffer);
    this.state.forEach((word, index) => view.setUint32(index * 4, word));
    this.state.fill(0);
    return hash;
  }

  private block(bytes: Uint8Array, at: number): void {
    const { state, table } = this;
    let [a, b, c, d] = [0, 0, 0, 0];
    for (let index = 15; index >= 0; index--) {
      const own = state[index >> 2] >>> (24 - 8 * (index & 3));
      const byte = ((bytes[at + index] ?? 0) ^ own) & 0xff;
      for (let nibble = 0; nibble < 2; nibble++) {
        const fold = FOLDS[d & 15];
        d = (c << 28) | (d >>> 4);
        c = (b << 28) | (c >>> 4);
        b = (a << 28) | (b >>> 4);
        a = (a >>> 4) ^ fold;
        const row = (nibble === 0 ? byte & 15 : byte >>> 4) * 4;
        a ^= table[row];
        b ^= table[row + 1];
        c ^= table[row + 2];
        d ^= table[row + 3];
      }
    }
    state.set([a, b, c, d]);
  }
}
