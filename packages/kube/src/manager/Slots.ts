/**
 * A controller's concurrency: so many runs work at once. A run that waits for
 * somebody else gives its slot back; when it returns it goes before new runs.
 */
export class Slots {
  #free: number;
  readonly #resuming: (() => void)[] = [];
  #onFree: () => void = () => undefined;

  constructor(count: number) {
    this.#free = count;
  }

  /** Resolves when a slot is free that no waiting run takes. */
  async whenFree(): Promise<void> {
    while (this.#free === 0) {
      await new Promise<void>(resolve => {
        this.#onFree = resolve;
      });
    }
  }

  /** Takes a slot, waiting for one; {@link release} gives it back. */
  async take(): Promise<void> {
    if (this.#free > 0) {
      this.#free -= 1;
      return;
    }
    await new Promise<void>(resolve => {
      this.#resuming.push(resolve);
    });
  }

  release(): void {
    const next = this.#resuming.shift();
    if (next) {
      next();
      return;
    }
    this.#free += 1;
    this.#onFree();
  }
}
