import { statfsSync } from 'fs';

/** `f_type` of file systems that no network stands behind, see statfs(2). */
const LOCAL_TYPES: ReadonlySet<number> = new Set([
  0xef53, // ext2, ext3, ext4
  0x58465342, // xfs
  0x9123683e, // btrfs
  0xf2f52010, // f2fs
  0x2fc12fc1, // zfs
  0x01021994, // tmpfs
  0x794c7630, // overlayfs
]);

/** Of directories that were there; mounts don't move while a process runs. */
const known = new Map<string, boolean>();

/**
 * Whether a directory is on a disk of this machine. One system call on it takes
 * microseconds, and many times that by way of Node's threads, so that it may be
 * made at once; on a network it may hang. False where nobody knows.
 */
export function isLocalDisk(directory: string): boolean {
  const seen = known.get(directory);
  if (seen !== undefined) return seen;
  try {
    const isLocal = LOCAL_TYPES.has(statfsSync(directory).type);
    known.set(directory, isLocal);
    return isLocal;
  } catch {
    return false; // it is not there yet
  }
}
