import { HashTable } from './HashTable';
import type { ObjectType } from './objectTypes';
import type { PackFile } from './PackFile';

/** A number in place of an undefined one. */
const NONE = -1;

/** An entry of a pack, before its object is known. */
interface NewEntry {
  /** Of the entry in its pack. */
  readonly offset: number;
  /** Of its compressed bytes. */
  readonly dataOffset: number;
  /** Inflated bytes of what is stored. */
  readonly storedSize: number;
  readonly isDelta: boolean;
}

/** What an entry holds. */
interface FoundObject {
  readonly type: ObjectType;
  readonly size: number;
  readonly hash: Buffer;
}

/** An entry whose object may be read. */
export interface Entry {
  readonly pack: PackFile;
  readonly dataOffset: number;
  /** Length of its compressed bytes, up to the next entry. */
  readonly dataBytes: number;
  readonly storedSize: number;
  readonly isDelta: boolean;
  /** Number of the base of a delta, once that is known. */
  readonly base: number | undefined;
}

/**
 * The entries of the packs of a transfer, by number in the order in which they
 * stand, in columns: a repository can have a million.
 */
export class EntryTable {
  private readonly packs: {
    readonly pack: PackFile;
    readonly first: number;
  }[] = [];
  private readonly offsets: number[] = [];
  private readonly dataOffsets: number[] = [];
  private readonly storedSizes: number[] = [];
  private readonly deltas: boolean[] = [];
  private readonly bases: number[] = [];
  private readonly types: (ObjectType | undefined)[] = [];
  private readonly sizes: number[] = [];
  private readonly hashes = new HashTable();

  get count(): number {
    return this.offsets.length;
  }

  /** The entries that are added from now on are in this pack. */
  startPack(pack: PackFile): void {
    this.packs.push({ pack, first: this.count });
  }

  /** @returns its number */
  add(entry: NewEntry): number {
    this.offsets.push(entry.offset);
    this.dataOffsets.push(entry.dataOffset);
    this.storedSizes.push(entry.storedSize);
    this.deltas.push(entry.isDelta);
    this.bases.push(NONE);
    this.types.push(undefined);
    this.sizes.push(NONE);
    return this.count - 1;
  }

  /** Notes the base of a delta. */
  setBase(number: number, base: number): void {
    this.bases[number] = base;
  }

  /** Notes what an entry holds. */
  setObject(number: number, { type, size, hash }: FoundObject): void {
    this.types[number] = type;
    this.sizes[number] = size;
    this.hashes.add(number, hash);
  }

  entry(number: number): Entry {
    const base = this.bases[number];
    const { pack, isLast } = this.packOf(number);
    const dataOffset = this.dataOffsets[number];
    const end = isLast ? pack.end : this.offsets[number + 1];
    return {
      pack,
      dataOffset,
      dataBytes: end - dataOffset,
      storedSize: this.storedSizes[number],
      isDelta: this.deltas[number],
      base: base === NONE ? undefined : base,
    };
  }

  /** Type of the object; undefined for a delta that is not resolved. */
  typeOf(number: number): ObjectType | undefined {
    return this.types[number];
  }

  /** Bytes of the object, if its type is known. */
  sizeOf(number: number): number {
    return this.sizes[number];
  }

  find(hash: Uint8Array): number | undefined {
    return this.hashes.get(hash);
  }

  /** The entry of the pack that is being added which starts at an offset. */
  findOffset(offset: number): number | undefined {
    let low = this.packs[this.packs.length - 1].first;
    let high = this.count - 1;
    while (low <= high) {
      const middle = Math.floor((low + high) / 2);
      if (this.offsets[middle] === offset) {
        return middle;
      }
      if (this.offsets[middle] < offset) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return undefined;
  }

  private packOf(number: number): { pack: PackFile; isLast: boolean } {
    let index = this.packs.length - 1;
    let end = this.count;
    for (; this.packs[index].first > number; index -= 1) {
      end = this.packs[index].first;
    }
    return { pack: this.packs[index].pack, isLast: number === end - 1 };
  }
}
