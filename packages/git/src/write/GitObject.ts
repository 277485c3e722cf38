import { promisify } from 'util';
import { deflate, deflateSync, inflateSync } from 'zlib';
import type { ZlibOptions } from 'zlib';
import { hashObject, startObjectHash } from '../pack/hashObject';
import type { ObjectType } from '../pack/objectTypes';
import { TimeSlices } from '../TimeSlices';

/** A new object, compressed as a pack holds it. */
export interface GitObject {
  readonly type: ObjectType;
  /** 40 hexadecimal digits. */
  readonly hash: string;
  /** Bytes before compression. */
  readonly size: number;
  readonly deflated: Buffer;
}

/** In place of the hash of a reference that does not exist. */
export const NO_OBJECT: string = '0'.repeat(40);

/** Larger content is compressed outside of the event loop. */
const SMALL_BYTES = 64 * 1024;
const PART_BYTES = 1024 * 1024;
const deflateLater = promisify<Uint8Array, ZlibOptions, Buffer>(deflate);

/** Bytes in parts between which the event loop may turn; they share memory. */
export function* partsOf(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += PART_BYTES) {
    yield bytes.subarray(at, at + PART_BYTES);
  }
}

async function hashLater(type: ObjectType, content: Buffer): Promise<string> {
  const hash = startObjectHash(type, content.length);
  const slices = new TimeSlices();
  for (const part of partsOf(content)) {
    await slices.next();
    hash.update(part);
  }
  return hash.digest('hex');
}

/** Makes an object. */
export async function createObject(
  type: ObjectType,
  content: Buffer,
): Promise<GitObject> {
  const isSmall = content.length <= SMALL_BYTES;
  const hash = isSmall
    ? hashObject(type, content).toString('hex')
    : await hashLater(type, content);
  const deflated = isSmall
    ? deflateSync(content)
    : await deflateLater(content, { chunkSize: PART_BYTES });
  return { type, hash, size: content.length, deflated };
}

/** Content of an object made here. */
export function contentOf(object: GitObject): Buffer {
  return inflateSync(object.deflated);
}
