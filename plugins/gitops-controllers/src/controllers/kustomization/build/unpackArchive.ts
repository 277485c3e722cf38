import { gunzipSync } from 'node:zlib';
import { ArchiveFileSystem } from './ArchiveFileSystem';
import { BuildError } from './BuildError';

/** Where an archive's files stand in the file system of a build. */
export const ARCHIVE_ROOT = '/artifact';

/** Bytes of all files of an archive; larger ones are refused. */
const MAX_UNPACKED_BYTES = 512 * 1024 * 1024;
const BLOCK = 512;

interface Header {
  readonly name: string;
  readonly size: number;
  readonly type: string;
}

function textOf(block: Uint8Array, start: number, length: number): string {
  const field = block.subarray(start, start + length);
  const end = field.indexOf(0);
  return new TextDecoder().decode(end < 0 ? field : field.subarray(0, end));
}

function readHeader(tar: Uint8Array, offset: number): Header {
  const block = tar.subarray(offset, offset + BLOCK);
  const prefix = textOf(block, 345, 155);
  const name = textOf(block, 0, 100);
  const size = Number.parseInt(textOf(block, 124, 12).trim() || '0', 8);
  if (!Number.isSafeInteger(size) || size < 0) {
    throw new BuildError('archive', 'the artifact is damaged: bad file size');
  }
  return {
    name: prefix ? `${prefix}/${name}` : name,
    size,
    type: String.fromCharCode(block[156] || 0x30),
  };
}

/** `path=value` records of a pax header. */
function readPaxPath(data: Uint8Array): string | undefined {
  const text = new TextDecoder().decode(data);
  return /(?:^|\n)\d+ path=([^\n]*)\n/.exec(text)?.[1];
}

/** A name inside the root; absolute ones and those with `..` are refused. */
function toSafeName(name: string): string {
  const parts = name.split('/').filter(part => part !== '' && part !== '.');
  if (name.startsWith('/') || parts.includes('..')) {
    throw new BuildError(
      'archive',
      `the artifact holds an unsafe path "${name}"`,
    );
  }
  return parts.join('/');
}

function isEnd(tar: Uint8Array, offset: number): boolean {
  return tar.subarray(offset, offset + BLOCK).every(byte => byte === 0);
}

/** The files of an uncompressed archive by name; links and devices are left out. */
function* readEntries(tar: Uint8Array): Generator<[string, Uint8Array]> {
  let longName: string | undefined;
  for (let at = 0; at + BLOCK <= tar.length && !isEnd(tar, at); ) {
    const header = readHeader(tar, at);
    const data = tar.subarray(at + BLOCK, at + BLOCK + header.size);
    if (data.length < header.size) {
      throw new BuildError('archive', 'the artifact is damaged: it ends early');
    }
    at += BLOCK + Math.ceil(header.size / BLOCK) * BLOCK;
    if (header.type === 'x') longName = readPaxPath(data);
    else if (header.type === 'L') longName = textOf(data, 0, data.length);
    else {
      if (header.type === '0')
        yield [toSafeName(longName ?? header.name), data];
      if (header.type === '5')
        yield [`${toSafeName(longName ?? header.name)}/`, data];
      longName = undefined;
    }
  }
}

/**
 * Unpacks a source's tar.gz into memory, below {@link ARCHIVE_ROOT}.
 * @throws BuildError - code `archive`: damaged, unsafe or too large
 */
export function unpackArchive(archive: Uint8Array): ArchiveFileSystem {
  let tar: Uint8Array;
  try {
    tar = gunzipSync(archive, { maxOutputLength: MAX_UNPACKED_BYTES });
  } catch (cause) {
    throw new BuildError(
      'archive',
      `the artifact can't be unpacked: ${
        cause instanceof Error ? cause.message : cause
      }`,
      { cause },
    );
  }
  const files = new ArchiveFileSystem();
  files.makeDirectory(ARCHIVE_ROOT);
  for (const [name, data] of readEntries(tar)) {
    const path = `${ARCHIVE_ROOT}/${name}`;
    if (name.endsWith('/') || name === '') files.makeDirectory(path);
    else files.writeFile(path, data);
  }
  return files;
}
