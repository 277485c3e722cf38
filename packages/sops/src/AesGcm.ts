import { unsafe } from '@noble/ciphers/aes.js';
import { equalBytes } from '@noble/ciphers/utils.js';
import { Ghash } from './ghash';

const BLOCK = 16;

/** A block of two 64-bit lengths in bits. */
function lengths(first: number, second: number): Uint8Array {
  const block = new Uint8Array(BLOCK);
  const view = new DataView(block.buffer);
  view.setBigUint64(0, BigInt(first) * 8n);
  view.setBigUint64(8, BigInt(second) * 8n);
  return block;
}

/**
 * Opens AES-GCM with one key. `gcm` of @noble/ciphers prepares the key for each
 * message, which for the short values of a document is nearly all the work;
 * here it is prepared once.
 * @see NIST SP 800-38D, section 7.2
 */
export class AesGcm {
  private readonly roundKeys: Uint32Array;
  private readonly ghash: Ghash;

  /** @param key - 16, 24 or 32 bytes */
  constructor(key: Uint8Array) {
    this.roundKeys = unsafe.expandKeyLE(key);
    this.ghash = new Ghash(this.keyStream(new Uint8Array(BLOCK)));
  }

  /**
   * @param iv - one byte or more
   * @param tag - 16 bytes
   * @returns the plain text; undefined when anything was changed
   */
  open(
    data: Uint8Array,
    iv: Uint8Array,
    tag: Uint8Array,
    associated: Uint8Array,
  ): Uint8Array | undefined {
    if (iv.length === 0) return undefined;
    const counter = this.firstCounter(iv);
    const mask = this.keyStream(counter);
    const expected = this.ghash
      .update(associated)
      .update(data)
      .update(lengths(associated.length, data.length))
      .digest()
      .map((byte, index) => byte ^ mask[index]); // eslint-disable-line no-bitwise
    if (!equalBytes(expected, tag)) return undefined;
    // A copy is aligned, as the word-wise cipher needs it.
    return unsafe.ctr32(this.roundKeys, false, counter, data.slice());
  }

  /** The cipher of zeros; `counter` moves on to the next block. */
  private keyStream(counter: Uint8Array): Uint8Array {
    return unsafe.ctr32(this.roundKeys, false, counter, new Uint8Array(BLOCK));
  }

  private firstCounter(iv: Uint8Array): Uint8Array {
    if (iv.length !== 12) {
      return this.ghash.update(iv).update(lengths(0, iv.length)).digest();
    }
    const counter = new Uint8Array(BLOCK);
    counter.set(iv);
    counter[15] = 1;
    return counter;
  }
}
