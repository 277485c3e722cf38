import { TarError } from './errors';
import { cString, invalidHeader } from './header';
import { decodeName } from './names';

/** Fields that headers in front of an entry give it. */
interface Overrides {
  readonly name?: string;
  readonly linkName?: string;
  readonly sizeBytes?: number;
  readonly modifiedSeconds?: number;
}

/** Type flags of headers that belong to the next entry, and of global ones. */
export const EXTENDED_TYPES = ['x', 'g', 'L', 'K'];

/** Values of pax records by key. */
type PaxValues = ReadonlyMap<string, string>;

const NEWLINE = 0x0a;
const SPACE = 0x20;
/** The shortest record: `5 a=\n`. */
const MIN_RECORD_BYTES = 5;
const INTEGER = /^[+-]?\d+$/;
const TIME = /^[+-]?\d+(\.\d*)?$/;
/** What records of numbers and times look like; others are free text. */
const FORMATS: readonly (readonly [key: string, format: RegExp])[] = [
  ['size', INTEGER],
  ['uid', INTEGER],
  ['gid', INTEGER],
  ['atime', TIME],
  ['mtime', TIME],
  ['ctime', TIME],
];

/** NUL may stand in values, but not in keys, and not in names. */
function hasBadNul(key: string, value: string): boolean {
  const isName = ['path', 'linkpath', 'uname', 'gname'].includes(key);
  return (isName ? value : key).includes('\0');
}

/** Reads `<length> <key>=<value>\n` at an offset. */
function readRecord(data: Uint8Array, offset: number) {
  const space = data.indexOf(SPACE, offset);
  const digits = decodeName(data.subarray(offset, Math.max(space, 0)));
  const length = /^\+?\d{1,9}$/.test(digits) ? Number(digits) : 0;
  const end = offset + length;
  const isWhole = length >= MIN_RECORD_BYTES && data[end - 1] === NEWLINE;
  if (space < 0 || !isWhole || end <= space + 1) {
    throw invalidHeader('bad pax record');
  }
  const text = decodeName(data.subarray(space + 1, end - 1));
  const equals = text.indexOf('=');
  const [key, value] = [text.slice(0, equals), text.slice(equals + 1)];
  if (equals < 1 || hasBadNul(key, value)) {
    throw invalidHeader('bad pax record');
  }
  return { key, value, end };
}

function readRecords(data: Uint8Array): Map<string, string> {
  const values = new Map<string, string>();
  for (let offset = 0; offset < data.length; ) {
    const { key, value, end } = readRecord(data, offset);
    values.set(key, value);
    offset = end;
  }
  return values;
}

/** Whole seconds of a time such as `1700000000.25`. */
function toSeconds(time: string | undefined): number | undefined {
  return time ? Math.floor(Number(time)) : undefined;
}

function toOverrides(values: PaxValues): Overrides {
  if ([...values.keys()].some(key => key.startsWith('GNU.sparse.'))) {
    throw new TarError('unsupported', 'sparse files are not supported');
  }
  for (const [key, format] of FORMATS) {
    // An empty value is none: the header's own field counts.
    const value = values.get(key) || undefined;
    if (value !== undefined && !format.test(value)) {
      throw invalidHeader(`bad ${key}`);
    }
  }
  const size = values.get('size');
  const sizeBytes = size ? Number(size) : undefined;
  if (sizeBytes !== undefined && !Number.isSafeInteger(sizeBytes)) {
    throw invalidHeader('bad size');
  }
  return {
    name: values.get('path') || undefined,
    linkName: values.get('linkpath') || undefined,
    sizeBytes,
    modifiedSeconds: toSeconds(values.get('mtime')),
  };
}

/**
 * The headers in front of an entry. Of several of one type the last counts;
 * GNU's long names win over pax.
 */
export class ExtendedHeaders {
  #pax: PaxValues = new Map();
  #longName = '';
  #longLink = '';

  /**
   * Adds the content of a header. A global one ends what those before it say.
   * @throws TarError - `invalid-header`
   */
  add(type: string, data: Uint8Array): void {
    if (type === 'L') this.#longName = cString(data);
    else if (type === 'K') this.#longLink = cString(data);
    else {
      const values = readRecords(data);
      if (type === 'g') this.#reset();
      else this.#pax = values;
    }
  }

  /**
   * What they say of the entry that follows, and nothing of later ones.
   * @throws TarError - `invalid-header`; `unsupported`: a sparse file
   */
  take(): Overrides {
    const pax = toOverrides(this.#pax);
    const name = this.#longName || pax.name;
    const linkName = this.#longLink || pax.linkName;
    const { modifiedSeconds } = pax;
    this.#reset();
    return {
      ...(name === undefined ? {} : { name }),
      ...(linkName === undefined ? {} : { linkName }),
      ...(pax.sizeBytes === undefined ? {} : { sizeBytes: pax.sizeBytes }),
      ...(modifiedSeconds === undefined ? {} : { modifiedSeconds }),
    };
  }

  #reset(): void {
    this.#pax = new Map();
    this.#longName = '';
    this.#longLink = '';
  }
}
