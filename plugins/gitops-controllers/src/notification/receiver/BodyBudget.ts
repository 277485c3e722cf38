/** Bytes of bodies that are in memory, all calls together. */
const MAX_BYTES = 64 * 1024 * 1024;

/** Holds the bodies of all calls at once to a number of bytes. */
export class BodyBudget {
  #left: number;

  constructor(maxBytes = MAX_BYTES) {
    this.#left = maxBytes;
  }

  /** @returns whether there was room; to be given back by {@link release} */
  take(bytes: number): boolean {
    if (bytes > this.#left) return false;
    this.#left -= bytes;
    return true;
  }

  release(bytes: number): void {
    this.#left += bytes;
  }
}
