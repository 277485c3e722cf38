import { GoError } from '../errors';

const ALPHABET =
  'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const ALPHABET_32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** Groups bits: `bits` per character, `group` characters per padded block. */
function encode(
  bytes: Uint8Array,
  alphabet: string,
  bits: number,
  group: number,
): string {
  let text = '';
  let buffer = 0;
  let held = 0;
  const mask = (1 << bits) - 1;
  for (const byte of bytes) {
    buffer = ((buffer << 8) | byte) & 0xffff;
    held += 8;
    while (held >= bits) {
      held -= bits;
      text += alphabet[(buffer >> held) & mask];
    }
  }
  if (held > 0) {
    text += alphabet[(buffer << (bits - held)) & mask];
  }
  const missing = (group - (text.length % group)) % group;
  return text + '='.repeat(missing);
}

/** Standard base64 with padding. */
export function base64(bytes: Uint8Array): string {
  return encode(bytes, ALPHABET, 6, 4);
}

/** Standard base32 with padding. */
export function base32(bytes: Uint8Array): string {
  return encode(bytes, ALPHABET_32, 5, 8);
}

interface Decoder {
  readonly name: string;
  readonly alphabet: string;
  readonly bits: number;
  readonly group: number;
  /** Padding characters that a last block may have. */
  readonly paddings: readonly number[];
}

const BASE64: Decoder = {
  name: 'base64',
  alphabet: ALPHABET,
  bits: 6,
  group: 4,
  paddings: [0, 1, 2],
};
const BASE32: Decoder = {
  name: 'base32',
  alphabet: ALPHABET_32,
  bits: 5,
  group: 8,
  paddings: [0, 1, 3, 4, 6],
};

function corrupt(decoder: Decoder, at: number): GoError {
  return new GoError(`illegal ${decoder.name} data at input byte ${at}`);
}

function decode(decoder: Decoder, text: string): Uint8Array {
  const bytes: number[] = [];
  const { alphabet, bits, group, paddings } = decoder;
  const isLineBreak = (char: string) => char === '\n' || char === '\r';
  let buffer = 0;
  let held = 0;
  let digits = 0;
  let at = 0;
  for (; at < text.length && text[at] !== '='; at++) {
    if (isLineBreak(text[at])) {
      continue;
    }
    const value = alphabet.indexOf(text[at]);
    if (value < 0) {
      throw corrupt(decoder, at);
    }
    buffer = ((buffer << bits) | value) & 0xffff;
    held += bits;
    digits += 1;
    if (held >= 8) {
      held -= 8;
      bytes.push((buffer >> held) & 0xff);
    }
  }
  const missing = (group - (digits % group)) % group;
  checkPadding(decoder, text, at, missing, paddings);
  return Uint8Array.from(bytes);
}

function checkPadding(
  decoder: Decoder,
  text: string,
  from: number,
  missing: number,
  paddings: readonly number[],
): void {
  let left = missing;
  let at = from;
  if (missing > 0 && from >= text.length) {
    throw corrupt(decoder, text.length - (decoder.group - missing));
  }
  if (!paddings.includes(missing)) {
    throw corrupt(decoder, from);
  }
  for (; left > 0; at++) {
    if (at >= text.length) {
      throw corrupt(decoder, text.length);
    }
    if (text[at] === '=') {
      left -= 1;
    } else if (text[at] !== '\n' && text[at] !== '\r') {
      throw corrupt(decoder, at - 1);
    }
  }
  while (text[at] === '\n' || text[at] === '\r') {
    at += 1;
  }
  if (at < text.length) {
    throw corrupt(decoder, at);
  }
}

/** @throws GoError - not base64, worded as Go words it */
export function decodeBase64(text: string): Uint8Array {
  return decode(BASE64, text);
}

/**
 * As Go's encoding/base32 reads: line breaks are left out before positions
 * are counted, and what follows a padded block is not looked at.
 * @throws GoError - not base32, worded as Go words it
 */
export function decodeBase32(text: string): Uint8Array {
  const chars = text.replace(/[\r\n]/g, '');
  const padding = paddingOf32(chars);
  const digits = padding < 0 ? chars : chars.slice(0, padding);
  const wrong = Array.from(digits).findIndex(
    char => !ALPHABET_32.includes(char),
  );
  if (wrong >= 0) {
    throw corrupt(BASE32, wrong);
  }
  const rest = digits.length % 8;
  if (padding < 0 && rest > 0) {
    throw corrupt(BASE32, digits.length - rest);
  }
  return decode(BASE32, digits + '='.repeat((8 - rest) % 8));
}

/**
 * Where the padding of the last block starts, -1 without one.
 * @throws GoError - too little, too much or other characters in it
 */
function paddingOf32(chars: string): number {
  const at = chars.indexOf('=');
  const held = at % 8;
  const left = chars.length - at - 1;
  const isDigits = /^[A-Z2-7]*$/.test(chars.slice(0, at));
  if (at < 0 || held < 2 || left >= 8 || !isDigits) {
    return -1;
  }
  if (left + held < 7) {
    throw corrupt(BASE32, chars.length);
  }
  for (let k = 0; k < 7 - held; k++) {
    if (chars[at + 1 + k] !== '=') {
      throw corrupt(BASE32, chars.length - left + k - 1);
    }
  }
  if (!BASE32.paddings.includes(8 - held)) {
    throw corrupt(BASE32, at);
  }
  return at;
}
