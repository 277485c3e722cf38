import { TooManyStreamsError } from '../service/errors';

/** Default of {@link OpenStreams}: more tabs than a person has open. */
export const MAX_STREAMS_PER_USER = 20;

/** The part of an `EventStream` that is needed to keep count of it. */
export interface Closable {
  onClose(closer: () => void): void;
  close(): void;
}

/**
 * The streams of this process. It bounds how many a user may have open, because
 * each costs a computation for every change, and ends them when the backend
 * stops, which would wait for them otherwise.
 */
export class OpenStreams {
  readonly #streams = new Map<string, Set<Closable>>();

  constructor(private readonly limit = MAX_STREAMS_PER_USER) {}

  /**
   * Opens a stream for the user.
   * @param create - called only when there is room for one more
   * @throws TooManyStreamsError - the user has `limit` streams open
   */
  open<S extends Closable>(userEntityRef: string, create: () => S): S {
    const streams = this.#streams.get(userEntityRef) ?? new Set();
    if (streams.size >= this.limit) throw new TooManyStreamsError(this.limit);
    const stream = create();
    streams.add(stream);
    this.#streams.set(userEntityRef, streams);
    stream.onClose(() => {
      streams.delete(stream);
      if (streams.size === 0) this.#streams.delete(userEntityRef);
    });
    return stream;
  }

  /** Ends every stream. */
  closeAll(): void {
    for (const streams of [...this.#streams.values()]) {
      for (const stream of [...streams]) stream.close();
    }
  }
}
