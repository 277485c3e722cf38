const HASH_BYTES = 20;
const EMPTY = -1;

/**
 * Numbers by the 20 bytes of a hash; a number's hash is kept at its place, so
 * that a million objects take 30 MB.
 */
export class HashTable {
  /** Hash of number n at 20 n. */
  private hashes = Buffer.alloc(1024 * HASH_BYTES);
  /** Numbers, at the place that their hash leads to or the next free one. */
  private slots = new Int32Array(4096).fill(EMPTY);
  private count = 0;

  /** The number that was added first for a hash. */
  get(hash: Uint8Array): number | undefined {
    const found = this.slots[this.find(hash)];
    return found === EMPTY ? undefined : found;
  }

  /** Adds a hash, unless the table has it. */
  add(number: number, hash: Uint8Array): void {
    this.reserve(number);
    const slot = this.find(hash);
    if (this.slots[slot] !== EMPTY) {
      return;
    }
    this.hashes.set(hash, number * HASH_BYTES);
    this.slots[slot] = number;
    this.count += 1;
    if (this.count * 2 > this.slots.length) {
      this.grow();
    }
  }

  /** The slot of a hash, or the free one where it belongs. */
  private find(hash: Uint8Array): number {
    const mask = this.slots.length - 1;
    // A hash is spread evenly already.
    let slot =
      ((hash[0] << 24) | (hash[1] << 16) | (hash[2] << 8) | hash[3]) & mask;
    while (this.slots[slot] !== EMPTY && !this.isAt(this.slots[slot], hash)) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private isAt(number: number, hash: Uint8Array): boolean {
    const start = number * HASH_BYTES;
    for (let index = 0; index < HASH_BYTES; index++) {
      if (this.hashes[start + index] !== hash[index]) {
        return false;
      }
    }
    return true;
  }

  private reserve(number: number): void {
    const needed = (number + 1) * HASH_BYTES;
    if (needed > this.hashes.length) {
      const larger = Buffer.alloc(Math.max(needed, this.hashes.length * 2));
      this.hashes.copy(larger);
      this.hashes = larger;
    }
  }

  private grow(): void {
    const numbers = this.slots.filter(number => number !== EMPTY);
    this.slots = new Int32Array(this.slots.length * 2).fill(EMPTY);
    for (const number of numbers) {
      const start = number * HASH_BYTES;
      const slot = this.find(this.hashes.subarray(start, start + HASH_BYTES));
      this.slots[slot] = number;
    }
  }
}
