/** Starts pieces of work in order, at most `count` at once. */
export class Lanes {
  #free;
  #waiting = [];

  constructor(count) {
    this.#free = count;
  }

  /** @returns what `work` returns, once a lane was free and it is done */
  async run(work) {
    if (this.#free > 0) this.#free -= 1;
    else await new Promise(resolve => this.#waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#free += 1;
    }
  }
}
