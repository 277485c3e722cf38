import { showName } from '@backstage-gitops/tar';
import type { TarEntry } from '@backstage-gitops/tar';
import { closeSync, writeSync } from 'fs';
import { sep } from 'path';
import { ArtifactError } from '../errors';
import { DirectoryWriter } from './DirectoryWriter';
import { readArchive, safePath, unpackedPath } from './readArchive';

/** What to unpack where. Plain data, for a worker. */
interface UnpackRequest {
  /** A tar.gz. */
  readonly file: string;
  /** Existing directory, whose content need not be trusted. */
  readonly directory: string;
  /** Path below the directory to unpack to; the directory itself by default. */
  readonly to?: string;
  /** Directory of the archive to take; all of it by default. */
  readonly from?: string;
  /** Bytes of all files together. Default 4 GiB. */
  readonly maxBytes?: number;
}

const DEFAULT_MAX_BYTES = 4 * 1024 ** 3;

/** @throws ArtifactError - `invalid-archive`: a name that is more than one on this platform */
function requirePlainNames(parts: readonly string[]): void {
  if (sep === '\\' && parts.some(part => /[\\:]/.test(part))) {
    throw new ArtifactError(
      'invalid-archive',
      `the archive holds an unsafe path ${showName(parts.join('/'))}`,
    );
  }
}

class Unpacker {
  readonly #writer: DirectoryWriter;
  readonly #from: readonly string[];
  readonly #to: readonly string[];
  #descriptor?: number;

  constructor({ directory, from = '', to = '' }: UnpackRequest) {
    this.#writer = new DirectoryWriter(directory);
    this.#from = safePath(from.replace(/^\/+/, ''));
    this.#to = safePath(to.replace(/^\/+/, ''));
    this.#writer.makeDirectory(this.#to);
  }

  /** Makes the directory of an entry, or its file to be written to. */
  start(entry: TarEntry): void {
    this.finish();
    const parts = this.#targetOf(entry);
    if (parts === undefined) return;
    if (entry.type === 'directory') this.#writer.makeDirectory(parts);
    else {
      const isExecutable = (entry.mode & 0o111) !== 0;
      this.#descriptor = this.#writer.openFile(parts, isExecutable);
    }
  }

  write(data: Uint8Array): void {
    if (this.#descriptor === undefined) return;
    for (let at = 0; at < data.length; ) {
      at += writeSync(this.#descriptor, data, at);
    }
  }

  /** Closes the file that is being written. */
  finish(): void {
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
    this.#descriptor = undefined;
  }

  /** Names of the path below the directory, or undefined for what is not unpacked. */
  #targetOf(entry: TarEntry): readonly string[] | undefined {
    const parts = unpackedPath(entry);
    const from = this.#from;
    if (!parts || !from.every((part, index) => parts[index] === part)) {
      return undefined;
    }
    requirePlainNames(parts);
    return [...this.#to, ...parts.slice(from.length)];
  }
}

/**
 * Unpacks directories and regular files. Files of the directory are replaced,
 * links in it never followed.
 * @throws ArtifactError - `invalid-archive`; `limit`; `invalid-path`: a link or
 *   a file of another type is in the way
 */
export async function unpackTo(request: UnpackRequest): Promise<void> {
  const { file, maxBytes = DEFAULT_MAX_BYTES } = request;
  const unpacker = new Unpacker(request);
  try {
    await readArchive(file, { maxBytes }, part => {
      if (part.kind === 'entry') unpacker.start(part.entry);
      else unpacker.write(part.data);
    });
  } finally {
    unpacker.finish();
  }
}
