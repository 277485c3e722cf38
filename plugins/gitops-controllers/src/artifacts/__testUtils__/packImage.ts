import { mkdtemp, rm, writeFile } from 'fs/promises';
import { tmpdir } from 'os';
import { join } from 'path';
import { gzipSync } from 'zlib';
import { makeImage, measureImage } from '../image/makeImage';
import { packTar } from './packTar';
import type { PackedEntry } from './packTar';

/** An unpacked archive of these entries; see `ArchiveImage`. */
export async function packImage(
  entries: readonly PackedEntry[],
): Promise<SharedArrayBuffer> {
  const directory = await mkdtemp(join(tmpdir(), 'gitops-image-'));
  try {
    const file = join(directory, 'archive');
    await writeFile(file, gzipSync(packTar(entries)));
    const request = { file, limits: { maxBytes: Infinity } };
    const sizeBytes = await measureImage(request);
    return await makeImage({ ...request, sizeBytes });
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
