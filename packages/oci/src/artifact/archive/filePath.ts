import { decodeName, encodeName, hasRawBytes } from '@backstage-gitops/tar';
import { readdirSync } from 'fs';

/**
 * A path for a call of the file system.
 * @param path - as `decodeName` makes text of bytes that are not UTF-8
 */
export function toFilePath(path: string): string | Buffer {
  return hasRawBytes(path) ? Buffer.from(encodeName(path)) : path;
}

/** Names in a directory, in the order of their bytes. */
export function sortedNames(directory: string): string[] {
  return readdirSync(toFilePath(directory), { encoding: 'buffer' })
    .sort((a, b) => Buffer.compare(a, b))
    .map(decodeName);
}
