import { createHash } from 'crypto';
import { createReadStream } from 'fs';
import type { DigestAlgorithm } from './archive/archiveDirectory';

/** A file to check. Plain data, for a worker. */
export interface DigestRequest {
  readonly file: string;
  readonly algorithm: DigestAlgorithm;
}

/** `<algorithm>:<hex>` of a file's bytes. */
export async function digestFile({
  file,
  algorithm,
}: DigestRequest): Promise<string> {
  const hash = createHash(algorithm);
  for await (const chunk of createReadStream(file)) {
    hash.update(chunk as Buffer);
  }
  return `${algorithm}:${hash.digest('hex')}`;
}
