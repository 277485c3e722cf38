import { setImmediate } from 'timers/promises';

/** Milliseconds of work between two turns of the event loop. */
const SLICE_MS = 10;

/** Cuts a long loop into slices, so that the event loop keeps turning. */
export class TimeSlices {
  private startedAt = performance.now();

  /** @param signal - ends the loop with its reason, at the next slice */
  constructor(private readonly signal?: AbortSignal) {}

  /** Call before each small step; returns a promise when a slice is over. */
  next(): Promise<void> | undefined {
    return performance.now() - this.startedAt > SLICE_MS
      ? this.pause()
      : undefined;
  }

  private async pause(): Promise<void> {
    await setImmediate();
    this.signal?.throwIfAborted();
    this.startedAt = performance.now();
  }
}
