import { damagedPack } from './damagedPack';
import { OBJECT_TYPES } from './objectTypes';
import type { ObjectType } from './objectTypes';

/** What stands in front of the compressed bytes of an entry of a pack. */
export interface EntryHeader {
  /** Undefined for a delta, whose object has the type of its base. */
  readonly type: ObjectType | undefined;
  /** Inflated bytes of what is stored: the object, or the delta. */
  readonly size: number;
  /** Bytes of the header itself. */
  readonly length: number;
  /** Of a delta: how many bytes before this entry its base starts. */
  readonly baseDistance?: number;
  /** Of a delta: hash of its base. */
  readonly baseHash?: Buffer;
}

/** No header is longer: size, and a distance or a hash. */
export const MAX_HEADER_BYTES = 32;

const HASH_BYTES = 20;
const OFFSET_DELTA = 6;
const REFERENCE_DELTA = 7;
const TYPES = new Map<number, ObjectType>(
  (Object.keys(OBJECT_TYPES) as ObjectType[]).map(type => [
    OBJECT_TYPES[type],
    type,
  ]),
);

/** Reads the groups of seven bits of a header. */
class HeaderBytes {
  at = 0;

  constructor(private readonly bytes: Buffer) {}

  next(): number {
    if (this.at >= this.bytes.length) {
      throw damagedPack('a header is cut short');
    }
    return this.bytes[this.at++];
  }

  /** Lowest bits first; the first byte is read already. */
  size(first: number): number {
    let value = first & 0x0f;
    let factor = 16;
    for (let byte = first; byte & 0x80; factor *= 128) {
      byte = this.next();
      value += (byte & 0x7f) * factor;
    }
    return value;
  }

  /** Highest bits first; each group but the last counts one more. */
  distance(): number {
    let byte = this.next();
    let value = byte & 0x7f;
    while (byte & 0x80) {
      byte = this.next();
      value = (value + 1) * 128 + (byte & 0x7f);
    }
    return value;
  }

  hash(): Buffer {
    const hash = this.bytes.subarray(this.at, this.at + HASH_BYTES);
    if (hash.length < HASH_BYTES) {
      throw damagedPack('a header is cut short');
    }
    this.at += HASH_BYTES;
    return Buffer.from(hash);
  }
}

/**
 * Reads the header of an entry.
 * @param bytes - from the start of the entry on, at least
 *   {@link MAX_HEADER_BYTES} where the pack has them
 * @throws GitError - `protocol`
 * @see https://git-scm.com/docs/gitformat-pack
 */
export function readEntryHeader(bytes: Buffer): EntryHeader {
  const reader = new HeaderBytes(bytes.subarray(0, MAX_HEADER_BYTES));
  const first = reader.next();
  const code = (first >> 4) & 7;
  const type = TYPES.get(code);
  const size = reader.size(first);
  if (code === OFFSET_DELTA) {
    const baseDistance = reader.distance();
    return { type, size, baseDistance, length: reader.at };
  }
  if (code === REFERENCE_DELTA) {
    const baseHash = reader.hash();
    return { type, size, baseHash, length: reader.at };
  }
  if (type === undefined) {
    throw damagedPack(`an entry has type ${code}`);
  }
  return { type, size, length: reader.at };
}
