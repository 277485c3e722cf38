import { encodeName, hasRawBytes } from '@backstage-gitops/tar';
import { sep } from 'path';

/** Characters that HFS+ drops from names. */
const IGNORED = /[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]/g;
/** What NTFS takes for `.git`: trailing dots, spaces and streams don't count. */
const NTFS_GIT = /^(?:\.git|git~1)[. ]*(?::.*)?$/is;
/** Names of devices on Windows. */
const DEVICE =
  /^(?:con|prn|aux|nul|com[1-9]|lpt[1-9]|conin\$|conout\$)(?:[ .:].*)?$/is;
/** What NTFS takes for `.gitmodules`, short names included. */
const NTFS_GITMODULES =
  /^(?:\.gitmodules|gitmod~[1-4]|gi7eba~[1-9]|gi7eb~[1-9]\d|gi7e~[1-9]\d{2}|gi7~[1-9]\d{3}|gi~[1-9]\d{4}|g~[1-9]\d{5}|~[1-9]\d{6})[. ]*(?::.*)?$/is;

function isGitDirectory(part: string): boolean {
  return NTFS_GIT.test(part) || /^\.git$/i.test(part.replace(IGNORED, ''));
}

/** Parts of a name for a platform that parts names at backslashes too. */
function partsOf(name: string): string[] {
  return name.split('\\').filter(part => part !== '');
}

/**
 * Why a tree entry's name may not be written: it would leave the directory or
 * stand for Git's own data or a device, here or on another file system.
 * @returns undefined for a name that may be
 * @see go-git's ValidTreePath and worktree, which decide in Flux
 */
export function unsafeReason(name: string): string | undefined {
  if (/[\x00-\x1f\x7f]/.test(name)) {
    return 'a control character';
  }
  const parts = partsOf(name);
  if (parts.length === 0 || name.includes('/')) {
    return 'no name';
  }
  if (parts.some(part => part === '.' || part === '..')) {
    return 'a step out of its directory';
  }
  if (parts.some(isGitDirectory)) {
    return "the name of Git's own data";
  }
  if (parts.some(part => DEVICE.test(part))) {
    return 'the name of a device on Windows';
  }
  return sep === '\\' && /[\\:]/.test(name)
    ? 'a path on this platform'
    : undefined;
}

/** Whether a tree entry's name may not be written. */
export function isUnsafeName(name: string): boolean {
  return unsafeReason(name) !== undefined;
}

/** Whether a link of this name would stand in for `.gitmodules`. */
export function isGitmodules(name: string): boolean {
  return partsOf(name).some(
    part =>
      NTFS_GITMODULES.test(part) ||
      /^\.gitmodules$/i.test(part.replace(IGNORED, '')),
  );
}

/** A path for a call of the file system, with the bytes that it stands for. */
export function toFilePath(path: string): string | Buffer {
  return hasRawBytes(path) ? Buffer.from(encodeName(path)) : path;
}
