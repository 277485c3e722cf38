import { TarError } from './errors';
import { showName } from './names';

/**
 * Names of an entry's path below the directory that is unpacked to; none for
 * that directory itself.
 * @throws TarError - `unsafe-path`: absolute, or with `..` or NUL
 */
export function entryPath(name: string): string[] {
  const parts = name.split('/').filter(part => part !== '' && part !== '.');
  if (name.startsWith('/') || parts.includes('..') || name.includes('\0')) {
    throw new TarError(
      'unsafe-path',
      `the archive holds an unsafe path ${showName(name)}`,
    );
  }
  return parts;
}
