import { setImmediate as nextTurn } from 'timers/promises';

/** Milliseconds that long work keeps the event loop. */
const TURN_MS = 8;

/**
 * Parts long work of the main thread into turns, so that other work gets its
 * own: `if (turns.isOver) await turns.next()`.
 */
export class Turns {
  private startedAt = performance.now();

  constructor(private readonly signal?: AbortSignal) {}

  /** Whether it is time for others. */
  get isOver(): boolean {
    return performance.now() - this.startedAt > TURN_MS;
  }

  /** Lets others work. @throws what the signal was aborted with */
  async next(): Promise<void> {
    await nextTurn();
    this.signal?.throwIfAborted();
    this.startedAt = performance.now();
  }
}
