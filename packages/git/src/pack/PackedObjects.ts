import { statSync } from 'fs';
import { EntryTable } from './EntryTable';
import type { OnPiece } from './inflateEntry';
import { ObjectReader } from './ObjectReader';
import type { ObjectType } from './objectTypes';
import { PackFile } from './PackFile';
import { PackIndexer } from './PackIndexer';

/** Objects that deltas make: this much, and more by the bytes of the packs. */
const MIN_DELTA_BYTES = 1024 ** 3;
/** A history of small changes to large files packs at several hundred to one. */
const MAX_DELTA_RATIO = 1000;

function deltaLimitOf(paths: readonly string[]): number {
  const bytes = paths.reduce((sum, path) => sum + statSync(path).size, 0);
  return Math.max(MIN_DELTA_BYTES, bytes * MAX_DELTA_RATIO);
}

const HASH = /^[0-9a-f]{40}$/;

/** An object of a {@link PackedObjects}. */
export interface PackedObject {
  /** For its `read` and `readPieces`. */
  readonly number: number;
  readonly type: ObjectType;
  /** Bytes of its content. */
  readonly size: number;
}

/**
 * The objects of some packs. Each is found by the hash of its content, so what
 * is read is what was asked for. An object in one pack may be a delta to one in
 * another.
 */
export class PackedObjects {
  private readonly table = new EntryTable();
  private readonly reader: ObjectReader;
  private readonly packs: PackFile[] = [];

  private constructor(maxObjectBytes: number) {
    this.reader = new ObjectReader(this.table, maxObjectBytes);
  }

  /**
   * Reads every entry of the packs once.
   * @param paths - files of packs
   * @param maxDeltaBytes - of all objects together that deltas make; default
   *   1 GiB, or 1,000 times the bytes of the packs
   * @throws GitError - `protocol`: damaged; `limit`: an object is too large, or
   *   deltas make too much
   */
  static async open(
    paths: readonly string[],
    maxObjectBytes: number,
    maxDeltaBytes: number = deltaLimitOf(paths),
  ): Promise<PackedObjects> {
    const objects = new PackedObjects(maxObjectBytes);
    const { table, reader, packs } = objects;
    const indexer = new PackIndexer({
      table,
      reader,
      maxObjectBytes,
      maxDeltaBytes,
    });
    try {
      for (const path of paths) {
        const pack = new PackFile(path);
        packs.push(pack);
        await indexer.scan(pack);
      }
      await indexer.resolve();
    } catch (error) {
      objects.close();
      throw error;
    }
    return objects;
  }

  /** @param hash - 40 hexadecimal digits */
  find(hash: string): PackedObject | undefined {
    if (!HASH.test(hash)) {
      return undefined;
    }
    const number = this.table.find(Buffer.from(hash, 'hex'));
    const type = number === undefined ? undefined : this.table.typeOf(number);
    return number === undefined || type === undefined
      ? undefined
      : { number, type, size: this.table.sizeOf(number) };
  }

  /** The whole content. @throws GitError - `protocol` */
  async read({ number }: PackedObject): Promise<Buffer> {
    return this.reader.read(number);
  }

  /**
   * The content in pieces. A large one is not held in memory, unless a delta
   * makes it.
   * @throws GitError - `protocol`; what `onPiece` throws
   */
  async readPieces({ number }: PackedObject, onPiece: OnPiece): Promise<void> {
    await this.reader.readPieces(number, onPiece);
  }

  /** Closes the files. */
  close(): void {
    for (const pack of this.packs.splice(0)) {
      pack.close();
    }
  }
}
