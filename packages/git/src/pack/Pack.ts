import { createHash } from 'crypto';
import { inflateSync } from 'zlib';
import { GitError } from '../errors';
import { applyDelta } from './delta';

/** Kind of a Git object. */
export type ObjectType = 'commit' | 'tree' | 'blob' | 'tag';

/** A Git object with its content. */
export interface GitObject {
  readonly type: ObjectType;
  readonly data: Buffer;
}

interface Entry {
  readonly offset: number;
  /** Where the compressed bytes start. */
  readonly dataOffset: number;
  /** Inflated size of what is stored, which is a delta when there is a base. */
  readonly size: number;
  readonly type: ObjectType | undefined;
  readonly base: number | string | undefined;
}

const TYPES: Readonly<Record<number, ObjectType>> = {
  1: 'commit',
  2: 'tree',
  3: 'blob',
  4: 'tag',
};
const OFFSET_DELTA = 6;
const REFERENCE_DELTA = 7;
const HEADER_BYTES = 12;
const HASH_BYTES = 20;
const MAX_DELTA_DEPTH = 4096;
/** Inflated objects kept for the deltas that build on them. */
const CACHE_BYTES = 64 * 1024 * 1024;

function damaged(what: string): GitError {
  return new GitError('protocol', `damaged pack: ${what}`);
}

function hashOf({ type, data }: GitObject): string {
  return createHash('sha1')
    .update(`${type} ${data.length}\0`)
    .update(data)
    .digest('hex');
}

/** Objects by offset, forgetting the oldest beyond {@link CACHE_BYTES}. */
class ObjectCache {
  private readonly objects = new Map<number, GitObject>();
  private bytes = 0;

  get(offset: number): GitObject | undefined {
    return this.objects.get(offset);
  }

  set(offset: number, object: GitObject): void {
    if (object.data.length > CACHE_BYTES / 4 || this.objects.has(offset)) {
      return;
    }
    this.objects.set(offset, object);
    this.bytes += object.data.length;
    for (const [oldest, { data }] of this.objects) {
      if (this.bytes <= CACHE_BYTES) {
        break;
      }
      this.objects.delete(oldest);
      this.bytes -= data.length;
    }
  }
}

/**
 * Random access to the objects of a pack. Every object's name is computed from
 * its content, so what {@link Pack.read} returns is what was asked for.
 *
 * @see https://git-scm.com/docs/gitformat-pack
 */
export class Pack {
  private readonly entries = new Map<number, Entry>();
  private readonly offsets = new Map<string, number>();
  private readonly cache = new ObjectCache();

  /**
   * @param bytes - the whole pack file
   * @param maxObjectBytes - larger objects are refused
   * @throws GitError - `protocol`: damaged; `limit`: an object is too large
   */
  constructor(
    private readonly bytes: Buffer,
    private readonly maxObjectBytes: number,
  ) {
    this.verifyTrailer();
    this.scan();
    this.name();
  }

  /** Number of objects. */
  get size(): number {
    return this.offsets.size;
  }

  has(hash: string): boolean {
    return this.offsets.has(hash);
  }

  /** @throws GitError - `commit-not-found`: the pack has no such object */
  read(hash: string): GitObject {
    const offset = this.offsets.get(hash);
    if (offset === undefined) {
      throw new GitError('commit-not-found', 'object not found');
    }
    return this.resolve(offset);
  }

  private verifyTrailer(): void {
    const end = this.bytes.length - HASH_BYTES;
    const isPack =
      end >= HEADER_BYTES && this.bytes.toString('latin1', 0, 4) === 'PACK';
    if (!isPack) {
      throw damaged('no header');
    }
    const version = this.bytes.readUInt32BE(4);
    if (version !== 2 && version !== 3) {
      throw damaged(`version ${version}`);
    }
    const expected = this.bytes.subarray(end);
    const actual = createHash('sha1')
      .update(this.bytes.subarray(0, end))
      .digest();
    if (!actual.equals(expected)) {
      throw damaged('checksum mismatch');
    }
  }

