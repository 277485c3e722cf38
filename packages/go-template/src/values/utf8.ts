/**
 * Go strings are bytes, JavaScript strings are UTF-16. Text is kept as
 * ordinary JavaScript text; a byte that is not part of valid UTF-8 (from
 * b64dec, or a cut in the middle of a character) is kept as a lone surrogate
 * U+DC80…U+DCFF, so that no byte is lost.
 */
const ESCAPE_BASE = 0xdc00;
/** Answered quickly for nearly every text; low halves of pairs match too. */
const ESCAPE = /[\udc80-\udcff]/;
/** A byte that is not UTF-8. */
export const RAW_BYTE = /(?<![\ud800-\udbff])[\udc80-\udcff]/;
const LONE_ESCAPES = new RegExp(RAW_BYTE, 'g');
const encoder = new TextEncoder();
const strictDecoder = new TextDecoder('utf-8', {
  fatal: true,
  ignoreBOM: true,
});

/** True when every character is ASCII, so that bytes and UTF-16 units agree. */
export function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    if (text.charCodeAt(i) > 0x7f) {
      return false;
    }
  }
  return true;
}

/** True when the text holds bytes that are not UTF-8. */
export function hasRawBytes(text: string): boolean {
  return ESCAPE.test(text) && RAW_BYTE.test(text);
}

/** The text as Go's `[]rune` reads it: U+FFFD for each byte that is not UTF-8. */
export function validText(text: string): string {
  return hasRawBytes(text) ? text.replace(LONE_ESCAPES, '\ufffd') : text;
}

/** The bytes of a Go string. */
export function encodeUtf8(text: string): Uint8Array {
  if (!hasRawBytes(text)) {
    return encoder.encode(text);
  }
  const chunks: number[] = [];
  for (const char of text) {
    const code = char.codePointAt(0) as number;
    if (code >= 0xdc80 && code <= 0xdcff) {
      chunks.push(code - ESCAPE_BASE);
    } else {
      chunks.push(...encoder.encode(char));
    }
  }
  return Uint8Array.from(chunks);
}

/** A Go string from bytes; bytes that are not UTF-8 are kept (see above). */
export function decodeUtf8(bytes: Uint8Array): string {
  try {
    return strictDecoder.decode(bytes);
  } catch {
    return decodeLossless(bytes);
  }
}

function decodeLossless(bytes: Uint8Array): string {
  let text = '';
  let i = 0;
  while (i < bytes.length) {
    const length = sequenceLength(bytes, i);
    if (length === 0) {
      text += String.fromCharCode(ESCAPE_BASE + bytes[i]);
      i += 1;
    } else {
      text += strictDecoder.decode(bytes.subarray(i, i + length));
      i += length;
    }
  }
  return text;
}

/** Length of the valid UTF-8 sequence at `start`, 0 when there is none. */
function sequenceLength(bytes: Uint8Array, start: number): number {
  const first = bytes[start];
  if (first < 0x80) {
    return 1;
  }
  const length = leadLength(first);
  if (length === 0 || start + length > bytes.length) {
    return 0;
  }
  try {
    strictDecoder.decode(bytes.subarray(start, start + length));
    return length;
  } catch {
    return 0;
  }
}

function leadLength(first: number): number {
  if (first >= 0xc2 && first <= 0xdf) {
    return 2;
  }
  if (first >= 0xe0 && first <= 0xef) {
    return 3;
  }
  return first >= 0xf0 && first <= 0xf4 ? 4 : 0;
}

/** `len(s)` in Go: the number of bytes. */
export function byteLength(text: string): number {
  let length = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 0x80) {
      length += 1;
    } else if (code < 0x800) {
      length += 2;
    } else if (code >= 0xd800 && code <= 0xdbff && i + 1 < text.length) {
      length += 4;
      i += 1;
    } else if (code >= 0xdc80 && code <= 0xdcff) {
      length += 1;
    } else {
      length += 3;
    }
  }
  return length;
}

/** Go's `s[start:end]`, in bytes. */
export function sliceBytes(text: string, start: number, end: number): string {
  return isAscii(text)
    ? text.slice(start, end)
    : decodeUtf8(encodeUtf8(text).subarray(start, end));
}

/** Joins bytes that were apart and now form a character again. */
export function normalizeText(text: string): string {
  return hasRawBytes(text) ? decodeUtf8(encodeUtf8(text)) : text;
}

/** Go's order of strings: by bytes. */
export function compareStrings(a: string, b: string): number {
  if (a === b) {
    return 0;
  }
  if (isAscii(a) && isAscii(b)) {
    return a < b ? -1 : 1;
  }
  return compareBytes(encodeUtf8(a), encodeUtf8(b));
}

function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    if (a[i] !== b[i]) {
      return a[i] < b[i] ? -1 : 1;
    }
  }
  return Math.sign(a.length - b.length);
}
