/**
 * Layout of an image, all numbers 32 bits and little-endian:
 *
 *     number of records · offset of the records · contents of the files ·
 *     keys · records
 *
 * A record is the offset and length of its key, and the offset and length of
 * its content. A key is `<parent>\0<name>` in UTF-8; records are sorted by the
 * bytes of their keys, so the entries of a directory stand together.
 */
export const HEADER_BYTES = 8;
export const RECORD_BYTES = 16;
/** Length of content of a directory. */
export const DIRECTORY_LENGTH = 0xffffffff;

/** Largest image: offsets have 32 bits. */
export const MAX_IMAGE_BYTES = 0xffffffff;

/** Key of a path such as `/artifact/a.yaml`; the root has none. */
export function keyOf(path: string): Buffer {
  const slash = path.lastIndexOf('/');
  return Buffer.from(
    `${path.slice(0, slash) || '/'}\0${path.slice(slash + 1)}`,
  );
}

interface Record {
  readonly key: Buffer;
  readonly offset: number;
  readonly length: number;
}

/**
 * Files of an unpacked archive in memory that all threads share: nothing is
 * parsed or copied to open an image, so that each build can do it. Paths are
 * absolute and clean: `/artifact/a.yaml`.
 */
export class ArchiveImage {
  readonly #bytes: Buffer;
  readonly #count: number;
  readonly #records: number;

  constructor(memory: SharedArrayBuffer) {
    this.#bytes = Buffer.from(memory);
    this.#count = this.#bytes.readUInt32LE(0);
    this.#records = this.#bytes.readUInt32LE(4);
  }

  /** A copy of a file's content; undefined when there is no such file. */
  readFile(path: string): Uint8Array | undefined {
    const record = this.#find(path);
    if (!record || record.length === DIRECTORY_LENGTH) return undefined;
    const { offset, length } = record;
    return new Uint8Array(this.#bytes.subarray(offset, offset + length));
  }

  kindOf(path: string): 'file' | 'dir' | undefined {
    if (path === '/') return 'dir';
    const record = this.#find(path);
    if (!record) return undefined;
    return record.length === DIRECTORY_LENGTH ? 'dir' : 'file';
  }

  /** Names in a directory; none when there is no such directory. */
  readDir(path: string): string[] {
    const prefix = Buffer.from(`${path}\0`);
    const names: string[] = [];
    for (let at = this.#lowerBound(prefix); at < this.#count; at++) {
      const { key } = this.#recordAt(at);
      if (!key.subarray(0, prefix.length).equals(prefix)) break;
      names.push(key.toString('utf8', prefix.length));
    }
    return names;
  }

  #find(path: string): Record | undefined {
    const key = keyOf(path);
    const at = this.#lowerBound(key);
    const record = at < this.#count ? this.#recordAt(at) : undefined;
    return record?.key.equals(key) ? record : undefined;
  }

  /** Index of the first record whose key is not below this one. */
  #lowerBound(key: Buffer): number {
    let low = 0;
    let high = this.#count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#recordAt(middle).key.compare(key) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #recordAt(index: number): Record {
    const at = this.#records + index * RECORD_BYTES;
    const keyAt = this.#bytes.readUInt32LE(at);
    const keyLength = this.#bytes.readUInt32LE(at + 4);
    return {
      key: this.#bytes.subarray(keyAt, keyAt + keyLength),
      offset: this.#bytes.readUInt32LE(at + 8),
      length: this.#bytes.readUInt32LE(at + 12),
    };
  }
}
