import { crc32 } from 'zlib';
import { Deflater } from './Deflater';

/** Header without a name or time; "unknown system", as Go writes it. */
const HEADER = Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff);

/** Compresses bytes as Go's compress/gzip does at its default level, byte for byte. */
export class GoGzip {
  private readonly deflater = new Deflater();
  private checksum = 0;
  private sizeBytes = 0;
  private isStarted = false;

  /** @returns compressed bytes that are ready, perhaps none */
  write(bytes: Uint8Array): Uint8Array {
    this.checksum = crc32(bytes, this.checksum);
    this.sizeBytes += bytes.length;
    this.deflater.write(bytes);
    return this.take();
  }

  /** @returns the rest */
  finish(): Uint8Array {
    this.deflater.finish();
    const trailer = Buffer.alloc(8);
    trailer.writeUInt32LE(this.checksum, 0);
    trailer.writeUInt32LE(this.sizeBytes % 2 ** 32, 4);
    return Buffer.concat([this.take(), trailer]);
  }

  private take(): Uint8Array {
    const bytes = this.deflater.take();
    if (this.isStarted) return bytes;
    this.isStarted = true;
    return Buffer.concat([HEADER, bytes]);
  }
}
