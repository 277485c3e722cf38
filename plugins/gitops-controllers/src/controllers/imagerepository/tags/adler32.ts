const MODULUS = 65_521;
/** Bytes whose sums stay far below 2 ** 53. */
const BLOCK = 4096;

/** The checksum of RFC 1950, over pieces of text in UTF-8. */
export class Adler32 {
  private low = 1;
  private high = 0;

  update(text: string): void {
    const bytes = Buffer.from(text, 'utf8');
    for (let start = 0; start < bytes.length; start += BLOCK) {
      for (const byte of bytes.subarray(start, start + BLOCK)) {
        this.low += byte;
        this.high += this.low;
      }
      this.low %= MODULUS;
      this.high %= MODULUS;
    }
  }

  /** Unsigned, 32 bits. */
  get value(): number {
    return this.high * 2 ** 16 + this.low;
  }
}
