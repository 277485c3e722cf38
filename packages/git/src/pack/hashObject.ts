import { createHash } from 'crypto';
import type { Hash } from 'crypto';
import type { ObjectType } from './objectTypes';

/** Starts the hash of an object; its content follows. */
export function startObjectHash(type: ObjectType, size: number): Hash {
  return createHash('sha1').update(`${type} ${size}\0`);
}

/** The 20 bytes that name an object. */
export function hashObject(type: ObjectType, content: Uint8Array): Buffer {
  return startObjectHash(type, content.length).update(content).digest();
}
