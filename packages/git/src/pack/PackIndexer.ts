import { TimeSlices } from '../TimeSlices';
import { damagedPack, deltasTooLarge, objectTooLarge } from './damagedPack';
import { MAX_HEADER_BYTES, readEntryHeader } from './entryHeader';
import type { EntryHeader } from './entryHeader';
import type { EntryTable } from './EntryTable';
import { hashObject, startObjectHash } from './hashObject';
import {
  inflateLarge,
  inflateSmall,
  inflateWhole,
  LARGE_BYTES,
} from './inflateEntry';
import type { ObjectReader } from './ObjectReader';
import type { ObjectType } from './objectTypes';
import type { PackFile } from './PackFile';

/** What an indexer fills and reads with. */
interface IndexerOptions {
  readonly table: EntryTable;
  readonly reader: ObjectReader;
  readonly maxObjectBytes: number;
  /** Of all objects together that deltas make. */
  readonly maxDeltaBytes: number;
}

/** Deltas by what they wait for. */
class Waiting<Base> {
  private readonly byBase = new Map<Base, number[]>();

  add(base: Base, delta: number): void {
    const deltas = this.byBase.get(base);
    if (deltas) {
      deltas.push(delta);
    } else {
      this.byBase.set(base, [delta]);
    }
  }

  /** The deltas that need wait no longer. */
  take(base: Base): readonly number[] {
    const deltas = this.byBase.get(base) ?? [];
    this.byBase.delete(base);
    return deltas;
  }

  get bases(): readonly Base[] {
    return [...this.byBase.keys()];
  }

  get size(): number {
    return this.byBase.size;
  }
}

/** An entry that is being read. */
interface Stored {
  readonly pack: PackFile;
  readonly offset: number;
  readonly dataOffset: number;
  readonly header: EntryHeader;
  readonly number: number;
}

/**
 * Finds out which objects packs hold: reads each entry once, and computes the
 * hashes of the objects, as `git index-pack` does.
 */
export class PackIndexer {
  /** Deltas whose base is in the same pack. */
  private readonly byNumber = new Waiting<number>();
  /** Deltas whose base may be in another pack; by hexadecimal digits. */
  private readonly byHash = new Waiting<string>();
  private readonly slices = new TimeSlices();
  private deltaBytes = 0;

  constructor(private readonly options: IndexerOptions) {}

  /**
   * Reads the entries of a pack.
   * @throws GitError - `protocol`, `limit`
   */
  async scan(pack: PackFile): Promise<void> {
    this.options.table.startPack(pack);
    let offset = pack.start;
    for (let index = 0; index < pack.count; index++) {
      await this.slices.next();
      offset = await this.scanEntry(pack, offset);
    }
    if (offset !== pack.end) {
      throw damagedPack('it holds more than its entries');
    }
  }

  /**
   * Resolves the deltas that `scan` could not, when every pack is read.
   * @throws GitError - `protocol`: the base of a delta is nowhere; `limit`
   */
  async resolve(): Promise<void> {
    const ready = this.takeReady().reverse();
    // Depth first, so that a base is still in memory.
    for (let next = ready.pop(); next !== undefined; next = ready.pop()) {
      await this.slices.next();
      const content = await this.options.reader.read(next);
      const hash = this.setDelta(next, content);
      for (const delta of this.byNumber.take(next)) {
        ready.push(delta);
      }
      for (const delta of this.takeByHash(hash.toString('hex'), next)) {
        ready.push(delta);
      }
    }
    if (this.byNumber.size + this.byHash.size > 0) {
      throw damagedPack('a delta has no base');
    }
  }

  /** Deltas whose base is an object that is known. */
  private takeReady(): number[] {
    const { table } = this.options;
    const ready: (readonly number[])[] = [];
    for (const base of this.byNumber.bases) {
      if (table.typeOf(base) !== undefined) {
        ready.push(this.byNumber.take(base));
      }
    }
    for (const hash of this.byHash.bases) {
      const base = table.find(Buffer.from(hash, 'hex'));
      if (base !== undefined) {
        ready.push(this.takeByHash(hash, base));
      }
    }
    return ready.flat();
  }

