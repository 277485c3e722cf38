/**
 * A number of bytes that is shared out in the order in which it is asked for.
 * Who asks for more than there is gets it when nothing else is held.
 */
export class ByteBudget {
  #heldBytes = 0;
  /** Ends when it is the next one's turn. */
  #turn: Promise<unknown> = Promise.resolve();
  /** Ends the wait of the one whose turn it is. */
  #wake: (() => void) | undefined;

  /**
   * @param maxBytes - bytes held at once
   * @param evict - asked to release some bytes, if it can do so at once
   */
  constructor(
    private readonly maxBytes: number,
    private readonly evict: (bytes: number) => void,
  ) {}

  /** Bytes that are reserved now. */
  get heldBytes(): number {
    return this.#heldBytes;
  }

  /** Bytes by which more is held than allowed. */
  get excessBytes(): number {
    return Math.max(0, this.#heldBytes - this.maxBytes);
  }

  /**
   * Waits until the bytes are free, and holds them.
   * @throws the signal's reason
   */
  async reserve(bytes: number, signal: AbortSignal): Promise<void> {
    const before = this.#turn;
    const mine = (async () => {
      await before.catch(() => undefined);
      await this.#waitFor(bytes, signal);
      this.#heldBytes += bytes;
    })();
    this.#turn = mine.catch(() => undefined);
    await mine;
  }

  release(bytes: number): void {
    this.#heldBytes -= bytes;
    this.retry();
  }

  /** To be called when more can be evicted than before. */
  retry(): void {
    this.#wake?.();
  }

  async #waitFor(bytes: number, signal: AbortSignal): Promise<void> {
    for (;;) {
      signal.throwIfAborted();
      if (!this.#fits(bytes)) {
        this.evict(this.#heldBytes + bytes - this.maxBytes);
      }
      if (this.#fits(bytes)) return;
      await new Promise<void>(resolve => {
        const end = () => {
          signal.removeEventListener('abort', end);
          this.#wake = undefined;
          resolve();
        };
        this.#wake = end;
        signal.addEventListener('abort', end, { once: true });
      });
    }
  }

  #fits(bytes: number): boolean {
    return this.#heldBytes === 0 || this.#heldBytes + bytes <= this.maxBytes;
  }
}
