import type { TarEntry, TarEntryType } from './entry';
import { TarError } from './errors';
import { EXTENDED_TYPES, ExtendedHeaders } from './extendedHeader';
import { BLOCK_BYTES, invalidHeader, isEmptyBlock, readHeader } from './header';
import type { Header } from './header';

/** Bounds on an archive; none by default. */
export interface TarLimits {
  /** Bytes of the content of all entries together. */
  readonly maxBytes?: number;
  /** Headers, those in front of an entry included. */
  readonly maxHeaders?: number;
}

/** A part of an archive: an entry, then the pieces of its content. */
export type TarPart =
  | { readonly kind: 'entry'; readonly entry: TarEntry }
  | { readonly kind: 'data'; readonly data: Uint8Array };

/** Bytes of one extended header, as in Go's archive/tar. */
const MAX_EXTENDED_BYTES = 1024 * 1024;

const TYPES: Readonly<Record<string, TarEntryType>> = {
  '0': 'file',
  '\0': 'file',
  '7': 'file', // contiguous
  '1': 'hardlink',
  '2': 'symlink',
  '5': 'directory',
};
/** Types without content, whatever size their header has: links, devices, directories, pipes. */
const HEADER_ONLY = '123456';

function paddingOf(sizeBytes: number): number {
  return (BLOCK_BYTES - (sizeBytes % BLOCK_BYTES)) % BLOCK_BYTES;
}

function typeOf({ type, name }: Pick<Header, 'type' | 'name'>): TarEntryType {
  // Archives older than ustar mark directories by a slash only.
  const isOldDirectory = type === '\0' && name.endsWith('/');
  return isOldDirectory ? 'directory' : TYPES[type] ?? 'other';
}

/** @throws TarError - `invalid-header`: content of a negative size */
function requireSize({ type, sizeBytes }: Header): void {
  if (sizeBytes < 0 && !HEADER_ONLY.includes(type)) {
    throw invalidHeader('bad size');
  }
}

/** An extended header that is being read. */
interface Extended {
  readonly type: string;
  readonly data: Uint8Array;
  filled: number;
}

/**
 * Reads a tar archive that comes in pieces of any size: v7, ustar, pax, star
 * and GNU with long names. It decides as Go's archive/tar does what is damaged,
 * but refuses sparse files. Content is passed on as views of the pieces.
 */
export class TarDecoder {
  readonly #limits: TarLimits;
  readonly #block = new Uint8Array(BLOCK_BYTES);
  /** Bytes of the next header that are there. */
  #blockBytes = 0;
  /** Bytes of content that are still to come, and zeros after them. */
  #contentBytes = 0;
  #paddingBytes = 0;
  #extended?: Extended;
  readonly #headersInFront = new ExtendedHeaders();
  #emptyBlocks = 0;
  #totalBytes = 0;
  #headers = 0;

  constructor(limits: TarLimits = {}) {
    this.#limits = limits;
  }

  /** Whether the end of the archive was read; what follows it is ignored. */
  get isEnded(): boolean {
    return this.#emptyBlocks === 2;
  }

  /**
   * Reads one piece.
   * @throws TarError - `invalid-header`, `unsupported`, `limit`
   */
  *push(piece: Uint8Array): Generator<TarPart> {
    let rest = piece;
    while (rest.length > 0 && !this.isEnded) {
      if (this.#contentBytes > 0) {
        const data = rest.subarray(0, this.#contentBytes);
        this.#contentBytes -= data.length;
        rest = rest.subarray(data.length);
        if (this.#extended) this.#fillExtended(this.#extended, data);
        else yield { kind: 'data', data };
      } else if (this.#paddingBytes > 0) {
        const skipped = Math.min(this.#paddingBytes, rest.length);
        this.#paddingBytes -= skipped;
        rest = rest.subarray(skipped);
      } else {
        const data = rest.subarray(0, BLOCK_BYTES - this.#blockBytes);
        this.#block.set(data, this.#blockBytes);
        this.#blockBytes += data.length;
        rest = rest.subarray(data.length);
        if (this.#blockBytes === BLOCK_BYTES) yield* this.#readBlock();
      }
    }
  }

  /**
   * To be called after the last piece. Padding and empty records at the end may
   * be missing.
   * @throws TarError - `truncated`: the archive ends inside an entry
   */
  end(): void {
    const isInside = this.#contentBytes > 0 || this.#blockBytes > 0;
    if (isInside && !this.isEnded) {
      throw new TarError('truncated', 'the archive ends inside an entry');
    }
  }

  *#readBlock(): Generator<TarPart> {
    this.#blockBytes = 0;
    if (isEmptyBlock(this.#block)) {
      this.#emptyBlocks += 1;
      return;
    }
    if (this.#emptyBlocks > 0) throw invalidHeader('an empty record before it');
    this.#requireHeaders();
    const header = readHeader(this.#block);
    requireSize(header);
    if (EXTENDED_TYPES.includes(header.type)) {
      this.#startExtended(header);
    } else {
      yield { kind: 'entry', entry: this.#startEntry(header) };
    }
  }

  #startExtended({ type, sizeBytes }: Header): void {
    if (sizeBytes > MAX_EXTENDED_BYTES) {
      throw new TarError('limit', 'an extended header is too large');
    }
    this.#contentBytes = sizeBytes;
    this.#paddingBytes = paddingOf(sizeBytes);
    this.#extended = { type, data: new Uint8Array(sizeBytes), filled: 0 };
    if (sizeBytes === 0) this.#finishExtended(this.#extended);
  }

  #fillExtended(extended: Extended, data: Uint8Array): void {
    extended.data.set(data, extended.filled);
    extended.filled += data.length;
    if (extended.filled === extended.data.length) {
      this.#finishExtended(extended);
    }
  }

  #finishExtended({ type, data }: Extended): void {
    this.#extended = undefined;
    this.#headersInFront.add(type, data);
  }

  #startEntry(header: Header): TarEntry {
    const merged = { ...header, ...this.#headersInFront.take() };
    if (header.type === 'S') {
      throw new TarError('unsupported', 'sparse files are not supported');
    }
    const type = typeOf(merged);
    const hasContent =
      !HEADER_ONLY.includes(header.type) && type !== 'directory';
    const sizeBytes = hasContent ? merged.sizeBytes : 0;
    // The headers in front may have given another size than the header.
    if (sizeBytes < 0) throw invalidHeader('bad size');
    this.#requireBytes(sizeBytes);
    this.#contentBytes = sizeBytes;
    this.#paddingBytes = paddingOf(sizeBytes);
    const { name, mode, modifiedSeconds, linkName } = merged;
    return { name, type, mode, sizeBytes, modifiedSeconds, linkName };
  }

  #requireHeaders(): void {
    const { maxHeaders = Infinity } = this.#limits;
    this.#headers += 1;
    if (this.#headers > maxHeaders) {
      throw new TarError('limit', `there are more than ${maxHeaders} headers`);
    }
  }

  #requireBytes(sizeBytes: number): void {
    const { maxBytes = Infinity } = this.#limits;
    this.#totalBytes += sizeBytes;
    if (this.#totalBytes > maxBytes) {
      throw new TarError(
        'limit',
        `the content is larger than ${maxBytes} bytes`,
      );
    }
  }
}
