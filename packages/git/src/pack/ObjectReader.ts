import { applyDelta, readDeltaSizes } from './applyDelta';
import { ContentCache } from './ContentCache';
import { damagedPack, objectTooLarge } from './damagedPack';
import type { Entry, EntryTable } from './EntryTable';
import {
  inflateBytes,
  inflateLarge,
  inflateWhole,
  LARGE_BYTES,
} from './inflateEntry';
import type { OnPiece } from './inflateEntry';

/** Contents that are kept: bases of deltas, and what is read next. */
const CACHE_BYTES = 48 * 1024 * 1024;

/** Reads the contents of entries, those of deltas by way of their bases. */
export class ObjectReader {
  /** Contents of objects by the number of their entry. */
  readonly cache = new ContentCache(CACHE_BYTES);

  /** @param maxObjectBytes - a delta that makes more is refused */
  constructor(
    private readonly table: EntryTable,
    private readonly maxObjectBytes: number,
  ) {}

  /**
   * The whole content of an object.
   * @throws GitError - `protocol`, `limit`
   */
  async read(number: number): Promise<Buffer> {
    const deltas: number[] = [];
    let at = number;
    let content = this.cache.get(at);
    for (; content === undefined; content ??= this.cache.get(at)) {
      const entry = this.table.entry(at);
      if (entry.isDelta) {
        deltas.push(at);
        at = requireBase(entry);
      } else {
        content = await inflate(entry);
        this.cache.set(at, content);
      }
    }
    for (const delta of deltas.reverse()) {
      content = this.apply(content, await inflate(this.table.entry(delta)));
      this.cache.set(delta, content);
    }
    return content;
  }

  /**
   * The content of an object in pieces. A large one is not held in memory,
   * unless it is made by a delta.
   * @throws GitError - `protocol`, `limit`; what `onPiece` throws
   */
  async readPieces(number: number, onPiece: OnPiece): Promise<void> {
    const { isDelta, pack, dataOffset, storedSize } = this.table.entry(number);
    if (isDelta || storedSize <= LARGE_BYTES) {
      await onPiece(await this.read(number));
    } else {
      await inflateLarge(pack, dataOffset, storedSize, onPiece);
    }
  }

  /**
   * Applies a delta, if what it makes is not too large.
   * @throws GitError - `protocol`, `limit`
   */
  apply(base: Buffer, delta: Buffer): Buffer {
    if (readDeltaSizes(delta).result > this.maxObjectBytes) {
      throw objectTooLarge(this.maxObjectBytes);
    }
    return applyDelta(base, delta);
  }
}

function requireBase({ base }: Entry): number {
  if (base === undefined) {
    throw damagedPack('a delta has no base');
  }
  return base;
}

async function inflate(entry: Entry): Promise<Buffer> {
  const { pack, dataOffset, dataBytes, storedSize } = entry;
  if (storedSize <= LARGE_BYTES) {
    return inflateBytes(pack.copyAt(dataOffset, dataBytes), storedSize).content;
  }
  return (await inflateWhole(pack, dataOffset, storedSize)).content;
}
