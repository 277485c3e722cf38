import { createHash } from 'crypto';
import { OBJECT_TYPES } from '../pack/objectTypes';
import { TimeSlices } from '../TimeSlices';
import { partsOf } from './GitObject';
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
 * The pack of some objects, each whole, piece by piece. The pieces share the
 * memory of the objects.
 * @see https://git-scm.com/docs/gitformat-pack
 */
export async function* encodePack(
  objects: readonly GitObject[],
): AsyncGenerator<Buffer> {
  const checksum = createHash('sha1');
  const slices = new TimeSlices();
  const header = Buffer.alloc(12);
  header.write('PACK');
  header.writeUInt32BE(VERSION, 4);
  header.writeUInt32BE(objects.length, 8);
  checksum.update(header);
  yield header;
  for (const object of objects) {
    const start = entryHeader(object);
    checksum.update(start);
    yield start;
    for (const piece of partsOf(object.deflated)) {
      const turn = slices.next();
      if (turn) await turn;
      checksum.update(piece);
      yield piece;
    }
  }
  yield checksum.digest();
}
