import type { IgnoreRules } from '@backstage-gitops/sourceignore';
import { createHash } from 'crypto';
import { open } from 'fs/promises';
import type { FileHandle } from 'fs/promises';
import { setImmediate } from 'timers/promises';
import { GoGzip } from '../gzip/GoGzip';
import { tarPieces } from './tarPieces';
import type { Found } from './walk';

/** An archive that was written. */
export interface WrittenArchive {
  /** `sha256:<hex>` of the compressed file. */
  readonly digest: string;
  /** Bytes of the compressed file. */
  readonly sizeBytes: number;
}

/** Bytes that are read before something else may run. */
const SLICE_BYTES = 1024 * 1024;

/**
 * Writes a tar archive in gzip, both byte for byte as Flux does.
 * @param file - must not exist
 * @throws ArtifactError - `source-changed`; errors of the file system; the
 *   signal's reason
 */
export async function writeArchive(
  entries: Iterable<Found>,
  rules: IgnoreRules,
  file: string,
  signal: AbortSignal,
): Promise<WrittenArchive> {
  const output = await open(file, 'wx', 0o600);
  try {
    const writer = new ArchiveWriter(output);
    let unpaused = 0;
    for (const piece of tarPieces(entries, rules)) {
      await writer.write(piece);
      unpaused += piece.length;
      if (unpaused >= SLICE_BYTES) {
        unpaused = 0;
        await setImmediate();
        signal.throwIfAborted();
      }
    }
    return await writer.finish();
  } finally {
    await output.close();
  }
}

class ArchiveWriter {
  private readonly gzip = new GoGzip();
  private readonly hash = createHash('sha256');
  private sizeBytes = 0;

  constructor(private readonly output: FileHandle) {}

  async write(piece: Uint8Array): Promise<void> {
    await this.put(this.gzip.write(piece));
  }

  async finish(): Promise<WrittenArchive> {
    await this.put(this.gzip.finish());
    await this.output.sync();
    return {
      digest: `sha256:${this.hash.digest('hex')}`,
      sizeBytes: this.sizeBytes,
    };
  }

  private async put(bytes: Uint8Array): Promise<void> {
    if (bytes.length === 0) return;
    this.hash.update(bytes);
    this.sizeBytes += bytes.length;
    await this.output.writeFile(bytes);
  }
}
