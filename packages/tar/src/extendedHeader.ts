import { TarError } from './errors';
import { cString, invalidHeader } from './header';

/** Fields that headers in front of an entry give it. */
export interface Overrides {
  readonly name?: string;
  readonly linkName?: string;
  readonly sizeBytes?: number;
}

/** Type flags of headers that belong to the next entry, and of global ones. */
export const EXTENDED_TYPES = ['x', 'g', 'L', 'K'];

const NEWLINE = 0x0a;
const SPACE = 0x20;
const decoder = new TextDecoder();

/** Reads `<length> <key>=<value>\n` at an offset. */
function readRecord(data: Uint8Array, offset: number) {
  const space = data.indexOf(SPACE, offset);
  const digits = decoder.decode(data.subarray(offset, Math.max(space, 0)));
  const end = offset + (/^\d{1,9}$/.test(digits) ? Number(digits) : 0);
  if (space < 0 || end <= space + 1 || data[end - 1] !== NEWLINE) {
    throw invalidHeader('bad pax record');
  }
  const text = decoder.decode(data.subarray(space + 1, end - 1));
  const equals = text.indexOf('=');
  if (equals < 1) throw invalidHeader('bad pax record');
  return { key: text.slice(0, equals), value: text.slice(equals + 1), end };
}

function parseSize(value: string): number {
  const size = Number(value);
  if (!/^\d+$/.test(value) || !Number.isSafeInteger(size)) {
    throw invalidHeader('bad size');
  }
  return size;
}

function toOverride(key: string, value: string): Overrides {
  if (value === '') return {}; // the header's own field counts
  switch (key) {
    case 'size':
      return { sizeBytes: parseSize(value) };
    case 'path':
    case 'linkpath':
      if (value.includes('\0')) throw invalidHeader(`bad ${key}`);
      return key === 'path' ? { name: value } : { linkName: value };
    default:
      return {};
  }
}

function* readRecords(data: Uint8Array) {
  for (let offset = 0; offset < data.length; ) {
    const record = readRecord(data, offset);
    yield record;
    offset = record.end;
  }
}

function readPax(data: Uint8Array): Overrides {
  let overrides: Overrides = {};
  for (const { key, value } of readRecords(data)) {
    if (key.startsWith('GNU.sparse.')) {
      throw new TarError('unsupported', 'sparse files are not supported');
    }
    overrides = { ...overrides, ...toOverride(key, value) };
  }
  return overrides;
}

/** A long name of GNU's; an empty one changes nothing. */
function readLongName(data: Uint8Array, field: 'name' | 'linkName'): Overrides {
  const text = cString(data);
  return text === '' ? {} : { [field]: text };
}

/**
 * Reads the content of an extended header: pax records, or a long name of
 * GNU's. A global one is checked, and changes nothing.
 * @throws TarError - `invalid-header`; `unsupported`: a sparse file
 */
export function readExtendedHeader(type: string, data: Uint8Array): Overrides {
  switch (type) {
    case 'x':
      return readPax(data);
    case 'L':
      return readLongName(data, 'name');
    case 'K':
      return readLongName(data, 'linkName');
    default:
      for (const { key, value } of readRecords(data)) toOverride(key, value);
      return {};
  }
}
