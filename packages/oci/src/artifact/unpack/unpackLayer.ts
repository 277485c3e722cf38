import { mkdtempSync, rmSync } from 'fs';
import { join, resolve } from 'path';
import { whileWriting } from '../errors';
import { DirectoryWriter } from './DirectoryWriter';
import { entryTarget } from './entryTarget';
import { mergeDirectory } from './mergeDirectory';
import { readLayer } from './readLayer';
import type { LayerLimits } from './readLayer';

/** What was unpacked. */
export interface UnpackedLayer {
  readonly files: number;
  /** Symbolic links of the archive; they are left out. */
  readonly skippedLinks: number;
}

/**
 * Unpacks a layer into a directory that exists. What is there stays, unless an
 * entry has its name. The directory is touched only when the whole layer was
 * read without a failure.
 * @throws ArtifactError - `unsafe-archive`, `conflict`, `limit`,
 *   `invalid-artifact`, `no-space`; errors of the file system; what `bytes` throws
 */
export async function unpackLayer(
  bytes: AsyncIterable<Uint8Array>,
  directory: string,
  limits: LayerLimits,
): Promise<UnpackedLayer> {
  const target = resolve(directory);
  const stage = mkdtempSync(join(target, '.gitops-pull-'));
  const writer = new DirectoryWriter(stage, Date.now());
  let files = 0;
  let skippedLinks = 0;
  try {
    await readLayer(bytes, limits, part => {
      if (part.kind === 'data') {
        writer.write(part.data);
        return;
      }
      const { entry } = part;
      const parts = entryTarget(entry);
      writer.closeFile();
      if (!parts) {
        skippedLinks += 1;
      } else if (entry.type === 'directory') {
        writer.makeDirectory(parts, entry.mode);
      } else {
        files += 1;
        writer.openFile(parts, entry);
      }
    });
    writer.closeFile();
    mergeDirectory(stage, target);
    return { files, skippedLinks };
  } catch (error) {
    throw whileWriting(target, error);
  } finally {
    writer.closeFile();
    rmSync(stage, { recursive: true, force: true });
  }
}
