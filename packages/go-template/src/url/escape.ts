import { GoError } from '../errors';
import { quoteGo } from '../format/quote';
import { decodeUtf8, encodeUtf8 } from '../values/utf8';

/** Which part of a URL a text is for; each leaves other characters as they are. */
type UrlPart = 'path' | 'host' | 'zone' | 'user' | 'fragment';

const HOST = /[A-Za-z0-9\-_.~!$&'()*+,;=:[\]<>"]/;

const KEPT: Readonly<Record<UrlPart, RegExp>> = {
  path: /[A-Za-z0-9\-_.~$&+,/:;=@]/,
  host: HOST,
  zone: HOST,
  user: /[A-Za-z0-9\-_.~$&+,;=]/,
  fragment: /[A-Za-z0-9\-_.~$&+,/:;=?@!()*]/,
};

/** Go's net/url escaping of a part. */
export function escapePart(text: string, part: UrlPart): string {
  let out = '';
  for (const byte of encodeUtf8(text)) {
    const char = String.fromCharCode(byte);
    out += KEPT[part].test(char)
      ? char
      : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return out;
}

/**
 * Reads `%41` as `A`.
 * @throws GoError - a bad escape, or a character that a host can't have
 */
export function unescapePart(text: string, part: UrlPart): string {
  const bytes: number[] = [];
  const source = encodeUtf8(text);
  for (let i = 0; i < source.length; i++) {
    if (source[i] === 0x25) {
      bytes.push(readEscape(source, i, part));
      i += 2;
      continue;
    }
    const char = String.fromCharCode(source[i]);
    const isHost = part === 'host' || part === 'zone';
    if (isHost && source[i] < 0x80 && !HOST.test(char)) {
      throw new GoError(`invalid character ${quoteGo(char)} in host name`);
    }
    bytes.push(source[i]);
  }
  return decodeUtf8(Uint8Array.from(bytes));
}

function readEscape(source: Uint8Array, at: number, part: UrlPart): number {
  const shown = decodeUtf8(source.subarray(at, at + 3));
  const digits = shown.slice(1);
  if (!/^[0-9a-fA-F]{2}$/.test(digits)) {
    throw new GoError(`invalid URL escape ${quoteGo(shown)}`);
  }
  const value = parseInt(digits, 16);
  const isBadInHost = part === 'host' && value < 0x80;
  const isBadInZone =
    part === 'zone' && !HOST.test(String.fromCharCode(value)) && value !== 0x20;
  if (digits !== '25' && (isBadInHost || isBadInZone)) {
    throw new GoError(`invalid URL escape ${quoteGo(shown)}`);
  }
  return value;
}
