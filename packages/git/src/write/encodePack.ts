import { createHash } from 'crypto';
import { OBJECT_TYPES } from './GitObject';
import type { GitObject } from './GitObject';

const VERSION = 2;

/** Type and size: four bits of the size, then seven a byte, lowest first. */
function entryHeader({ type, size }: GitObject): Buffer {
  const bytes: number[] = [];
  let byte = OBJECT_TYPES[type] * 16 + (size % 16);
  let rest = Math.floor(size / 16);
  while (rest > 0) {
    bytes.push(byte + 0x80);
    byte = rest % 0x80;
    rest = Math.floor(rest / 0x80);
  }
  return Buffer.from([...bytes, byte]);
}

/**
 * The pack of some objects, each whole, in pieces to send one after another.
 * The pieces share the memory of the objects.
 * @see https://git-scm.com/docs/gitformat-pack
 */
export function encodePack(objects: readonly GitObject[]): Buffer[] {
  const header = Buffer.alloc(12);
  header.write('PACK');
  header.writeUInt32BE(VERSION, 4);
  header.writeUInt32BE(objects.length, 8);
  const pieces = [
    header,
    ...objects.flatMap(object => [entryHeader(object), object.deflated]),
  ];
  const checksum = createHash('sha1');
  pieces.forEach(piece => checksum.update(piece));
  return [...pieces, checksum.digest()];
}
