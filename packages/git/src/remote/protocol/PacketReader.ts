import { GitError } from '../../errors';

/** One pkt-line; what has no content is named by what it separates. */
type Packet =
  | { readonly type: 'data'; readonly bytes: Buffer }
  /** `0000` */
  | { readonly type: 'flush' }
  /** `0001` */
  | { readonly type: 'delimiter' }
  /** `0002` */
  | { readonly type: 'response-end' };

const LENGTH_BYTES = 4;
const LENGTH = /^[0-9a-f]{4}$/i;
const SPECIAL: readonly Packet[] = [
  { type: 'flush' },
  { type: 'delimiter' },
  { type: 'response-end' },
];

/**
 * Reads pkt-lines from a stream, no further than it is asked to.
 * @see https://git-scm.com/docs/gitprotocol-common#_pkt_line_format
 */
export class PacketReader {
  private readonly iterator: AsyncIterator<Uint8Array>;
  /** What has arrived and was not asked for yet. */
  private rest: Buffer = Buffer.alloc(0);

  constructor(stream: AsyncIterable<Uint8Array>) {
    this.iterator = stream[Symbol.asyncIterator]();
  }

  /**
   * The next pkt-line.
   * @throws GitError - `network`: the stream ends before one; `protocol`: no pkt-line
   */
  async next(): Promise<Packet> {
    const packet = this.take();
    return packet ?? this.nextLater();
  }

  /** A pkt-line that has arrived as a whole, without a turn of the event loop. */
  take(): Packet | undefined {
    const { rest } = this;
    if (rest.length < LENGTH_BYTES) {
      return undefined;
    }
    const length = lengthOf(rest);
    if (length < LENGTH_BYTES) {
      this.rest = rest.subarray(LENGTH_BYTES);
      return SPECIAL[length];
    }
    if (rest.length < length) {
      return undefined;
    }
    this.rest = rest.subarray(length);
    return { type: 'data', bytes: rest.subarray(LENGTH_BYTES, length) };
  }

  /** What follows the packets that were read. */
  async *remaining(): AsyncGenerator<Uint8Array> {
    try {
      if (this.rest.length > 0) {
        yield this.rest;
      }
      for (;;) {
        const { done, value } = await this.iterator.next();
        if (done) {
          return;
        }
        yield value;
      }
    } finally {
      await this.close();
    }
  }

  /** Reads the stream to its end. */
  async finish(): Promise<void> {
    while (!(await this.iterator.next()).done);
  }

  /** Leaves the stream. */
  async close(): Promise<void> {
    await this.iterator.return?.();
  }

  private async nextLater(): Promise<Packet> {
    for (;;) {
      const { done, value } = await this.iterator.next();
      if (done) {
        throw new GitError('network', 'unexpected EOF');
      }
      this.rest = Buffer.concat([this.rest, value]);
      const packet = this.take();
      if (packet) {
        return packet;
      }
    }
  }
}

/** @throws GitError - `protocol` */
function lengthOf(bytes: Buffer): number {
  const text = bytes.toString('latin1', 0, LENGTH_BYTES);
  const length = LENGTH.test(text) ? Number.parseInt(text, 16) : NaN;
  if (Number.isNaN(length) || length === SPECIAL.length) {
    throw new GitError('protocol', 'the answer is not from a Git server');
  }
  return length;
}

/** A pkt-line with a text or bytes. */
export function encodePacket(content: string | Uint8Array): Buffer {
  const bytes = Buffer.from(content);
  const length = (bytes.length + LENGTH_BYTES).toString(16).padStart(4, '0');
  return Buffer.concat([Buffer.from(length), bytes]);
}

/** Ends a message. */
export const FLUSH = Buffer.from('0000');
/** Separates the parts of a message; protocol 2 only. */
export const DELIMITER = Buffer.from('0001');
