/** Characters that file systems of other platforms drop from names. */
const IGNORED = /[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]/g;

/**
 * Whether a tree entry's name may not be written: it would leave the directory
 * or stand for Git's own data on some file system.
 */
export function isUnsafeName(name: string): boolean {
  if (name === '' || name === '.' || name === '..') {
    return true;
  }
  if (/[/\0]/.test(name)) {
    return true;
  }
  const plain = name
    .replace(IGNORED, '')
    .toLowerCase()
    .replace(/[. ]+$/, '');
  return plain === '.git' || plain === 'git~1';
}