  private scan(): void {
    const count = this.bytes.readUInt32BE(8);
    let offset = HEADER_BYTES;
    for (let index = 0; index < count; index++) {
      const entry = this.readHeader(offset);
      if (entry.size > this.maxObjectBytes) {
        throw new GitError(
          'limit',
          `the repository holds a file larger than ${this.maxObjectBytes} bytes`,
        );
      }
      const { data, consumed } = this.inflate(entry);
      if (entry.type) {
        const object = { type: entry.type, data };
        this.cache.set(offset, object);
        this.offsets.set(hashOf(object), offset);
      }
      this.entries.set(offset, entry);
      offset = entry.dataOffset + consumed;
    }
  }

  /** Computes the names of the deltas; bases may come later in the file. */
  private name(): void {
    let waiting = [...this.entries.values()].filter(({ type }) => !type);
    while (waiting.length > 0) {
      const blocked = waiting.filter(entry => {
        if (typeof entry.base === 'string' && !this.offsets.has(entry.base)) {
          return true;
        }
        const object = this.resolve(entry.offset);
        this.offsets.set(hashOf(object), entry.offset);
        return false;
      });
      if (blocked.length === waiting.length) {
        throw damaged('a delta has no base');
      }
      waiting = blocked;
    }
  }

  private readHeader(offset: number): Entry {
    let at = offset;
    const next = () => {
      if (at >= this.bytes.length - HASH_BYTES) {
        throw damaged('cut short');
      }
      return this.bytes[at++];
    };
    let byte = next();
    const code = (byte >> 4) & 7;
    let size = byte & 0x0f;
    for (let shift = 16; byte & 0x80; shift *= 128) {
      byte = next();
      size += (byte & 0x7f) * shift;
    }
    let base: number | string | undefined;
    if (code === OFFSET_DELTA) {
      byte = next();
      let distance = byte & 0x7f;
      while (byte & 0x80) {
        byte = next();
        distance = (distance + 1) * 128 + (byte & 0x7f);
      }
      base = offset - distance;
    } else if (code === REFERENCE_DELTA) {
      base = this.bytes.toString('hex', at, at + HASH_BYTES);
      at += HASH_BYTES;
    } else if (!TYPES[code]) {
      throw damaged(`object type ${code}`);
    }
    return { offset, dataOffset: at, size, type: TYPES[code], base };
  }

  private inflate({ dataOffset, size }: Entry): {
    data: Buffer;
    consumed: number;
  } {
    try {
      const { buffer, engine } = inflateSync(
        this.bytes.subarray(dataOffset),
        // One more than the size shows an object that is longer than it says.
        {
          info: true,
          maxOutputLength: size + 1,
          chunkSize: chunkSizeFor(size),
        },
      ) as unknown as { buffer: Buffer; engine: { bytesWritten: number } };
      if (buffer.length !== size) {
        throw damaged('an object has another size than its header says');
      }
      return { data: buffer, consumed: engine.bytesWritten };
    } catch (error) {
      throw error instanceof GitError ? error : damaged('bad compression');
    }
  }

  private resolve(offset: number, depth = 0): GitObject {
    const cached = this.cache.get(offset);
    if (cached) {
      return cached;
    }
    const entry = this.entries.get(offset);
    if (!entry || depth > MAX_DELTA_DEPTH) {
      throw damaged('a delta has no base');
    }
    const { data } = this.inflate(entry);
    const object = entry.type
      ? { type: entry.type, data }
      : this.applyTo(entry, data, depth);
    this.cache.set(offset, object);
    return object;
  }

  private applyTo(entry: Entry, delta: Buffer, depth: number): GitObject {
    const base =
      typeof entry.base === 'string'
        ? this.offsets.get(entry.base)
        : entry.base;
    if (base === undefined || base === entry.offset) {
      throw damaged('a delta has no base');
    }
    const { type, data } = this.resolve(base, depth + 1);
    const result = applyDelta(data, delta);
    if (result.length > this.maxObjectBytes) {
      throw new GitError(
        'limit',
        `the repository holds a file larger than ${this.maxObjectBytes} bytes`,
      );
    }
    return { type, data: result };
  }
}

/** Output buffer of zlib: the object in one piece where that is small. */
function chunkSizeFor(size: number): number {
  return Math.min(Math.max(size + 1, 64), 1024 * 1024);
}
