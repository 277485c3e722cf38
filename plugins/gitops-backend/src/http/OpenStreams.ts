import { TooManyStreamsError } from '../service/errors';

/** Default limit of a user: more tabs than a person has open. */
export const MAX_STREAMS_PER_USER = 20;
/** Default limit of the process. */
export const MAX_STREAMS = 1_000;

/**
 * Streams that are being opened at a time: each asks catalog and permissions,
 * and when all clients come back after a restart, other requests go in between.
 */
const MAX_OPENING = 4;

/** How many streams may be open at a time. */
interface StreamLimits {
  readonly perUser: number;
  readonly perProcess: number;
}

/** The part of an `EventStream` that is needed to keep count of it. */
export interface Closable {
  onClose(closer: () => void): void;
  close(): void;
}

/**
 * The streams of this process. It bounds how many there are, of a user and in
 * all, and ends them when the backend stops, which would wait for them
 * otherwise.
 */
export class OpenStreams {
  readonly #streams = new Set<Closable>();
  /** Streams by user, also those that are being opened. */
  readonly #counts = new Map<string, number>();
  #total = 0;
  #opening = 0;
  /** Those that wait until fewer are being opened. */
  readonly #queue: (() => void)[] = [];
  #isClosed = false;

  constructor(private readonly limits: StreamLimits) {}

  /**
   * Opens a stream for the user. One too many is refused before any work is
   * done for it.
   * @param create - called only when there is room for one more; may reject
   * @throws TooManyStreamsError - the limit of the user or of the process is reached
   */
  async open<S extends Closable>(
    userEntityRef: string,
    create: () => Promise<S>,
  ): Promise<S> {
    this.#enter(userEntityRef);
    let stream: S;
    try {
      stream = await this.#inTurn(create);
    } catch (error) {
      this.#leave(userEntityRef);
      throw error;
    }
    this.#streams.add(stream);
    stream.onClose(() => {
      this.#streams.delete(stream);
      this.#leave(userEntityRef);
    });
    if (this.#isClosed) stream.close();
    return stream;
  }

  /** Ends every stream, also those that are being opened. */
  closeAll(): void {
    this.#isClosed = true;
    for (const stream of [...this.#streams]) stream.close();
  }

  async #inTurn<S>(create: () => Promise<S>): Promise<S> {
    if (this.#opening >= MAX_OPENING) {
      await new Promise<void>(resolve => this.#queue.push(resolve));
    }
    this.#opening += 1;
    try {
      return await create();
    } finally {
      this.#opening -= 1;
      this.#queue.shift()?.();
    }
  }

  #enter(userEntityRef: string): void {
    const { perUser, perProcess } = this.limits;
    const count = this.#counts.get(userEntityRef) ?? 0;
    if (count >= perUser) throw new TooManyStreamsError('user', perUser);
    if (this.#total >= perProcess) {
      throw new TooManyStreamsError('process', perProcess);
    }
    this.#counts.set(userEntityRef, count + 1);
    this.#total += 1;
  }

  #leave(userEntityRef: string): void {
    this.#total -= 1;
    const count = (this.#counts.get(userEntityRef) ?? 0) - 1;
    if (count > 0) this.#counts.set(userEntityRef, count);
    else this.#counts.delete(userEntityRef);
  }
}
