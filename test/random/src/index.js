/* eslint-disable no-bitwise -- how the generator works */

/** See index.d.ts. JavaScript, because scripts that Node runs as they are import it. */
class Random {
  #state;

  constructor(seed) {
    this.#state = typeof seed === 'number' ? seed | 0 : hashOf(seed);
  }

  // mulberry32. Fields, so that callers may take them out of the object.
  next = () => {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };

  below = limit => Math.floor(this.next() * limit);

  between = (least, most) => least + this.below(most - least + 1);

  chance = share => this.next() < share;

  pick = list => list[this.below(list.length)];

  some = (list, least, most) => {
    const rest = list.slice();
    const count = Math.min(rest.length, this.between(least, most));
    return this.times(count, () => rest.splice(this.below(rest.length), 1)[0]);
  };

  weighted = choices => {
    let left = this.next() * choices.reduce((sum, [weight]) => sum + weight, 0);
    for (const [weight, value] of choices) {
      left -= weight;
      if (left < 0) return value;
    }
    return choices[choices.length - 1][1];
  };

  times = (count, make) =>
    Array.from({ length: count }, (_, index) => make(index));

  bytes = length => Uint8Array.from({ length }, () => this.below(256));
}

/** FNV-1a. */
function hashOf(text) {
  let hash = 2166136261;
  for (const char of text) {
    hash = Math.imul(hash ^ char.charCodeAt(0), 16777619);
  }
  return hash;
}

exports.Random = Random;
