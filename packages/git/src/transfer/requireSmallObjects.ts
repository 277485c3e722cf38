import { inflateSync } from 'zlib';
import { GitError } from '../errors';

const HEADER_BYTES = 12;
const TRAILER_BYTES = 20;
const OFFSET_DELTA = 6;
const REFERENCE_DELTA = 7;
const REFERENCE_BYTES = 20;

/** What Node's zlib returns with `info`; its types have only the buffer. */
interface Inflated {
  readonly buffer: Buffer;
  /** `bytesWritten`: compressed bytes that were read. */
  readonly engine: { readonly bytesWritten: number };
}

/** A number in groups of seven bits, lowest first. */
function readSize(bytes: Buffer, at: number): { value: number; next: number } {
  let value = 0;
  let factor = 1;
  for (let next = at; next < bytes.length; next++) {
    value += (bytes[next] & 0x7f) * factor;
    factor *= 128;
    if (bytes[next] < 0x80) {
      return { value, next: next + 1 };
    }
  }
  return { value, next: bytes.length };
}

/** Size of the object that a delta makes; its own base's size comes first. */
function sizeOfResult(delta: Buffer): number {
  return readSize(delta, readSize(delta, 0).next).value;
}

function inflate(bytes: Buffer, maxBytes: number): Inflated {
  const options = { maxOutputLength: Math.max(maxBytes, 1), info: true };
  try {
    return inflateSync(bytes, options) as unknown as Inflated;
  } catch (error) {
    if ((error as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE') {
      throw tooLarge(maxBytes);
    }
    throw new GitError('protocol', 'damaged pack', { cause: error });
  }
}

function tooLarge(maxBytes: number): GitError {
  return new GitError('limit', `an object is larger than ${maxBytes} bytes`);
}

/**
 * Refuses a pack with an object larger than allowed, before isomorphic-git
 * inflates it with no bound: half a megabyte can hold one of a gigabyte. Looks
 * at sizes only; whether the pack is sound is the library's to say.
 * @throws GitError - `limit`, `protocol`
 * @see https://git-scm.com/docs/gitformat-pack
 */
export function requireSmallObjects(pack: Buffer, maxBytes: number): void {
  const end = pack.length - TRAILER_BYTES;
  let at = HEADER_BYTES;
  while (at < end) {
    const type = Math.floor(pack[at] / 16) % 8;
    at = readSize(pack, at).next;
    if (type === OFFSET_DELTA) {
      at = readSize(pack, at).next;
    } else if (type === REFERENCE_DELTA) {
      at += REFERENCE_BYTES;
    }
    const { buffer, engine } = inflate(pack.subarray(at, end), maxBytes);
    const isDelta = type === OFFSET_DELTA || type === REFERENCE_DELTA;
    if (isDelta && sizeOfResult(buffer) > maxBytes) {
      throw tooLarge(maxBytes);
    }
    at += engine.bytesWritten;
  }
}
