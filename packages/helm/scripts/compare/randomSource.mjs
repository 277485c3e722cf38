/** Repeatable randomness: the same seed gives the same choices. */
export class RandomSource {
  #state;

  /** @param seed - any text */
  constructor(seed) {
    this.#state = 2166136261;
    for (const char of seed) {
      this.#state = Math.imul(this.#state ^ char.charCodeAt(0), 16777619);
    }
  }

  /** 0 ≤ number < 1. */
  number() {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }

  below(bound) {
    return Math.floor(this.number() * bound);
  }

  chance(share) {
    return this.number() < share;
  }

  pick(list) {
    return list[this.below(list.length)];
  }
}
