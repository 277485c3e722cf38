import { GitError } from '../errors';

const BAD = () => new GitError('protocol', 'damaged delta in the pack');

class Reader {
  at = 0;
  constructor(private readonly bytes: Buffer) {}

  get isAtEnd(): boolean {
    return this.at >= this.bytes.length;
  }

  byte(): number {
    if (this.isAtEnd) {
      throw BAD();
    }
    return this.bytes[this.at++];
  }

  size(): number {
    let value = 0;
    let shift = 1;
    for (;;) {
      const byte = this.byte();
      value += (byte & 0x7f) * shift;
      if (byte < 0x80) {
        return value;
      }
      shift *= 128;
    }
  }

  /** Little-endian number of the bytes whose bits are set in `mask`. */
  sparse(mask: number, count: number): number {
    let value = 0;
    for (let index = 0; index < count; index++) {
      if (mask & (1 << index)) {
        value += this.byte() * 256 ** index;
      }
    }
    return value;
  }
}

const DEFAULT_COPY = 0x10000;

/**
 * Rebuilds an object from its base and a delta.
 * @throws GitError - `protocol`: the delta does not fit the base
 * @see https://git-scm.com/docs/gitformat-pack#_deltified_representation
 */
export function applyDelta(base: Buffer, delta: Buffer): Buffer {
  const reader = new Reader(delta);
  if (reader.size() !== base.length) {
    throw BAD();
  }
  const result = Buffer.allocUnsafe(reader.size());
  let at = 0;
  while (!reader.isAtEnd) {
    const op = reader.byte();
    let source = delta;
    let start: number;
    let length: number;
    if (op & 0x80) {
      start = reader.sparse(op, 4);
      length = reader.sparse(op >> 4, 3) || DEFAULT_COPY;
      source = base;
    } else {
      start = reader.at;
      length = op;
      reader.at += op;
    }
    const fits =
      length > 0 &&
      start + length <= source.length &&
      at + length <= result.length;
    if (!fits) {
      throw BAD();
    }
    source.copy(result, at, start, start + length);
    at += length;
  }
  if (at !== result.length) {
    throw BAD();
  }
  return result;
}
