/** A seeded source of choices: the same seed gives the same choices everywhere. */
export class Random {
  constructor(seed) {
    this.state = seed >>> 0 || 1;
  }

  /** A number in [0, 1) (mulberry32). */
  next() {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let t = this.state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }

  /** A whole number in [0, limit). */
  below(limit) {
    return Math.floor(this.next() * limit);
  }

  chance(probability) {
    return this.next() < probability;
  }

  pick(list) {
    return list[this.below(list.length)];
  }

  /** Between `least` and `most` different members of a list. */
  some(list, least, most) {
    const rest = list.slice();
    const count = Math.min(rest.length, least + this.below(most - least + 1));
    return Array.from(
      { length: count },
      () => rest.splice(this.below(rest.length), 1)[0],
    );
  }
}
