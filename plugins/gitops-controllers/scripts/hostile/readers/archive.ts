import { readFileSync, symlinkSync, writeFileSync } from 'fs';
import { join } from 'path';
import { unpackTo } from '../../../src/artifacts/archive/unpackTo';
import {
  makeImage,
  measureImage,
} from '../../../src/artifacts/image/makeImage';

const MAX_BYTES = 64 * 1024 ** 2;

/** As an artifact that another source includes, into a tree that has links. */
export async function readArchiveToDirectory(directory: string): Promise<void> {
  const out = join(directory, 'out');
  symlinkSync('../../canary', join(out, 'link'));
  symlinkSync('../../canary/file', join(out, 'linked'));
  writeFileSync(join(out, 'present'), 'x');
  await unpackTo({
    file: join(directory, 'archive.tar.gz'),
    directory: out,
    maxBytes: MAX_BYTES,
  });
}

/** As the artifact of a Kustomization. */
export async function readArchiveToMemory(directory: string): Promise<void> {
  const file = join(directory, 'archive.tar.gz');
  const limits = { maxBytes: MAX_BYTES };
  const sizeBytes = await measureImage({ file, limits });
  const image = await makeImage({ file, limits, sizeBytes });
  if (image.byteLength > sizeBytes || readFileSync(file).length === 0) {
    throw new Error('the image is larger than it was measured');
  }
}
