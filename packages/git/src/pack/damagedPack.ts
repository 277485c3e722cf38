import { GitError } from '../errors';

/** The error of bytes that are no sound pack. */
export function damagedPack(why: string, cause?: unknown): GitError {
  return new GitError('protocol', `damaged pack: ${why}`, { cause });
}

/** The error of a pack whose deltas make more than all its bytes account for. */
export function deltasTooLarge(maxBytes: number): GitError {
  return new GitError('limit', `deltas make more than ${maxBytes} bytes`);
}

/** The error of an object beyond `fileBytes`. */
export function objectTooLarge(maxBytes: number): GitError {
  return new GitError('limit', `an object is larger than ${maxBytes} bytes`);
}
