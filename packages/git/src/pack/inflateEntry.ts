import { createInflate, inflateSync } from 'zlib';
import type { Inflate } from 'zlib';
import { damagedPack } from './damagedPack';
import type { PackFile } from './PackFile';

/** Larger contents are inflated piece by piece, apart from this thread. */
export const LARGE_BYTES = 1024 * 1024;

const PIECE_BYTES = 256 * 1024;

/** What Node's zlib returns with `info`; its types have only the buffer. */
interface Inflated {
  readonly buffer: Buffer;
  /** `bytesWritten`: compressed bytes that were read. */
  readonly engine: { readonly bytesWritten: number };
}

/** Content of an entry, and the length of its compressed bytes. */
interface InflatedEntry {
  readonly content: Buffer;
  readonly compressedBytes: number;
}

/**
 * Called with one piece of a content after the other, each valid for good; the
 * next waits for what it returns.
 */
export type OnPiece = (piece: Buffer) => Promise<void> | void;

function badCompression(cause: unknown): Error {
  return damagedPack('an entry does not inflate to the size it names', cause);
}

/** The most that compressed bytes may take: stored blocks cost five each. */
function maxCompressedBytes(size: number): number {
  return size + Math.ceil(size / 8) + 1024;
}

/**
 * Inflates an entry of at most {@link LARGE_BYTES}.
 * @param offset - of its compressed bytes
 * @param size - inflated bytes, as the entry's header has them
 * @throws GitError - `protocol`
 */
export function inflateSmall(
  pack: PackFile,
  offset: number,
  size: number,
): InflatedEntry {
  const bytes = pack.bytesAt(offset, maxCompressedBytes(size));
  return inflateBytes(bytes, size);
}

/**
 * Inflates bytes, behind which others may follow.
 * @throws GitError - `protocol`
 */
export function inflateBytes(bytes: Buffer, size: number): InflatedEntry {
  // One byte more than the size shows a content that is longer.
  const bytesAtMost = size + 1;
  const options = {
    info: true,
    maxOutputLength: bytesAtMost,
    chunkSize: Math.max(bytesAtMost, 64),
  };
  try {
    const { buffer, engine } = inflateSync(
      bytes,
      options,
    ) as unknown as Inflated;
    if (buffer.length === size) {
      return { content: buffer, compressedBytes: engine.bytesWritten };
    }
  } catch (error) {
    throw badCompression(error);
  }
  throw badCompression(undefined);
}

/** Hands compressed bytes over until some are left that belong to another entry. */
async function feed(inflate: Inflate, pieces: Iterable<Buffer>): Promise<void> {
  // A failure leaves a write unanswered.
  const closed = new Promise<void>(resolve => inflate.once('close', resolve));
  let given = 0;
  for (const piece of pieces) {
    given += piece.length;
    const taken = new Promise<void>(resolve => {
      inflate.write(piece, () => resolve());
    });
    await Promise.race([taken, closed]);
    if (inflate.destroyed || inflate.bytesWritten < given) {
      return;
    }
  }
  inflate.end();
}

/**
 * Inflates an entry of any size piece by piece.
 * @returns the length of its compressed bytes
 * @throws GitError - `protocol`; what `onPiece` throws
 */
export async function inflateLarge(
  pack: PackFile,
  offset: number,
  size: number,
  onPiece: OnPiece,
): Promise<number> {
  const inflate = createInflate({ chunkSize: PIECE_BYTES });
  const fed = feed(inflate, pack.pieces(offset));
  fed.catch(error => inflate.destroy(error));
  let got = 0;
  for await (const piece of inflated(inflate)) {
    got += piece.length;
    if (got > size) {
      throw badCompression(undefined);
    }
    await onPiece(piece);
  }
  await fed;
  if (got !== size) {
    throw badCompression(undefined);
  }
  return inflate.bytesWritten;
}

/** What comes out of zlib. @throws GitError - `protocol` */
async function* inflated(inflate: Inflate): AsyncGenerator<Buffer> {
  try {
    for await (const piece of inflate) {
      yield piece as Buffer;
    }
  } catch (error) {
    throw badCompression(error);
  }
}

/**
 * Inflates a large entry into memory.
 * @throws GitError - `protocol`
 */
export async function inflateWhole(
  pack: PackFile,
  offset: number,
  size: number,
): Promise<InflatedEntry> {
  const content = Buffer.allocUnsafeSlow(size);
  let done = 0;
  const compressedBytes = await inflateLarge(pack, offset, size, piece => {
    done += piece.copy(content, done);
  });
  return { content, compressedBytes };
}
