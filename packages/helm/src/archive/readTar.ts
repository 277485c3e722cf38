import { HelmError } from '../errors';

const BLOCK = 512;
const decoder = new TextDecoder();

/** An entry of a tar archive. */
export interface TarEntry {
  readonly name: string;
  readonly isFolder: boolean;
  /** Size that the header declares, in bytes. */
  readonly sizeBytes: number;
  readonly data: Uint8Array;
}

/** Names and sizes that a preceding header gives for the next entry. */
interface Overrides {
  name?: string;
  sizeBytes?: number;
}

/**
 * The entries of a tar archive in order: ustar, GNU long names and pax records.
 * Entries that are neither file nor folder (links, devices) come as empty files.
 * @throws HelmError - code CHART: not tar, or cut off
 */
export function* readTar(archive: Uint8Array): Generator<TarEntry> {
  let offset = 0;
  let overrides: Overrides = {};
  while (offset + BLOCK <= archive.length) {
    const header = archive.subarray(offset, offset + BLOCK);
    if (isZero(header)) {
      return;
    }
    requireChecksum(header);
    const type = String.fromCharCode(header[156]);
    const sizeBytes = overrides.sizeBytes ?? readSize(header);
    const start = offset + BLOCK;
    const end = start + sizeBytes;
    if (end > archive.length) {
      throw new HelmError('CHART', 'unexpected EOF');
    }
    const data = archive.subarray(start, end);
    offset = start + Math.ceil(sizeBytes / BLOCK) * BLOCK;
    if (type === 'L') {
      overrides = { ...overrides, name: cString(data) };
    } else if (type === 'x') {
      overrides = { ...overrides, ...readPax(data) };
    } else if (type !== 'g' && type !== 'K') {
      yield toEntry(header, type, data, overrides);
      overrides = {};
    }
  }
}

function toEntry(
  header: Uint8Array,
  type: string,
  data: Uint8Array,
  overrides: Overrides,
): TarEntry {
  const name = overrides.name ?? headerName(header);
  return {
    name,
    isFolder: type === '5' || name.endsWith('/'),
    sizeBytes: data.length,
    data,
  };
}

function headerName(header: Uint8Array): string {
  const name = cString(header.subarray(0, 100));
  const isUstar = cString(header.subarray(257, 262)) === 'ustar';
  const isGnu = header[263] === 0x20;
  const prefix = isUstar && !isGnu ? cString(header.subarray(345, 500)) : '';
  return prefix === '' ? name : `${prefix}/${name}`;
}

function cString(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return decoder.decode(end < 0 ? bytes : bytes.subarray(0, end));
}

function readSize(header: Uint8Array): number {
  const field = header.subarray(124, 136);
  if ((field[0] & 0x80) !== 0) {
    return field
      .subarray(1)
      .reduce((size, byte) => size * 256 + byte, field[0] & 0x7f);
  }
  const text = cString(field).trim();
  const size = text === '' ? 0 : parseInt(text, 8);
  if (!Number.isSafeInteger(size)) {
    throw invalidHeader();
  }
  return size;
}

function requireChecksum(header: Uint8Array): void {
  const declared = parseInt(cString(header.subarray(148, 156)).trim(), 8);
  let sum = 8 * 0x20;
  for (let index = 0; index < BLOCK; index++) {
    if (index < 148 || index >= 156) {
      sum += header[index];
    }
  }
  if (sum !== declared) {
    throw invalidHeader();
  }
}

/** Records of the form `<length> <key>=<value>\n`. */
function readPax(data: Uint8Array): Overrides {
  const overrides: Overrides = {};
  let offset = 0;
  while (offset < data.length) {
    const space = data.indexOf(0x20, offset);
    const length = Number(decoder.decode(data.subarray(offset, space)));
    if (space < 0 || !(length > 0)) {
      throw invalidHeader();
    }
    const record = decoder.decode(
      data.subarray(space + 1, offset + length - 1),
    );
    const equals = record.indexOf('=');
    const value = record.slice(equals + 1);
    if (record.startsWith('path=')) {
      overrides.name = value;
    } else if (record.startsWith('size=')) {
      overrides.sizeBytes = Number(value);
    }
    offset += length;
  }
  return overrides;
}

function isZero(block: Uint8Array): boolean {
  return block.every(byte => byte === 0);
}

function invalidHeader(): HelmError {
  return new HelmError('CHART', 'archive/tar: invalid tar header');
}
