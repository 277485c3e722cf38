/* eslint-disable no-bitwise -- the format has numbers of seven bits */
// Packs as Git writes them, to be taken apart and put together.
import { createHash } from 'node:crypto';
import { deflateSync, inflateSync } from 'node:zlib';

const TYPES = [
  '',
  'commit',
  'tree',
  'blob',
  'tag',
  '',
  'ofs-delta',
  'ref-delta',
];
export const typeNumber = name => TYPES.indexOf(name);

const sha1 = bytes => createHash('sha1').update(bytes).digest();

/** Hash of an object, in bytes. */
export function hashObject(type, data) {
  return sha1(Buffer.concat([Buffer.from(`${type} ${data.length}\0`), data]));
}

/**
 * Entries of a pack: `{ type, size, data, base }`; `base` is a hash or, of an
 * offset delta, the distance.
 */
export function parsePack(pack) {
  const entries = [];
  const count = pack.readUInt32BE(8);
  for (let at = 12, i = 0; i < count; i++) {
    let byte = pack[at++];
    const type = (byte >> 4) & 7;
    let size = byte & 15;
    for (let shift = 4; byte & 128; shift += 7) {
      byte = pack[at++];
      size += (byte & 127) * 2 ** shift;
    }
    let base;
    if (type === 6) {
      byte = pack[at++];
      base = byte & 127;
      while (byte & 128) {
        byte = pack[at++];
        base = (base + 1) * 128 + (byte & 127);
      }
    } else if (type === 7) {
      base = pack.subarray(at, at + 20);
      at += 20;
    }
    const { buffer, engine } = inflateSync(pack.subarray(at), { info: true });
    entries.push({ type, size, data: buffer, base });
    at += engine.bytesWritten;
  }
  return entries;
}

function sizeHeader(type, size) {
  const bytes = [];
  let rest = Math.floor(size / 16);
  let byte = (type << 4) | (size & 15);
  while (rest > 0) {
    bytes.push(byte | 128);
    byte = rest % 128;
    rest = Math.floor(rest / 128);
  }
  bytes.push(byte);
  return Buffer.from(bytes);
}

function distance(offset) {
  const bytes = [offset % 128];
  for (let rest = Math.floor(offset / 128); rest > 0; ) {
    rest -= 1;
    bytes.unshift(128 | rest % 128);
    rest = Math.floor(rest / 128);
  }
  return Buffer.from(bytes);
}

/**
 * A pack of entries. An entry may say what it is not: `size`, `stream` instead
 * of its compressed data.
 * @param options - `count` in the header, `level` of compression
 */
export function writePack(entries, { count = entries.length, level = 6 } = {}) {
  const head = Buffer.alloc(12);
  head.write('PACK', 'latin1');
  head.writeUInt32BE(2, 4);
  head.writeUInt32BE(count, 8);
  const parts = [head];
  let at = head.length;
  for (const { type, size, data, base, stream } of entries) {
    const from = typeof base === 'function' ? base(at) : base;
    const piece = Buffer.concat([
      sizeHeader(type, size ?? data.length),
      type === 6 ? distance(from ?? 0) : Buffer.alloc(0),
      type === 7 ? from ?? Buffer.alloc(20) : Buffer.alloc(0),
      stream ?? deflateSync(data, { level }),
    ]);
    parts.push(piece);
    at += piece.length;
  }
  return seal(Buffer.concat(parts));
}

/** Adds the checksum. */
export function seal(body) {
  return Buffer.concat([body, sha1(body)]);
}

/** Body of a pack, without its checksum. */
export const unsealed = pack => pack.subarray(0, -20);

/** A number of a delta. */
export function deltaSize(size) {
  const bytes = [];
  let rest = size;
  do {
    bytes.push(rest % 128 | (rest >= 128 ? 128 : 0));
    rest = Math.floor(rest / 128);
  } while (rest > 0);
  return Buffer.from(bytes);
}

/** Copies 64 KiB from the start of the base. */
export const COPY_64K = Buffer.from([0b1000_0000]);
