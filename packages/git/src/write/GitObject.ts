import { createHash } from 'crypto';
import { promisify } from 'util';
import { deflate, deflateSync, inflateSync } from 'zlib';

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
const deflateLater = promisify<Uint8Array, Buffer>(deflate);

/** Name of an object: the SHA-1 of its type, size and content. */
export function hashObject(type: ObjectType, content: Uint8Array): string {
  return createHash('sha1')
    .update(`${type} ${content.length}\0`)
    .update(content)
    .digest('hex');
}

/** Makes an object. */
export async function createObject(
  type: ObjectType,
  content: Uint8Array,
): Promise<GitObject> {
  const deflated =
    content.length > SMALL_BYTES
      ? await deflateLater(content)
      : deflateSync(content);
  const hash = hashObject(type, content);
  return { type, hash, size: content.length, deflated };
}

/** Content of an object made here. */
export function contentOf(object: GitObject): Buffer {
  return inflateSync(object.deflated);
}
