import { isPlainText } from './plainText';
import { startsWith } from './startsWith';
import { UnknownFormError } from './UnknownFormError';

const NEWLINE = 10;
const RETURN = 13;
const SPACE = 32;
const DASH = 45;
const HASH = 35;
const ENTRIES = 'entries:\n';
/** What is not an entry is short. */
const MAX_HEAD_BYTES = 1024 ** 2;
const NAME = /^ {2}([A-Za-z][A-Za-z0-9_.-]*):\n$/;

/** Where the versions of a chart are in an index. */
export interface IndexBlock {
  readonly name: string;
  /** Offset of the line of the name. */
  readonly start: number;
  readonly end: number;
}

/** An index in parts. */
interface SplitIndex {
  /** The index with empty entries. */
  readonly head: string;
  /** In the order of the names. */
  readonly blocks: readonly IndexBlock[];
}

/**
 * Finds the charts of an index by the blanks in front of their names, without
 * reading them.
 * @throws UnknownFormError - it is written in another way
 */
export function splitIndex(bytes: Uint8Array): SplitIndex {
  if (bytes.indexOf(RETURN) >= 0) throw new UnknownFormError('a line break');
  const from = startOfEntries(bytes);
  const { blocks, end } = findBlocks(bytes, from);
  const size = from + bytes.length - end;
  if (size > MAX_HEAD_BYTES || blocks.length === 0) {
    throw new UnknownFormError('an index');
  }
  const before = decode(bytes.subarray(0, from - ENTRIES.length));
  const head = `${before}entries: {}\n${decode(bytes.subarray(end))}`;
  return { head, blocks: inOrder(blocks) };
}

/** @throws UnknownFormError - bytes that are no UTF-8 */
export function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(
      bytes,
    );
  } catch {
    throw new UnknownFormError('a text');
  }
}

/** Offset behind the line `entries:`. */
function startOfEntries(bytes: Uint8Array): number {
  for (let at = 0; at < MAX_HEAD_BYTES; ) {
    if (startsWith(bytes, ENTRIES, at)) return at + ENTRIES.length;
    const end = bytes.indexOf(NEWLINE, at);
    if (end < 0) break;
    at = end + 1;
  }
  throw new UnknownFormError('an index');
}

function findBlocks(bytes: Uint8Array, from: number) {
  const blocks: IndexBlock[] = [];
  let at = from;
  while (at < bytes.length && bytes[at] === SPACE) {
    if (!isName(bytes, at)) throw new UnknownFormError('an entry');
    const end = endOfBlock(bytes, at);
    blocks.push({ name: nameAt(bytes, at), start: at, end });
    at = end;
  }
  return { blocks, end: at };
}

/** Whether a line has exactly two blanks in front, and no item behind them. */
function isName(bytes: Uint8Array, at: number): boolean {
  const code = bytes[at + 2];
  return (
    bytes[at] === SPACE &&
    bytes[at + 1] === SPACE &&
    code !== SPACE &&
    code !== DASH &&
    code !== NEWLINE &&
    code !== HASH
  );
}

/** Offset of the next name, or of what comes behind the entries; blank lines may belong to a text. */
function endOfBlock(bytes: Uint8Array, start: number): number {
  let at = start;
  do {
    const end = bytes.indexOf(NEWLINE, at);
    if (end < 0) throw new UnknownFormError('an index');
    at = end + 1;
  } while (
    bytes[at] === NEWLINE ||
    (bytes[at] === SPACE && !isName(bytes, at))
  );
  return at;
}

function nameAt(bytes: Uint8Array, start: number): string {
  const end = bytes.indexOf(NEWLINE, start) + 1;
  const [, name] = NAME.exec(decode(bytes.subarray(start, end))) ?? [];
  if (name === undefined || !isPlainText(name)) {
    throw new UnknownFormError('a name');
  }
  return name;
}

/** @throws UnknownFormError - a name that occurs twice */
function inOrder(blocks: IndexBlock[]): IndexBlock[] {
  blocks.sort((a, b) => (a.name < b.name ? -1 : Number(a.name > b.name)));
  const isRepeated = blocks.some(
    ({ name }, index) => index > 0 && blocks[index - 1].name === name,
  );
  if (isRepeated) throw new UnknownFormError('a repeated name');
  return blocks;
}
