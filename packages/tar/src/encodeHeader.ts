import { BLOCK_BYTES } from './header';
import { encodeName } from './names';

/** An entry of an archive that is being written. */
export interface TarHeader {
  /**
   * Path with `/` between names; a directory has none at its end. Bytes that
   * are not UTF-8 as `decodeName` gives them.
   */
  readonly name: string;
  readonly isDirectory: boolean;
  /** Permission bits. */
  readonly mode: number;
  /** Bytes of content; 0 for a directory. */
  readonly size: number;
  /** Time of the last change in seconds since 1970, 0 by default. */
  readonly modifiedSeconds?: number;
}

const NAME_BYTES = 100;
const PREFIX_BYTES = 155;
/** The first size that eleven octal digits can't hold. */
const SIZE_LIMIT = 8 ** 11;
/** Type of a record in front of an entry, with what ustar can't hold. */
const PAX = 'x';

/**
 * Header of an entry, as Go's archive/tar writes it: ustar, with a pax record
 * in front only for what ustar can't hold; owner is zero.
 */
export function encodeHeader(entry: TarHeader): Uint8Array {
  const type = entry.isDirectory ? '5' : '0';
  const split = splitName(entry.name);
  const isLarge = entry.size >= SIZE_LIMIT;
  if (split && !isLarge) return headerBlock({ ...entry, ...split, type });
  const records = [
    ...(split ? [] : [paxRecord('path', entry.name)]),
    ...(isLarge ? [paxRecord('size', String(entry.size))] : []),
  ];
  const header = { ...entry, prefix: '', type };
  return concat([
    paxHeader(entry.name, concat(records)),
    headerBlock(isLarge ? { ...header, size: 0 } : header),
  ]);
}

/** Zeros that fill the last record of a file of this size. */
export function tarPadding(sizeBytes: number): Uint8Array {
  return new Uint8Array(
    (BLOCK_BYTES - (sizeBytes % BLOCK_BYTES)) % BLOCK_BYTES,
  );
}

/** End of an archive: two empty records. */
export function tarEnd(): Uint8Array {
  return new Uint8Array(2 * BLOCK_BYTES);
}

function octal(value: number, width: number): string {
  return `${value.toString(8).padStart(width - 1, '0')}\0`;
}

const NOT_ASCII = /[^\x01-\x7f]/g;

function isAscii(text: string): boolean {
  return text.search(NOT_ASCII) < 0;
}

function toAscii(text: string): string {
  return text.replace(NOT_ASCII, '');
}

/** A name that is cut off ends in no slash: readers would take a file for a directory. */
function toNameField(name: string): string {
  const ascii = toAscii(name);
  const field = ascii.slice(0, NAME_BYTES);
  return ascii.length > NAME_BYTES ? field.replace(/\/$/, '') : field;
}

/** Splits a name over the two fields of ustar, or undefined if it won't fit. */
function splitName(
  name: string,
): { readonly prefix: string; readonly name: string } | undefined {
  if (!isAscii(name)) {
    return undefined;
  }
  if (name.length <= NAME_BYTES) {
    return { prefix: '', name };
  }
  const slash = name.slice(0, PREFIX_BYTES + 1).lastIndexOf('/');
  const rest = name.slice(slash + 1);
  return slash > 0 && rest.length > 0 && rest.length <= NAME_BYTES
    ? { prefix: name.slice(0, slash), name: rest }
    : undefined;
}

interface Fields extends TarHeader {
  readonly prefix: string;
  readonly type: string;
}

function headerBlock(fields: Fields): Uint8Array {
  const block = new Uint8Array(BLOCK_BYTES);
  const put = (text: string, at: number) => {
    for (let index = 0; index < text.length; index++) {
      block[at + index] = text.charCodeAt(index);
    }
  };
  put(toNameField(fields.name), 0);
  put(octal(fields.mode, 8), 100);
  put(octal(0, 8), 108); // uid
  put(octal(0, 8), 116); // gid
  put(octal(fields.size, 12), 124);
  put(octal(fields.modifiedSeconds ?? 0, 12), 136);
  put(' '.repeat(8), 148); // the checksum counts as spaces
  put(fields.type, 156);
  put('ustar\x0000', 257);
  if (fields.type !== PAX) {
    put(octal(0, 8), 329); // device numbers
    put(octal(0, 8), 337);
  }
  put(toAscii(fields.prefix).slice(0, PREFIX_BYTES), 345);
  let sum = 0;
  for (let index = 0; index < BLOCK_BYTES; index++) sum += block[index];
  put(`${octal(sum, 7)} `, 148);
  return block;
}

/** `<length> <key>=<value>\n`, where the length counts itself. */
function paxRecord(key: string, value: string): Uint8Array {
  const rest = encodeName(` ${key}=${value}\n`);
  let length = rest.length + String(rest.length).length;
  length = rest.length + String(length).length;
  return concat([encodeName(String(length)), rest]);
}

function paxHeader(name: string, records: Uint8Array): Uint8Array {
  const slash = name.lastIndexOf('/');
  const directory = slash < 0 ? '' : `${name.slice(0, slash)}/`;
  const header = headerBlock({
    name: toAscii(`${directory}PaxHeaders.0/${name.slice(slash + 1)}`)
      .slice(0, NAME_BYTES)
      .replace(/\/+$/, ''),
    prefix: '',
    type: PAX,
    isDirectory: false,
    mode: 0,
    size: records.length,
  });
  return concat([header, records, tarPadding(records.length)]);
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const length = parts.reduce((total, part) => total + part.length, 0);
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
