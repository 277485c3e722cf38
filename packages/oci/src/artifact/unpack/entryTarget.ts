import { entryPath, showName, TarError } from '@backstage-gitops/tar';
import type { TarEntry } from '@backstage-gitops/tar';
import { sep } from 'path';
import { ArtifactError } from '../errors';

/**
 * Names of an entry's path below the directory that is unpacked to, or
 * undefined for a symbolic link, which is left out as with Flux.
 * @throws ArtifactError - `unsafe-archive`: a path that leads outside, a hard
 *   link or a device
 */
export function entryTarget(entry: TarEntry): string[] | undefined {
  const { name, type } = entry;
  if (type === 'symlink') return undefined;
  if (type !== 'file' && type !== 'directory') {
    const what = type === 'hardlink' ? 'a hard link' : 'a special file';
    throw unsafe(`the archive holds ${what} ${showName(name)}`);
  }
  const parts = safePath(name);
  if (parts.length === 0 && type === 'file') {
    throw unsafe(`the archive holds a file without a name ${showName(name)}`);
  }
  return parts;
}

function safePath(name: string): string[] {
  let parts: string[];
  try {
    parts = entryPath(name);
  } catch (error) {
    if (!(error instanceof TarError)) throw error;
    throw unsafe(error.message, error);
  }
  // On Windows these divide a name.
  if (sep === '\\' && parts.some(part => /[\\:]/.test(part))) {
    throw unsafe(`the archive holds an unsafe path ${showName(name)}`);
  }
  return parts;
}

function unsafe(message: string, cause?: unknown): ArtifactError {
  return new ArtifactError('unsafe-archive', message, { cause });
}
