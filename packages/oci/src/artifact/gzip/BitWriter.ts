const FIRST_BYTES = 64 * 1024;

/** Bits in the order of DEFLATE: the lowest bit of a byte first. */
export class BitWriter {
  private bytes = new Uint8Array(FIRST_BYTES);
  private length = 0;
  /** Bits that fill no byte yet: fewer than 16. */
  private bits = 0;
  private bitCount = 0;

  /** @param count - at most 16 */
  writeBits(value: number, count: number): void {
    this.bits |= value << this.bitCount;
    this.bitCount += count;
    if (this.bitCount >= 16) {
      this.reserve(2);
      this.bytes[this.length++] = this.bits;
      this.bytes[this.length++] = this.bits >>> 8;
      this.bits >>>= 16;
      this.bitCount -= 16;
    }
  }

  /** Fills the last byte with zero bits. */
  align(): void {
    while (this.bitCount > 0) {
      this.reserve(1);
      this.bytes[this.length++] = this.bits;
      this.bits >>>= 8;
      this.bitCount = Math.max(this.bitCount - 8, 0);
    }
  }

  /** To be called after {@link align}. */
  writeBytes(bytes: Uint8Array): void {
    this.reserve(bytes.length);
    this.bytes.set(bytes, this.length);
    this.length += bytes.length;
  }

  /** @returns the whole bytes since the last call */
  take(): Uint8Array {
    const taken = this.bytes.slice(0, this.length);
    this.length = 0;
    return taken;
  }

  private reserve(count: number): void {
    if (this.length + count <= this.bytes.length) return;
    const larger = new Uint8Array((this.bytes.length + count) * 2);
    larger.set(this.bytes);
    this.bytes = larger;
  }
}
