import { encodeHeader, tarEnd, tarPadding } from '@backstage-gitops/tar';
import { once } from 'events';
import { createWriteStream } from 'fs';
import { Transform } from 'stream';
import { createGzip } from 'zlib';

const FILE_MODE = 0o600;
const EXECUTABLE_MODE = 0o700;
const DIRECTORY_MODE = 0o750;
/** Small pieces are joined: each one that zlib gets costs a round trip to its thread. */
const CHUNK_BYTES = 1024 * 1024;
const GZIP_LEVEL = 6;
/** Place and value of the "unknown system" byte, which Go writes. */
const OS_BYTE = 9;
const OS_UNKNOWN = 0xff;

/** What stands in front of the content of an entry. */
interface ArchiveEntry {
  /** Names from the root down; empty for the root. */
  readonly path: readonly string[];
  readonly kind: 'directory' | 'file';
  /** Whether somebody may execute a file. */
  readonly isExecutable: boolean;
  /** Bytes of a file; 0 for a directory. */
  readonly sizeBytes: number;
}

/** Passes bytes on, marks the header like Go, and counts. */
class Compressed extends Transform {
  sizeBytes = 0;
  private headerLeft = OS_BYTE;

  constructor(private readonly onBytes: (bytes: Uint8Array) => void) {
    super();
  }

  override _transform(
    chunk: Buffer,
    _encoding: BufferEncoding,
    done: (error: null, data: Buffer) => void,
  ): void {
    if (this.headerLeft >= 0 && this.headerLeft < chunk.length) {
      chunk[this.headerLeft] = OS_UNKNOWN;
    }
    this.headerLeft -= chunk.length;
    this.sizeBytes += chunk.length;
    this.onBytes(chunk);
    done(null, chunk);
  }
}

function modeOf({ kind, isExecutable }: ArchiveEntry): number {
  if (kind === 'directory') {
    return DIRECTORY_MODE;
  }
  return isExecutable ? EXECUTABLE_MODE : FILE_MODE;
}

/**
 * A tar.gz that is being written, as Flux writes it: owners and times are zero,
 * modes normalised. Its methods return a promise when the caller is to wait.
 */
export class ArchiveFile {
  private readonly gzip = createGzip({ level: GZIP_LEVEL });
  private readonly compressed: Compressed;
  private readonly written: Promise<void>;
  private waiting: Uint8Array[] = [];
  private waitingBytes = 0;
  private isFailed = false;

  /**
   * @param file - must not exist
   * @param onBytes - is given what is written, for a digest
   */
  constructor(
    file: string,
    onBytes: (bytes: Uint8Array) => void = () => undefined,
  ) {
    this.compressed = new Compressed(onBytes);
    const output = createWriteStream(file, { flags: 'wx', mode: 0o600 });
    this.written = new Promise<void>((resolve, reject) => {
      output.on('close', resolve);
      const fail = (error: Error) => {
        this.isFailed = true;
        output.destroy();
        reject(error);
      };
      this.gzip.on('error', fail);
      this.compressed.on('error', fail);
      output.on('error', fail);
    });
    this.written.catch(() => undefined); // `finish` or a write tells of it
    this.gzip.pipe(this.compressed).pipe(output);
  }

  /** Begins an entry; the content of a file follows. */
  start(entry: ArchiveEntry): Promise<void> | undefined {
    const { path, kind, sizeBytes } = entry;
    return this.write(
      encodeHeader({
        name: path.length === 0 ? '.' : path.join('/'),
        isDirectory: kind === 'directory',
        mode: modeOf(entry),
        size: sizeBytes,
      }),
    );
  }

  /** Adds bytes, which the caller leaves as they are. */
  write(bytes: Uint8Array): Promise<void> | undefined {
    this.waiting.push(bytes);
    this.waitingBytes += bytes.length;
    return this.waitingBytes >= CHUNK_BYTES ? this.flush() : undefined;
  }

  /** Ends the content of a file. */
  end(sizeBytes: number): Promise<void> | undefined {
    return this.write(tarPadding(sizeBytes));
  }

  /**
   * Ends the archive, which is in its file then.
   * @returns its bytes
   * @throws what the disk threw
   */
  async finish(): Promise<number> {
    await this.write(tarEnd());
    await this.flush();
    this.gzip.end();
    await this.written;
    return this.compressed.sizeBytes;
  }

  /** Gives the file up after a failure of the caller. */
  destroy(error: Error): void {
    this.gzip.destroy(error);
  }

  private async flush(): Promise<void> {
    const piece = Buffer.concat(this.waiting, this.waitingBytes);
    this.waiting = [];
    this.waitingBytes = 0;
    if (this.isFailed || !this.gzip.write(piece)) {
      await Promise.race([once(this.gzip, 'drain'), this.written]);
    }
  }
}
