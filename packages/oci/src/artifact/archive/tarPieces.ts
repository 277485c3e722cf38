import type { IgnoreRules } from '@backstage-gitops/sourceignore';
import {
  encodeHeader,
  showName,
  tarEnd,
  tarPadding,
} from '@backstage-gitops/tar';
import { closeSync, openSync, readSync } from 'fs';
import { ArtifactError } from '../errors';
import { toFilePath } from './filePath';
import type { Found } from './walk';

/** Size of the pieces that Go's archive is compressed in. */
const PIECE_BYTES = 32 * 1024;
const BLOCK_BYTES = 512;
/** Where a header has the octal size of what follows. */
const SIZE_FIELD = [124, 135] as const;

/**
 * A tar archive in the pieces in which Flux writes it; a piece holds until the
 * next one is asked for.
 * @throws ArtifactError - `source-changed`; errors of the file system
 */
export function* tarPieces(
  entries: Iterable<Found>,
  rules: IgnoreRules,
): Generator<Uint8Array> {
  const buffer = Buffer.alloc(PIECE_BYTES);
  for (const entry of entries) {
    const { path, isDirectory, mode, size } = entry;
    if (rules.isIgnored(path, isDirectory)) continue;
    const name = path.length === 0 ? '.' : path.join('/');
    yield* headerPieces(encodeHeader({ name, isDirectory, mode, size }));
    if (!isDirectory) {
      yield* readPieces(entry, buffer);
      yield tarPadding(size);
    }
  }
  const end = tarEnd();
  yield end.subarray(0, BLOCK_BYTES);
  yield end.subarray(BLOCK_BYTES);
}

/** A header; or that of a pax record, the record, what fills its last block, and the header. */
function* headerPieces(header: Uint8Array): Generator<Uint8Array> {
  const blocks = header.length / BLOCK_BYTES;
  if (blocks === 1) {
    yield header;
    return;
  }
  const [start, end] = SIZE_FIELD;
  const size = Buffer.from(header.subarray(start, end)).toString('latin1');
  const recordEnd = BLOCK_BYTES + Number.parseInt(size, 8);
  const last = (blocks - 1) * BLOCK_BYTES;
  yield header.subarray(0, BLOCK_BYTES);
  yield header.subarray(BLOCK_BYTES, recordEnd);
  yield header.subarray(recordEnd, last);
  yield header.subarray(last);
}

function* readPieces(
  { file, size, path }: Found,
  buffer: Buffer,
): Generator<Uint8Array> {
  const descriptor = openSync(toFilePath(file), 'r');
  try {
    let left = size;
    for (;;) {
      const length = readFully(descriptor, buffer);
      left -= length;
      if (left < 0 || (length < buffer.length && left > 0)) {
        throw new ArtifactError(
          'source-changed',
          `${showName(path.join('/'))} changed while it was read: try again`,
        );
      }
      if (length > 0) yield buffer.subarray(0, length);
      if (length < buffer.length) return;
    }
  } finally {
    closeSync(descriptor);
  }
}

/** @returns bytes read; fewer than the buffer takes at the end of the file */
function readFully(descriptor: number, buffer: Buffer): number {
  let filled = 0;
  while (filled < buffer.length) {
    const room = buffer.length - filled;
    const length = readSync(descriptor, buffer, filled, room, null);
    if (length === 0) break;
    filled += length;
  }
  return filled;
}
