import {
  entryPath,
  showName,
  TarDecoder,
  TarError,
} from '@backstage-gitops/tar';
import type { TarEntry, TarPart } from '@backstage-gitops/tar';
import { createReadStream } from 'fs';
import { createGunzip } from 'zlib';
import { ArtifactError } from '../errors';

/** What an archive may unpack to. Plain data, for a worker. */
export interface ArchiveLimits {
  /** Bytes of all files together. */
  readonly maxBytes: number;
}

/** Pieces this large spare round trips to zlib's thread. */
const CHUNK_BYTES = 256 * 1024;
/** Headers of an archive: a million files with two each. */
const MAX_HEADERS = 2_000_000;

function damaged(cause: Error): ArtifactError {
  return new ArtifactError(
    'invalid-archive',
    `the archive is damaged: ${cause.message}`,
    { cause },
  );
}

/** Failures of gunzip and tar as errors of the artifact; others stay. */
function toArtifactError(error: unknown): unknown {
  if (error instanceof TarError) {
    return error.code === 'limit'
      ? new ArtifactError(
          'limit',
          `the archive is too large: ${error.message}`,
          { cause: error },
        )
      : damaged(error);
  }
  const { code = '' } = error as NodeJS.ErrnoException;
  return code.startsWith('Z_') ? damaged(error as Error) : error;
}

/**
 * Reads a tar.gz in pieces.
 * @param onPart - called with each part; what it throws ends the reading
 * @throws ArtifactError - `invalid-archive`; `limit`; what `onPart` throws
 */
export async function readArchive(
  file: string,
  limits: ArchiveLimits,
  onPart: (part: TarPart) => void,
): Promise<void> {
  const input = createReadStream(file);
  const content = createGunzip({ chunkSize: CHUNK_BYTES });
  input.on('error', error => content.destroy(error));
  input.pipe(content);
  const decoder = new TarDecoder({ ...limits, maxHeaders: MAX_HEADERS });
  try {
    for await (const piece of content) {
      for (const part of decoder.push(piece as Buffer)) onPart(part);
      if (decoder.isEnded) break;
    }
    decoder.end();
  } catch (error) {
    throw toArtifactError(error);
  } finally {
    input.destroy();
  }
}

/**
 * Names of the path of an entry that is unpacked, or undefined for one that is
 * left out: symbolic links, so that nothing leads outside, and devices.
 * @throws ArtifactError - `invalid-archive`: the path is unsafe, or the entry is
 *   a hard link, whose content is elsewhere in the archive
 */
export function unpackedPath({ name, type }: TarEntry): string[] | undefined {
  if (type === 'hardlink') {
    throw new ArtifactError(
      'invalid-archive',
      `the archive holds a hard link ${showName(name)}`,
    );
  }
  return type === 'file' || type === 'directory' ? safePath(name) : undefined;
}

/**
 * Names of a path inside an archive.
 * @throws ArtifactError - `invalid-archive`: absolute, or with `..`
 */
export function safePath(name: string): string[] {
  try {
    return entryPath(name);
  } catch (error) {
    const { message } = error as Error;
    throw new ArtifactError('invalid-archive', message, { cause: error });
  }
}
