import { createHash } from 'crypto';
import { deflateSync } from 'zlib';
import { OBJECT_TYPES } from '../objectTypes';
import type { ObjectType } from '../objectTypes';

/** An entry to write, sound or not. */
export type PackEntry = {
  readonly content: Buffer;
  /** Inflated bytes, as the header has them; default those of the content. */
  readonly size?: number;
  /** In place of the deflated content. */
  readonly compressed?: Buffer;
} & (
  | { readonly type: ObjectType }
  /** A delta to an entry by its index; may be this one or a later one's. */
  | { readonly baseIndex: number }
  /** A delta to an entry that starts this many bytes before. */
  | { readonly baseDistance: number }
  | { readonly baseHash: string }
);

const OFFSET_DELTA = 6;
const REFERENCE_DELTA = 7;

function sizeHeader(code: number, size: number): Buffer {
  const bytes = [(code << 4) | size % 16];
  for (
    let rest = Math.floor(size / 16);
    rest > 0;
    rest = Math.floor(rest / 128)
  ) {
    bytes[bytes.length - 1] |= 0x80;
    bytes.push(rest % 128);
  }
  return Buffer.from(bytes);
}

function distanceBytes(distance: number): Buffer {
  const bytes = [distance % 128];
  for (
    let rest = Math.floor(distance / 128);
    rest > 0;
    rest = Math.floor(rest / 128)
  ) {
    rest -= 1;
    bytes.unshift(0x80 | rest % 128);
  }
  return Buffer.from(bytes);
}

function headerOf(
  entry: PackEntry,
  offsets: readonly number[],
  offset: number,
): Buffer {
  const { size = entry.content.length } = entry;
  if ('type' in entry) {
    return sizeHeader(OBJECT_TYPES[entry.type], size);
  }
  if ('baseHash' in entry) {
    const hash = Buffer.from(entry.baseHash, 'hex');
    return Buffer.concat([sizeHeader(REFERENCE_DELTA, size), hash]);
  }
  const distance =
    'baseDistance' in entry
      ? entry.baseDistance
      : offset - offsets[entry.baseIndex];
  return Buffer.concat([
    sizeHeader(OFFSET_DELTA, size),
    distanceBytes(distance),
  ]);
}

/** Puts the right checksum at the end of what comes before it. */
export function sealPack(bytes: Buffer): Buffer {
  return Buffer.concat([bytes, createHash('sha1').update(bytes).digest()]);
}

/** A pack of these entries. @param count - as its header has it */
export function makePack(
  entries: readonly PackEntry[],
  count = entries.length,
): Buffer {
  const header = Buffer.from('PACK\0\0\0\x02\0\0\0\0', 'latin1');
  header.writeUInt32BE(count, 8);
  const parts = [header];
  const offsets: number[] = [];
  let offset = header.length;
  for (const entry of entries) {
    offsets.push(offset);
    const { compressed = deflateSync(entry.content) } = entry;
    const bytes = Buffer.concat([headerOf(entry, offsets, offset), compressed]);
    offset += bytes.length;
    parts.push(bytes);
  }
  return sealPack(Buffer.concat(parts));
}

/** A number of a delta, in groups of seven bits. */
export function deltaSize(size: number): Buffer {
  const bytes = [size % 128];
  for (
    let rest = Math.floor(size / 128);
    rest > 0;
    rest = Math.floor(rest / 128)
  ) {
    bytes[bytes.length - 1] |= 0x80;
    bytes.push(rest % 128);
  }
  return Buffer.from(bytes);
}

/** A delta that keeps its base and adds a text of at most 127 bytes. */
export function appendingDelta(base: Buffer, text: string): Buffer {
  const added = Buffer.from(text);
  const copies: Buffer[] = [];
  for (let at = 0; at < base.length; at += 0xffff) {
    const copy = Buffer.alloc(7);
    copy[0] = 0b10111111;
    copy.writeUInt32LE(at, 1);
    copy.writeUInt16LE(Math.min(0xffff, base.length - at), 5);
    copies.push(copy);
  }
  return Buffer.concat([
    deltaSize(base.length),
    deltaSize(base.length + added.length),
    ...copies,
    Buffer.from([added.length]),
    added,
  ]);
}
