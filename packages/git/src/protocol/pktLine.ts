import { GitError } from '../errors';

/** A packet: payload bytes, or one of the marks between sections. */
export type Packet =
  | { readonly kind: 'data'; readonly data: Buffer }
  | { readonly kind: 'flush' }
  | { readonly kind: 'delimiter' }
  | { readonly kind: 'response-end' };

export const FLUSH = Buffer.from('0000');
export const DELIMITER = Buffer.from('0001');

const LENGTH_DIGITS = 4;
const MARKS: Readonly<Record<number, Packet>> = {
  0: { kind: 'flush' },
  1: { kind: 'delimiter' },
  2: { kind: 'response-end' },
};

/** A packet that carries one line of text. */
export function pktLine(text: string): Buffer {
  const payload = Buffer.from(text);
  const length = (payload.length + LENGTH_DIGITS).toString(16).padStart(4, '0');
  return Buffer.concat([Buffer.from(length), payload]);
}

/** Text of a packet without its line feed. */
export function textOf(packet: Packet): string {
  return packet.kind === 'data'
    ? packet.data.toString('utf8').replace(/\n$/, '')
    : '';
}

/**
 * Reads packets from a body as they arrive.
 * @throws GitError - `protocol`: not in pkt-line format, or cut short
 * @see https://git-scm.com/docs/protocol-common#_pkt_line_format
 */
export async function* readPackets(
  body: AsyncIterable<Buffer>,
): AsyncGenerator<Packet> {
  let pending: Buffer = Buffer.alloc(0);
  for await (const chunk of body) {
    pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
    let at = 0;
    while (pending.length - at >= LENGTH_DIGITS) {
      const digits = pending.toString('latin1', at, at + LENGTH_DIGITS);
      if (!/^[0-9a-f]{4}$/i.test(digits)) {
        throw new GitError('protocol', 'the answer is not from a Git server');
      }
      const length = Number.parseInt(digits, 16);
      if (length < LENGTH_DIGITS) {
        const mark = MARKS[length];
        if (!mark) {
          throw new GitError('protocol', `invalid packet length ${digits}`);
        }
        at += LENGTH_DIGITS;
        yield mark;
      } else if (pending.length - at >= length) {
        yield {
          kind: 'data',
          data: pending.subarray(at + LENGTH_DIGITS, at + length),
        };
        at += length;
      } else {
        break;
      }
    }
    pending = pending.subarray(at);
  }
  if (pending.length > 0) {
    throw new GitError('protocol', 'unexpected EOF');
  }
}
