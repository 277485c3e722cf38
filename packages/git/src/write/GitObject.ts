import { createHash } from 'crypto';
import { promisify } from 'util';
import { deflate, deflateSync, inflateSync } from 'zlib';
import type { ZlibOptions } from 'zlib';
import { TimeSlices } from '../TimeSlices';

/** Kinds of objects that a pack holds, with their numbers in it. */
export const OBJECT_TYPES = { commit: 1, tree: 2, blob: 3 } as const;

/** Kind of an object. */
export type ObjectType = keyof typeof OBJECT_TYPES;

/** A new object, compressed as a pack holds it. */
export interface GitObject {
  readonly type: ObjectType;
  /** 40 hexadecimal digits. */
  readonly hash: string;
  /** Bytes before compression. */
  readonly size: number;
  readonly deflated: Buffer;
}

/** The tree without entries; every Git knows it. */
export const EMPTY_TREE = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';
/** In place of the hash of a reference that does not exist. */
export const NO_OBJECT: string = '0'.repeat(40);

/** Larger content is compressed outside of the event loop. */
const SMALL_BYTES = 64 * 1024;
const PART_BYTES = 1024 * 1024;
const deflateLater = promisify<Uint8Array, ZlibOptions, Buffer>(deflate);

/** Name of an object: the SHA-1 of its type, size and content. */
export function hashObject(type: ObjectType, content: Uint8Array): string {
  return createHash('sha1')
    .update(`${type} ${content.length}\0`)
    .update(content)
    .digest('hex');
}

/** Bytes in parts between which the event loop may turn; they share memory. */
export function* partsOf(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += PART_BYTES) {
    yield bytes.subarray(at, at + PART_BYTES);
  }
}

async function hashLater(type: ObjectType, content: Buffer): Promise<string> {
  const hash = createHash('sha1').update(`${type} ${content.length}\0`);
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
    ? hashObject(type, content)
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
