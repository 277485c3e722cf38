import { encodeName } from '../names';

/** A header and its content, written byte by byte, so that tests can make broken ones. */
export interface RawEntry {
  readonly name?: string;
  /** Type flag; default `0`, a file. */
  readonly type?: string;
  readonly content?: string;
  /** Text of the size field; default the content's length in octal. */
  readonly size?: string;
  readonly linkName?: string;
  readonly prefix?: string;
  /** Default ustar's: `ustar\x0000`. */
  readonly magic?: string;
  /** Text of the checksum field; default the right one. */
  readonly checksum?: string;
  /** Text at an offset of the header, such as `[508, 'tar\0']`. */
  readonly more?: readonly [offset: number, text: string];
}

const BLOCK = 512;
const latin1 = (text: string) =>
  Uint8Array.from(text, character => character.charCodeAt(0));

function headerOf(entry: RawEntry, length: number): Uint8Array {
  const block = new Uint8Array(BLOCK);
  const put = (text: string, at: number) => block.set(latin1(text), at);
  put(entry.name ?? 'a', 0);
  put('0000755\0', 100);
  put(entry.size ?? `${length.toString(8).padStart(11, '0')}\0`, 124);
  put(entry.type ?? '0', 156);
  put(entry.linkName ?? '', 157);
  put(entry.magic ?? 'ustar\x0000', 257);
  put(entry.prefix ?? '', 345);
  if (entry.more) put(entry.more[1], entry.more[0]);
  put(' '.repeat(8), 148);
  const sum = block.reduce((total, byte) => total + byte, 0);
  put(entry.checksum ?? `${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return block;
}

/** An archive of these entries, without the records of its end. */
export function tarBytes(...entries: readonly RawEntry[]): Uint8Array {
  const blocks = entries.flatMap(entry => {
    const content = encodeName(entry.content ?? '');
    const padded = new Uint8Array(Math.ceil(content.length / BLOCK) * BLOCK);
    padded.set(content);
    return [headerOf(entry, content.length), padded];
  });
  return concat(...blocks);
}

/** Joins bytes. */
export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(
    parts.reduce((sum, { length }) => sum + length, 0),
  );
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}

/** `<length> <key>=<value>\n`, where the length counts itself. */
export function paxRecord(key: string, value: string): string {
  const rest = ` ${key}=${value}\n`;
  const bytes = encodeName(rest).length;
  const length = bytes + String(bytes).length;
  return `${bytes + String(length).length}${rest}`;
}
