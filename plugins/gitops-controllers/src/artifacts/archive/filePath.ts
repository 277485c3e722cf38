import { encodeName, hasRawBytes } from '@backstage-gitops/tar';

/**
 * A path for a call of the file system.
 * @param path - as `decodeName` makes text of bytes that are not UTF-8
 */
export function toFilePath(path: string): string | Buffer {
  return hasRawBytes(path) ? Buffer.from(encodeName(path)) : path;
}
