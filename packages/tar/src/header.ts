import { TarError } from './errors';
import { decodeName } from './names';

/** Size of tar's records. */
export const BLOCK_BYTES = 512;

/** Fields of a header. */
export interface Header {
  readonly name: string;
  readonly mode: number;
  readonly sizeBytes: number;
  readonly modifiedSeconds: number;
  /** The type flag: one character. */
  readonly type: string;
  readonly linkName: string;
}

/** A range of a header: offset and length in bytes. */
type Field = readonly [offset: number, length: number];

const NAME: Field = [0, 100];
const MODE: Field = [100, 8];
const SIZE: Field = [124, 12];
const CHECKSUM: Field = [148, 8];
const TYPE = 156;
const LINK_NAME: Field = [157, 100];
/** Magic and version. */
const MAGIC: Field = [257, 8];
const GNU_MAGIC = 'ustar  \0';
const PREFIX: Field = [345, 155];
const MODIFIED: Field = [136, 12];
/** Numbers that are checked, though nothing is made of uid and gid. */
const OWNER_AND_TIME: readonly Field[] = [[108, 8], [116, 8], MODIFIED];
const DEVICE_NUMBERS: readonly Field[] = [
  [329, 8],
  [337, 8],
];
const STAR_TIMES: readonly Field[] = [
  [476, 12],
  [488, 12],
];
/** star puts times behind a shorter prefix, and marks that at the end. */
const STAR_PREFIX: Field = [345, 131];
const STAR_TRAILER: Field = [508, 4];
const GNU_TIMES: readonly Field[] = [
  [345, 12],
  [357, 12],
];
const SPACE = 0x20;

function bytesOf(block: Uint8Array, [offset, length]: Field): Uint8Array {
  return block.subarray(offset, offset + length);
}

/** Text up to the first NUL; see {@link decodeName}. */
export function cString(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return decodeName(end < 0 ? bytes : bytes.subarray(0, end));
}

/** The error of a header that is not tar's. */
export function invalidHeader(what: string): TarError {
  return new TarError('invalid-header', `invalid tar header: ${what}`);
}

/** Without the NULs and spaces at both ends. */
function trimmed(bytes: Uint8Array): Uint8Array {
  const isPadding = (byte: number) => byte === 0 || byte === SPACE;
  let start = 0;
  let end = bytes.length;
  while (start < end && isPadding(bytes[start])) start++;
  while (start < end && isPadding(bytes[end - 1])) end--;
  return bytes.subarray(start, end);
}

function parseOctal(bytes: Uint8Array, what: string): number {
  const text = cString(trimmed(bytes));
  if (!/^[0-7]*$/.test(text)) throw invalidHeader(what);
  return text === '' ? 0 : Number.parseInt(text, 8);
}

/** A number in two's complement, marked by the first bit. */
function parseBase256(bytes: Uint8Array, what: string): number {
  const isNegative = (bytes[0] & 0x40) !== 0;
  const inverted = isNegative ? 0xff : 0;
  const value = bytes.reduce(
    (sum, byte, index) =>
      sum * 256 + ((byte ^ inverted) & (index === 0 ? 0x7f : 0xff)),
    0,
  );
  if (value >= 2 ** 63) throw invalidHeader(what);
  return isNegative ? -1 - value : value;
}

/** A number in octal, or in base 256 as GNU tar and star write large ones. */
function parseNumber(bytes: Uint8Array, what: string): number {
  const isOctal = (bytes[0] & 0x80) === 0;
  return isOctal ? parseOctal(bytes, what) : parseBase256(bytes, what);
}

/** Sums of the bytes, with the checksum itself as spaces. */
function requireChecksum(block: Uint8Array): void {
  const [start, length] = CHECKSUM;
  let unsigned = length * SPACE;
  let signed = unsigned;
  for (let index = 0; index < BLOCK_BYTES; index++) {
    if (index < start || index >= start + length) {
      const byte = block[index];
      unsigned += byte;
      signed += byte < 0x80 ? byte : byte - 0x100;
    }
  }
  const declared = parseOctal(bytesOf(block, CHECKSUM), 'bad checksum');
  // Sun's tar summed signed bytes.
  if (declared !== unsigned && declared !== signed) {
    throw invalidHeader('bad checksum');
  }
}

function isNumber(bytes: Uint8Array): boolean {
  try {
    parseNumber(bytes, '');
    return true;
  } catch {
    return false;
  }
}

type Format = 'v7' | 'ustar' | 'star' | 'gnu';

function formatOf(block: Uint8Array): Format {
  const magic = String.fromCharCode(...bytesOf(block, MAGIC));
  if (magic === GNU_MAGIC) return 'gnu';
  if (!magic.startsWith('ustar\0')) return 'v7';
  const trailer = String.fromCharCode(...bytesOf(block, STAR_TRAILER));
  return trailer === 'tar\0' ? 'star' : 'ustar';
}

/** @throws TarError - `invalid-header`: a field that is no number */
function requireNumbers(block: Uint8Array, format: Format): void {
  const fields = [
    ...OWNER_AND_TIME,
    ...(format === 'v7' ? [] : DEVICE_NUMBERS),
    ...(format === 'star' ? STAR_TIMES : []),
  ];
  for (const field of fields) parseNumber(bytesOf(block, field), 'bad number');
}

function prefixOf(block: Uint8Array, format: Format): string {
  switch (format) {
    case 'v7':
      return '';
    case 'star':
      return cString(bytesOf(block, STAR_PREFIX));
    case 'ustar':
      return cString(bytesOf(block, PREFIX));
    default:
      return prefixOfGnu(block);
  }
}

/** GNU has times there; Go before 1.8 wrote GNU's magic and a prefix. */
function prefixOfGnu(block: Uint8Array): string {
  const times = GNU_TIMES.map(field => bytesOf(block, field));
  if (times.every(time => time[0] === 0 || isNumber(time))) return '';
  const prefix = cString(bytesOf(block, PREFIX));
  return /^[\x01-\x7f]*$/.test(prefix) ? prefix : '';
}

/** Whether a record is empty, as at the end of an archive. */
export function isEmptyBlock(block: Uint8Array): boolean {
  return block.every(byte => byte === 0);
}

/**
 * Reads a header: v7, ustar, GNU or star.
 * @throws TarError - `invalid-header`
 */
export function readHeader(block: Uint8Array): Header {
  requireChecksum(block);
  const format = formatOf(block);
  requireNumbers(block, format);
  const prefix = prefixOf(block, format);
  const name = cString(bytesOf(block, NAME));
  return {
    name: prefix === '' ? name : `${prefix}/${name}`,
    mode: parseNumber(bytesOf(block, MODE), 'bad mode'),
    sizeBytes: parseNumber(bytesOf(block, SIZE), 'bad size'),
    modifiedSeconds: parseNumber(bytesOf(block, MODIFIED), 'bad time'),
    type: String.fromCharCode(block[TYPE]),
    linkName: cString(bytesOf(block, LINK_NAME)),
  };
}
