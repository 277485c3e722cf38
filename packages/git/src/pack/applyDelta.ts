import { damagedPack } from './damagedPack';

const WHOLE_COPY_BYTES = 0x10000;

function damagedDelta(): Error {
  return damagedPack('a delta does not fit its base');
}

/** Reads the numbers of a delta. */
class DeltaBytes {
  at = 0;

  constructor(private readonly bytes: Buffer) {}

  next(): number {
    if (this.at >= this.bytes.length) {
      throw damagedDelta();
    }
    return this.bytes[this.at++];
  }

  /** Groups of seven bits, lowest first. */
  size(): number {
    let value = 0;
    let factor = 1;
    for (;;) {
      const byte = this.next();
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) {
        return value;
      }
      factor *= 128;
    }
  }

  /** Number of the bytes whose bits are set in a mask, lowest first. */
  sparse(mask: number, count: number): number {
    let value = 0;
    for (let index = 0, factor = 1; index < count; index++, factor *= 256) {
      if (mask & (1 << index)) {
        value += this.next() * factor;
      }
    }
    return value;
  }
}

/** Sizes that a delta starts with. */
interface DeltaSizes {
  readonly base: number;
  readonly result: number;
}

/** @throws GitError - `protocol` */
export function readDeltaSizes(delta: Buffer): DeltaSizes {
  const reader = new DeltaBytes(delta);
  return { base: reader.size(), result: reader.size() };
}

/**
 * Makes an object from its base and a delta. The caller has judged the size of
 * the result.
 * @throws GitError - `protocol`: the delta does not fit the base
 * @see https://git-scm.com/docs/gitformat-pack, "Deltified representation"
 */
export function applyDelta(base: Buffer, delta: Buffer): Buffer {
  const reader = new DeltaBytes(delta);
  if (reader.size() !== base.length) {
    throw damagedDelta();
  }
  const result = Buffer.allocUnsafe(reader.size());
  let done = 0;
  while (reader.at < delta.length) {
    const code = reader.next();
    const isCopy = code >= 0x80;
    const from = isCopy ? base : delta;
    const start = isCopy ? reader.sparse(code, 4) : reader.at;
    const length = isCopy
      ? reader.sparse(code >> 4, 3) || WHOLE_COPY_BYTES
      : code;
    const end = start + length;
    if (code === 0 || end > from.length || done + length > result.length) {
      throw damagedDelta();
    }
    from.copy(result, done, start, end);
    done += length;
    reader.at = isCopy ? reader.at : end;
  }
  if (done !== result.length) {
    throw damagedDelta();
  }
  return result;
}
