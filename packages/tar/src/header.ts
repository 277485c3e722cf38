import { TarError } from './errors';

/** Size of tar's records. */
export const BLOCK_BYTES = 512;

/** Fields of a header. */
export interface Header {
  readonly name: string;
  readonly mode: number;
  readonly sizeBytes: number;
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
const MAGIC: Field = [257, 6];
const PREFIX: Field = [345, 155];
/** star puts times behind a shorter prefix, and marks that at the end. */
const STAR_PREFIX: Field = [345, 131];
const STAR_TRAILER: Field = [508, 4];
const GNU_TIMES: readonly Field[] = [
  [345, 12],
  [357, 12],
];
const SPACE = 0x20;

const decoder = new TextDecoder();

function bytesOf(block: Uint8Array, [offset, length]: Field): Uint8Array {
  return block.subarray(offset, offset + length);
}

/** Text up to the first NUL. */
export function cString(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return decoder.decode(end < 0 ? bytes : bytes.subarray(0, end));
}

/** The error of a header that is not tar's. */
export function invalidHeader(what: string): TarError {
  return new TarError('invalid-header', `invalid tar header: ${what}`);
}

/** A number in octal digits; NULs and spaces around it don't count. */
function parseOctal(bytes: Uint8Array, what: string): number {
  const text = cString(trimmed(bytes)).trim();
  if (!/^[0-7]*$/.test(text)) throw invalidHeader(what);
  return text === '' ? 0 : Number.parseInt(text, 8);
}

function trimmed(bytes: Uint8Array): Uint8Array {
  const isPadding = (byte: number) => byte === 0 || byte === SPACE;
  const start = bytes.findIndex(byte => !isPadding(byte));
  return start < 0 ? bytes.subarray(0, 0) : bytes.subarray(start);
}

/** A number in octal, or in base 256 as GNU tar and star write large ones; -1 for a negative one. */
function parseNumber(bytes: Uint8Array, what: string): number {
  const first = bytes[0];
  if ((first & 0x80) === 0) return parseOctal(bytes, what);
  const isNegative = (first & 0x40) !== 0;
  const value = bytes
    .subarray(1)
    .reduce((sum, byte) => sum * 256 + byte, first & 0x7f);
  if (isNegative) return -1; // whether that matters depends on the type
  if (!Number.isSafeInteger(value)) throw invalidHeader(what);
  return value;
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

function prefixOf(block: Uint8Array): string {
  const magic = bytesOf(block, MAGIC);
  if (cString(magic.subarray(0, 5)) !== 'ustar') return '';
  const isStar = cString(bytesOf(block, STAR_TRAILER)) === 'tar';
  const prefix = cString(bytesOf(block, isStar ? STAR_PREFIX : PREFIX));
  if (magic[5] !== SPACE) return prefix;
  // GNU has times there; Go before 1.8 wrote GNU's magic and a prefix.
  const hasTimes = GNU_TIMES.every(field => isNumber(bytesOf(block, field)));
  return hasTimes || !/^[\x01-\x7f]*$/.test(prefix) ? '' : prefix;
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
  const prefix = prefixOf(block);
  const name = cString(bytesOf(block, NAME));
  return {
    name: prefix === '' ? name : `${prefix}/${name}`,
    mode: parseNumber(bytesOf(block, MODE), 'bad mode'),
    sizeBytes: parseNumber(bytesOf(block, SIZE), 'bad size'),
    type: String.fromCharCode(block[TYPE]),
    linkName: cString(bytesOf(block, LINK_NAME)),
  };
}
