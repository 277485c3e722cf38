import { lstat } from 'fs/promises';
import type { Fingerprint } from '../VerifiedContents';

/** Two changes within less may leave the same times. */
const MIN_AGE_MS = 2_000;

/**
 * What a file system says of a file: device, inode, size, and times to the
 * nanosecond.
 * @returns undefined when that tells nothing: there is no file, or one that was
 *   changed a moment ago
 */
export async function fingerprintOf(
  file: string,
): Promise<Required<Omit<Fingerprint, 'digest'>> | undefined> {
  const found = await lstat(file, { bigint: true }).catch(() => undefined);
  if (!found?.isFile()) return undefined;
  const { dev, ino, size, mtimeNs, ctimeNs } = found;
  if (Date.now() - Number(found.ctimeMs) < MIN_AGE_MS) return undefined;
  return {
    etag: [dev, ino, mtimeNs, ctimeNs].join(' '),
    sizeBytes: Number(size),
    modifiedMs: Number(found.mtimeMs),
  };
}
