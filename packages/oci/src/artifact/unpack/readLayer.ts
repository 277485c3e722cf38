import { TarDecoder, TarError } from '@backstage-gitops/tar';
import type { TarPart } from '@backstage-gitops/tar';
import { Readable } from 'stream';
import { createGunzip } from 'zlib';
import { ArtifactError } from '../errors';

/** What a layer may unpack to. */
export interface LayerLimits {
  /** Bytes of the archive without compression. */
  readonly maxBytes: number;
  /** Files, directories and links. */
  readonly maxEntries: number;
}

/** Used where a caller names no other. */
export const DEFAULT_LAYER_LIMITS: LayerLimits = {
  maxBytes: 16 * 1024 ** 3,
  maxEntries: 1_000_000,
};

const CHUNK_BYTES = 256 * 1024;
/** An entry has its own header, and two in front of it at most that make sense. */
const HEADERS_PER_ENTRY = 3;

/**
 * Reads a tar archive in gzip to its end, also what follows the archive, so
 * that the digest of all is checked by whom the bytes come from.
 * @param onPart - called with each part; what it throws ends the reading
 * @throws ArtifactError - `invalid-artifact`, `limit`; what `bytes` and `onPart` throw
 */
export async function readLayer(
  bytes: AsyncIterable<Uint8Array>,
  limits: LayerLimits,
  onPart: (part: TarPart) => void,
): Promise<void> {
  const input = Readable.from(bytes, { objectMode: false });
  const content = createGunzip({ chunkSize: CHUNK_BYTES });
  input.on('error', error => content.destroy(error));
  input.pipe(content);
  const decoder = new TarDecoder({
    maxHeaders: limits.maxEntries * HEADERS_PER_ENTRY,
  });
  try {
    await decode(content, decoder, limits, onPart);
  } catch (error) {
    throw toArtifactError(error);
  } finally {
    input.destroy();
    content.destroy();
  }
}

async function decode(
  content: AsyncIterable<Buffer>,
  decoder: TarDecoder,
  { maxBytes, maxEntries }: LayerLimits,
  onPart: (part: TarPart) => void,
): Promise<void> {
  let sizeBytes = 0;
  let entries = 0;
  for await (const piece of content) {
    sizeBytes += piece.length;
    if (sizeBytes > maxBytes) throw tooLarge(`${maxBytes} bytes`);
    for (const part of decoder.push(piece)) {
      if (part.kind === 'entry') entries += 1;
      if (entries > maxEntries) throw tooLarge(`${maxEntries} entries`);
      onPart(part);
    }
  }
  decoder.end();
}

function tooLarge(limit: string): ArtifactError {
  return new ArtifactError(
    'limit',
    `the archive is too large: it has more than ${limit}`,
  );
}

/** Failures of gunzip and tar as errors of the artifact; others stay. */
function toArtifactError(error: unknown): unknown {
  const { code = '', message } = error as NodeJS.ErrnoException;
  if (error instanceof TarError && code === 'limit') {
    return new ArtifactError('limit', `the archive is too large: ${message}`, {
      cause: error,
    });
  }
  if (error instanceof TarError || code.startsWith('Z_')) {
    return new ArtifactError(
      'invalid-artifact',
      `the archive is damaged, or no tar in gzip: ${message}`,
      { cause: error },
    );
  }
  return error;
}
