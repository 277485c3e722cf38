import { encodeName } from '@backstage-gitops/tar';

/** Size of a tar record. */
export const BLOCK_BYTES = 512;

const NAME_BYTES = 100;
const PREFIX_BYTES = 155;
/** Type of a record in front of an entry, with what ustar can't hold. */
const PAX = 'x';

/** One entry of an archive. */
interface TarEntry {
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
}

function octal(value: number, width: number): string {
  return `${value.toString(8).padStart(width - 1, '0')}\0`;
}

function isAscii(character: string): boolean {
  return character > '\0' && character < '\x80';
}

function toAscii(text: string): string {
  return [...text].filter(isAscii).join('');
}

/** Splits a name over the two fields of ustar, or undefined if it won't fit. */
function splitName(
  name: string,
): { readonly prefix: string; readonly name: string } | undefined {
  if (![...name].every(isAscii)) {
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

interface Fields extends TarEntry {
  readonly prefix: string;
  readonly type: string;
}

function headerBlock(fields: Fields): Buffer {
  const block = Buffer.alloc(BLOCK_BYTES);
  const put = (text: string, at: number, width: number) =>
    block.write(toAscii(text).slice(0, width), at, 'latin1');
  put(fields.name, 0, NAME_BYTES);
  block.write(octal(fields.mode, 8), 100, 'latin1');
  block.write(octal(0, 8), 108, 'latin1'); // uid
  block.write(octal(0, 8), 116, 'latin1'); // gid
  block.write(octal(fields.size, 12), 124, 'latin1');
  block.write(octal(0, 12), 136, 'latin1'); // mtime
  block.write(' '.repeat(8), 148, 'latin1'); // the checksum counts as spaces
  block.write(fields.type, 156, 'latin1');
  block.write('ustar\x0000', 257, 'latin1');
  if (fields.type !== PAX) {
    block.write(octal(0, 8), 329, 'latin1'); // device numbers
    block.write(octal(0, 8), 337, 'latin1');
  }
  put(fields.prefix, 345, PREFIX_BYTES);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${octal(sum, 7)} `, 148, 'latin1');
  return block;
}

/** `<length> path=<name>\n`, where the length counts itself. */
function paxRecord(name: string): Buffer {
  const rest = encodeName(` path=${name}\n`);
  const restBytes = rest.length;
  let length = restBytes + String(restBytes).length;
  length = restBytes + String(length).length;
  return Buffer.concat([Buffer.from(`${length}`), rest]);
}

function paxHeader(name: string): Buffer {
  const slash = name.lastIndexOf('/');
  const directory = slash < 0 ? '' : `${name.slice(0, slash)}/`;
  const record = paxRecord(name);
  const header = headerBlock({
    name: toAscii(`${directory}PaxHeaders.0/${name.slice(slash + 1)}`)
      .slice(0, NAME_BYTES)
      .replace(/\/+$/, ''),
    prefix: '',
    type: PAX,
    isDirectory: false,
    mode: 0,
    size: record.length,
  });
  return Buffer.concat([header, record, paddingFor(record.length)]);
}

/** Zeros that fill the last record of a file. */
export function paddingFor(sizeBytes: number): Buffer {
  return Buffer.alloc((BLOCK_BYTES - (sizeBytes % BLOCK_BYTES)) % BLOCK_BYTES);
}

/** End of an archive: two empty records. */
export const END_OF_ARCHIVE = Buffer.alloc(2 * BLOCK_BYTES);

/**
 * Header of an entry, as Go's archive/tar writes it: ustar, with a pax record
 * in front only for a name that ustar can't hold; owner and times are zero.
 */
export function tarHeader(entry: TarEntry): Buffer {
  const type = entry.isDirectory ? '5' : '0';
  const split = splitName(entry.name);
  return split
    ? headerBlock({ ...entry, ...split, type })
    : Buffer.concat([
        paxHeader(entry.name),
        headerBlock({ ...entry, prefix: '', type }),
      ]);
}
