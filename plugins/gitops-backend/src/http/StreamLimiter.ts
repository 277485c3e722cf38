import { TooManyStreamsError } from '../service/errors';

/** Default of {@link StreamLimiter}: a person has that many tabs at most. */
export const MAX_STREAMS_PER_USER = 20;

/**
 * Bounds how many streams a user may have open in this process. Each costs a
 * computation for every change, so that hundreds would slow others down.
 */
export class StreamLimiter {
  readonly #open = new Map<string, number>();

  constructor(private readonly limit = MAX_STREAMS_PER_USER) {}

  /**
   * Counts a stream of the user; the returned function ends that.
   * @throws TooManyStreamsError - the user has `limit` streams open
   */
  acquire(userEntityRef: string): () => void {
    const count = this.#open.get(userEntityRef) ?? 0;
    if (count >= this.limit) throw new TooManyStreamsError(this.limit);
    this.#open.set(userEntityRef, count + 1);
    let isReleased = false;
    return () => {
      if (isReleased) return;
      isReleased = true;
      this.#release(userEntityRef);
    };
  }

  #release(userEntityRef: string): void {
    const count = this.#open.get(userEntityRef) ?? 0;
    if (count > 1) this.#open.set(userEntityRef, count - 1);
    else this.#open.delete(userEntityRef);
  }
}
