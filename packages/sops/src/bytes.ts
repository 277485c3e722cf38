const encoder = new TextEncoder();
const strictDecoder = new TextDecoder('utf-8', {
  fatal: true,
  ignoreBOM: true,
});

/** Where a byte that is no UTF-8 is kept: 0x80 as U+DC80, 0xFF as U+DCFF. */
const RAW = 0xdc00;
const RAW_BYTE = /[\udc80-\udcff]/u;

function fromBinary(binary: string): Uint8Array {
  const bytes = new Uint8Array(binary.length);
  for (let at = 0; at < bytes.length; at++) bytes[at] = binary.charCodeAt(at);
  return bytes;
}

/** A text of UTF-16 units, in pieces that a call can take as arguments. */
function fromUnits(units: Uint8Array | Uint16Array): string {
  const size = 0x2000;
  let text = '';
  for (let at = 0; at < units.length; at += size) {
    text += String.fromCharCode(...units.subarray(at, at + size));
  }
  return text;
}

/** Ranges of the second byte that are narrower than 0x80 to 0xBF. */
const SECOND: Readonly<Record<number, readonly [number, number]>> = {
  0xe0: [0xa0, 0xbf],
  0xed: [0x80, 0x9f],
  0xf0: [0x90, 0xbf],
  0xf4: [0x80, 0x8f],
};

/** Length of the UTF-8 sequence at a place; 0 when there is none. */
function sequenceLength(bytes: Uint8Array, at: number): number {
  const first = bytes[at];
  if (first < 0x80) return 1;
  if (first < 0xc2 || first > 0xf4) return 0;
  let length = 2;
  if (first >= 0xe0) length = first >= 0xf0 ? 4 : 3;
  const [low, high] = SECOND[first] ?? [0x80, 0xbf];
  if (!(bytes[at + 1] >= low && bytes[at + 1] <= high)) return 0;
  for (let next = 2; next < length; next++) {
    if (!(bytes[at + next] >= 0x80 && bytes[at + next] <= 0xbf)) return 0;
  }
  return length;
}

function decodeRaw(bytes: Uint8Array): string {
  const units = new Uint16Array(bytes.length);
  let size = 0;
  for (let at = 0; at < bytes.length; ) {
    const length = sequenceLength(bytes, at);
    if (length < 2) {
      units[size++] = length === 1 ? bytes[at] : RAW + bytes[at];
      at++;
      continue;
    }
    const character = strictDecoder.decode(bytes.subarray(at, at + length));
    for (let unit = 0; unit < character.length; unit++) {
      units[size++] = character.charCodeAt(unit);
    }
    at += length;
  }
  return fromUnits(units.subarray(0, size));
}

/**
 * Text of any bytes. A byte that is no UTF-8 becomes a lone surrogate, which
 * {@link encodeUtf8} turns back: sops keeps such values and files as they are.
 */
export function decodeUtf8(bytes: Uint8Array): string {
  try {
    return strictDecoder.decode(bytes);
  } catch {
    return decodeRaw(bytes);
  }
}

function encodeRaw(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length * 3);
  let size = 0;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit < 0x80) {
      bytes[size++] = unit;
      continue;
    }
    const isPair = unit >= 0xd800 && unit <= 0xdbff;
    if (!isPair && unit > RAW && unit <= RAW + 0xff) {
      bytes[size++] = unit - RAW;
      continue;
    }
    const character = text.slice(at, at + (isPair ? 2 : 1));
    size += encoder.encodeInto(character, bytes.subarray(size)).written ?? 0;
    if (isPair) at++;
  }
  return bytes.slice(0, size);
}

/** Bytes of a text, the kept ones of {@link decodeUtf8} included. */
export function encodeUtf8(text: string): Uint8Array {
  return RAW_BYTE.test(text) ? encodeRaw(text) : encoder.encode(text);
}

/** Whether a text holds bytes that are no UTF-8. */
export const hasRawBytes = (text: string): boolean => RAW_BYTE.test(text);

/** @throws Error - not base64 */
export function decodeBase64(text: string): Uint8Array {
  const compact = text.replace(/[\r\n]/g, '');
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(compact) || compact.length % 4 !== 0) {
    throw new Error('illegal base64 data');
  }
  return fromBinary(atob(compact));
}

export function encodeBase64(bytes: Uint8Array): string {
  return btoa(fromUnits(bytes));
}
