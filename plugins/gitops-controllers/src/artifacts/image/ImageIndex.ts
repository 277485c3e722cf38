import { ArtifactError } from '../errors';
import {
  DIRECTORY_LENGTH,
  HEADER_BYTES,
  keyOf,
  RECORD_BYTES,
} from './ArchiveImage';

interface Content {
  readonly offset: number;
  readonly length: number;
}

const DIRECTORY: Content = { offset: 0, length: DIRECTORY_LENGTH };

/** The entries of an image that is being made. */
export class ImageIndex {
  readonly #contents = new Map<string, Content>();
  #keyBytes = 0;
  #contentBytes = 0;

  /** Bytes of the image as far as its entries are known. */
  get sizeBytes(): number {
    const records = this.#contents.size * RECORD_BYTES;
    return HEADER_BYTES + this.#contentBytes + this.#keyBytes + records;
  }

  /** Adds a directory, and those above it. */
  addDirectory(parts: readonly string[]): void {
    for (let depth = parts.length; depth > 0; depth--) {
      const path = `/${parts.slice(0, depth).join('/')}`;
      if (this.#contents.get(path) === DIRECTORY) return;
      this.#set(path, DIRECTORY);
    }
  }

  /**
   * Adds a file, whose content replaces that of an earlier one of its name.
   * @returns offset of its content, which follows that of the file before
   * @throws ArtifactError - `invalid-archive`: there is a directory of its name
   */
  addFile(parts: readonly string[], length: number): number {
    this.addDirectory(parts.slice(0, -1));
    const offset = HEADER_BYTES + this.#contentBytes;
    this.#contentBytes += length;
    this.#set(`/${parts.join('/')}`, { offset, length });
    return offset;
  }

  /** Writes header, keys and records; the image has {@link sizeBytes}. */
  writeTo(image: Buffer): void {
    const entries = [...this.#contents]
      .map(([path, content]) => ({ key: keyOf(path), ...content }))
      .sort((a, b) => a.key.compare(b.key));
    let keyAt = HEADER_BYTES + this.#contentBytes;
    let recordAt = keyAt + this.#keyBytes;
    image.writeUInt32LE(entries.length, 0);
    image.writeUInt32LE(recordAt, 4);
    for (const { key, offset, length } of entries) {
      image.set(key, keyAt);
      for (const value of [keyAt, key.length, offset, length]) {
        recordAt = image.writeUInt32LE(value, recordAt);
      }
      keyAt += key.length;
    }
  }

  #set(path: string, content: Content): void {
    const known = this.#contents.get(path);
    const isDirectory = content === DIRECTORY;
    if (known && (known === DIRECTORY) !== isDirectory) {
      throw new ArtifactError(
        'invalid-archive',
        `the archive holds a file and a directory ${JSON.stringify(path)}`,
      );
    }
    if (!known) this.#keyBytes += keyOf(path).length;
    this.#contents.set(path, content);
  }
}
