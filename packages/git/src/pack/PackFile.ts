import { createHash } from 'crypto';
import { closeSync, fstatSync, openSync, readSync } from 'fs';
import { damagedPack } from './damagedPack';

const PACK_HEADER_BYTES = 12;
const CHECKSUM_BYTES = 20;
const CHUNK_BYTES = 1024 * 1024;
const WINDOW_BYTES = 4 * 1024 * 1024;

/**
 * The bytes of a pack on disk, of which a window is in memory.
 * @see https://git-scm.com/docs/gitformat-pack
 */
export class PackFile {
  /** Where the first entry starts. */
  readonly start = PACK_HEADER_BYTES;
  /** Where the entries end. */
  readonly end: number;
  /** Number of entries, as the pack has it. */
  readonly count: number;
  private readonly descriptor: number;
  private readonly window = Buffer.allocUnsafeSlow(WINDOW_BYTES);
  private windowStart = 0;
  private windowLength = 0;

  /** @throws GitError - `protocol`: no pack, or its checksum is another */
  constructor(path: string) {
    this.descriptor = openSync(path, 'r');
    try {
      this.end = fstatSync(this.descriptor).size - CHECKSUM_BYTES;
      this.count = this.requireHeader();
      this.requireChecksum();
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /**
   * Bytes of the entries from an offset on: as many as asked for or, at the end
   * and by chance, fewer and more. Valid until the next call.
   */
  bytesAt(offset: number, atLeast: number): Buffer {
    const needed = Math.min(atLeast, this.end - offset, WINDOW_BYTES);
    const isInside =
      offset >= this.windowStart &&
      offset + needed <= this.windowStart + this.windowLength;
    if (!isInside) {
      const length = Math.min(WINDOW_BYTES, Math.max(0, this.end - offset));
      this.windowStart = offset;
      this.windowLength = this.read(this.window, offset, length);
    }
    return this.window.subarray(offset - this.windowStart, this.windowLength);
  }

  /** A part of the entries in a buffer of its own. */
  copyAt(offset: number, length: number): Buffer {
    const bytes = Buffer.allocUnsafe(length);
    return bytes.subarray(0, this.read(bytes, offset, length));
  }

  /** A part of the entries in pieces that stay valid. */
  *pieces(offset: number, end = this.end): Generator<Buffer> {
    for (let at = offset; at < end; at += CHUNK_BYTES) {
      yield this.copyAt(at, Math.min(CHUNK_BYTES, end - at));
    }
  }

  close(): void {
    closeSync(this.descriptor);
  }

  private read(into: Buffer, offset: number, length: number): number {
    let done = 0;
    while (done < length) {
      const at = offset + done;
      const got = readSync(this.descriptor, into, done, length - done, at);
      if (got === 0) {
        break;
      }
      done += got;
    }
    return done;
  }

  private requireHeader(): number {
    const header = this.copyAt(0, PACK_HEADER_BYTES);
    const isPack =
      this.end >= PACK_HEADER_BYTES &&
      header.toString('latin1', 0, 4) === 'PACK';
    if (!isPack) {
      throw damagedPack('it has no header');
    }
    const version = header.readUInt32BE(4);
    if (version !== 2 && version !== 3) {
      throw damagedPack(`it has version ${version}`);
    }
    return header.readUInt32BE(8);
  }

  private requireChecksum(): void {
    const hash = createHash('sha1');
    for (const piece of this.pieces(0)) {
      hash.update(piece);
    }
    const expected = this.copyAt(this.end, CHECKSUM_BYTES);
    if (!hash.digest().equals(expected)) {
      throw damagedPack('its checksum is another');
    }
  }
}
