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
    yield* inBlocks(encodeHeader({ name, isDirectory, mode, size }));
    if (!isDirectory) {
      yield* readPieces(entry, buffer);
      yield tarPadding(size);
    }
  }
  yield* inBlocks(tarEnd());
}

function* inBlocks(bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += BLOCK_BYTES) {
    yield bytes.subarray(at, at + BLOCK_BYTES);
  }
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
