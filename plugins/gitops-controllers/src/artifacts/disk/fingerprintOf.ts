import { lstatSync } from 'fs';
import { lstat } from 'fs/promises';
import type { Fingerprint } from '../VerifiedContents';

/** Two changes within less may leave the same times. */
const MIN_AGE_MS = 2_000;

function statNow(file: string) {
  try {
    return lstatSync(file, { bigint: true, throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

/**
 * What a file system says of a file: device, inode, size, and times to the
 * nanosecond.
 * @param isLocal - see isLocalDisk: asks without a thread. Default false
 * @returns undefined when that tells nothing: there is no file, or one that was
 *   changed a moment ago
 */
export async function fingerprintOf(
  file: string,
  isLocal = false,
): Promise<Required<Omit<Fingerprint, 'digest'>> | undefined> {
  const found = isLocal
    ? statNow(file)
    : await lstat(file, { bigint: true }).catch(() => undefined);
  if (!found?.isFile()) return undefined;
  const { dev, ino, size, mtimeNs, ctimeNs } = found;
  if (Date.now() - Number(found.ctimeMs) < MIN_AGE_MS) return undefined;
  return {
    etag: [dev, ino, mtimeNs, ctimeNs].join(' '),
    sizeBytes: Number(size),
    modifiedMs: Number(found.mtimeMs),
  };
}