  /** @returns the deltas, which know their base now */
  private takeByHash(hash: string, base: number): readonly number[] {
    const deltas = this.byHash.take(hash);
    for (const delta of deltas) {
      this.options.table.setBase(delta, base);
    }
    return deltas;
  }

  /** @returns where the next entry starts */
  private async scanEntry(pack: PackFile, offset: number): Promise<number> {
    const header = readEntryHeader(pack.bytesAt(offset, MAX_HEADER_BYTES));
    const { type, size } = header;
    if (size > this.options.maxObjectBytes) {
      throw objectTooLarge(this.options.maxObjectBytes);
    }
    const dataOffset = offset + header.length;
    const number = this.options.table.add({
      offset,
      dataOffset,
      storedSize: size,
      isDelta: type === undefined,
    });
    const stored: Stored = { pack, offset, dataOffset, header, number };
    const compressedBytes =
      type !== undefined && size > LARGE_BYTES
        ? await this.scanLarge(stored, type)
        : await this.scanWhole(stored);
    return dataOffset + compressedBytes;
  }

  /** Takes the hash of an object without holding it in memory. */
  private async scanLarge(
    { pack, dataOffset, header, number }: Stored,
    type: ObjectType,
  ): Promise<number> {
    const { size } = header;
    const hash = startObjectHash(type, size);
    const compressedBytes = await inflateLarge(
      pack,
      dataOffset,
      size,
      piece => {
        hash.update(piece);
      },
    );
    this.options.table.setObject(number, { type, size, hash: hash.digest() });
    return compressedBytes;
  }

  private async scanWhole(stored: Stored): Promise<number> {
    const { table, reader } = this.options;
    const { pack, dataOffset, header, number } = stored;
    const { type, size } = header;
    const { content, compressedBytes } =
      size <= LARGE_BYTES
        ? inflateSmall(pack, dataOffset, size)
        : await inflateWhole(pack, dataOffset, size);
    if (type === undefined) {
      this.scanDelta(stored, content);
    } else {
      table.setObject(number, { type, size, hash: hashObject(type, content) });
      reader.cache.set(number, content);
    }
    return compressedBytes;
  }

  /** Resolves a delta whose base is in memory; others wait. */
  private scanDelta({ offset, header, number }: Stored, delta: Buffer): void {
    const { table, reader } = this.options;
    const { baseDistance, baseHash } = header;
    const base =
      baseDistance === undefined
        ? baseHash && table.find(baseHash)
        : this.requireOffset(offset, baseDistance);
    if (base === undefined) {
      this.byHash.add(baseHash?.toString('hex') ?? '', number);
      return;
    }
    table.setBase(number, base);
    const baseContent =
      table.typeOf(base) === undefined ? undefined : reader.cache.get(base);
    if (baseContent === undefined) {
      this.byNumber.add(base, number);
      return;
    }
    const content = reader.apply(baseContent, delta);
    this.setDelta(number, content);
    reader.cache.set(number, content);
  }

  private requireOffset(offset: number, distance: number): number {
    const base = this.options.table.findOffset(offset - distance);
    if (base === undefined || distance === 0) {
      throw damagedPack('a delta has no base');
    }
    return base;
  }

  /** Notes the object that a delta makes; its base is known. */
  private setDelta(number: number, content: Buffer): Buffer {
    const { table, maxDeltaBytes } = this.options;
    this.deltaBytes += content.length;
    if (this.deltaBytes > maxDeltaBytes) throw deltasTooLarge(maxDeltaBytes);
    const type = table.typeOf(table.entry(number).base ?? number);
    if (type === undefined) {
      throw damagedPack('a delta has no base');
    }
    const hash = hashObject(type, content);
    table.setObject(number, { type, size: content.length, hash });
    return hash;
  }
}
